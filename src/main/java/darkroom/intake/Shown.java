package darkroom.intake;

/** Text of strangers, fit for a message or a log: no control characters, not long. */
final class Shown {
    private static final int LONGEST = 100;

    private Shown() {}

    static String text(String text) {
        if (text == null) {
            return "";
        }
        String clean = text.codePoints()
                .map(c -> isShown(c) ? c : '?')
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.codePointCount(0, text.length()) > LONGEST ? clean + "..." : clean;
    }

    /** Also no code point that is no character: a queue refuses a message that holds one. */
    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
