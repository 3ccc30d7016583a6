package darkroom.request;

/** Text of strangers, fit for a message or a log: control characters escaped, not long. */
public final class Shown {
    private static final int LONGEST = 100;

    private Shown() {}

    public static String text(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (isShown(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format(c > Character.MAX_VALUE ? "\\u{%x}" : "\\u%04x", c));
            }
        });
        return text.codePointCount(0, text.length()) > LONGEST ? shown + "..." : shown.toString();
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
