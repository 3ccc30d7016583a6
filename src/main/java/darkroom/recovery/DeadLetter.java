package darkroom.recovery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One thing that could not be handled, as it lies there.
 *
 * @param id {@code topic/partition/offset}, or the id of a message
 * @param reason its {@code darkroom_reason}; empty where it has none
 * @param customer that it names, whoever that is; empty where it names none
 * @param at when it was put there
 * @param headers or attributes
 * @param value null where a record has none
 * @param isSent it was sent back before
 * @param flaw why it cannot be sent back; null where it can
 */
public record DeadLetter(
        String id,
        String reason,
        String customer,
        Instant at,
        Map<String, byte[]> headers,
        byte[] value,
        boolean isSent,
        String flaw) {
    /** A flaw. */
    static final String ERASED = "its customer was erased";

    private static final int SHOWN_CHARACTERS = 4096;
    private static final int SHOWN_BYTES = 64;

    public DeadLetter {
        headers = Map.copyOf(headers);
    }

    /** Bytes of the value. */
    public int size() {
        return value == null ? 0 : value.length;
    }

    /** Whether it is to be sent back, as far as it is its own matter. */
    public boolean isDue() {
        return !isSent && flaw == null;
    }

    /** Headers, size, and the beginning of the value: text as it is, anything else in hexadecimal. Holds no control characters. */
    public String shown() {
        String names = headers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(header -> plain(header.getKey()) + ": " + plain(text(header.getValue())) + "\n")
                .collect(Collectors.joining());
        return names + size() + " bytes\n" + beginning();
    }

    private String beginning() {
        if (size() == 0) {
            return "";
        }
        String text = text(value);
        boolean readable = text.chars().noneMatch(c -> c == '\ufffd' || (c < ' ' && !Character.isWhitespace(c)));
        if (readable) {
            String begin = text.substring(0, Math.min(SHOWN_CHARACTERS, text.length()));
            return plain(begin) + (begin.length() < text.length() ? " ..." : "");
        }
        int bytes = Math.min(SHOWN_BYTES, value.length);
        return HexFormat.ofDelimiter(" ").formatHex(value, 0, bytes) + (bytes < value.length ? " ..." : "");
    }

    static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** What a stranger wrote, in one line that cannot act on a terminal. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                plain.append("\\u%04x".formatted(c));
            } else {
                plain.append((char) c);
            }
        });
        return plain.toString();
    }
}
