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
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.length() < text.length() ? clean + "..." : clean;
    }
}
