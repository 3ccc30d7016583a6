package darkroom.chaos.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Messages of HTTP/1.1 (RFC 9112), one after the other, whole and as they are on the wire. For one thread. */
final class HttpStream {
    private static final int LARGEST_HEAD = 64 << 10;

    /**
     * @param lines the first, and those of the headers
     * @param headers by their names in lower case
     */
    record Head(List<String> lines, Map<String, String> headers) {
        String first() {
            return lines.get(0);
        }

        /** As on the wire, without one of the headers. */
        byte[] without(String header) {
            StringBuilder text = new StringBuilder(first()).append("\r\n");
            lines.stream()
                    .skip(1)
                    .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(header + ":"))
                    .forEach(line -> text.append(line).append("\r\n"));
            return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final InputStream in;

    HttpStream(InputStream in) {
        this.in = new BufferedInputStream(in, 64 << 10);
    }

    /** @return null where no further message comes */
    Head head() throws IOException {
        List<String> lines = new ArrayList<>();
        int size = 0;
        for (String line = line(); line == null || !line.isEmpty(); line = line()) {
            if (line == null) {
                if (lines.isEmpty()) {
                    return null;
                }
                throw new EOFException("in the head");
            }
            size += line.length();
            if (size > LARGEST_HEAD) {
                throw new IOException("a head of more than " + LARGEST_HEAD + " bytes");
            }
            lines.add(line);
        }
        Map<String, String> headers = new TreeMap<>();
        lines.stream().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return lines.isEmpty() ? null : new Head(List.copyOf(lines), headers);
    }

    /** Up to CRLF, without it; null at the end of the stream. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).replaceFirst("\r$", "");
    }

    /**
     * The body of a request, or of an answer that has one.
     *
     * @param toTheEnd where nothing says how long it is
     */
    byte[] body(Head head, boolean toTheEnd) throws IOException {
        if (head.headers().getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        String length = head.headers().get("content-length");
        if (length != null) {
            return exactly(Integer.parseInt(length));
        }
        return toTheEnd ? in.readAllBytes() : new byte[0];
    }

    /** Whether it says where the body ends. */
    static boolean isDelimited(Head head) {
        return head.headers().containsKey("content-length") || head.headers().containsKey("transfer-encoding");
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            String size = needed(line());
            write(all, size);
            int length = Integer.parseInt(size.replaceFirst(";.*", "").strip(), 16);
            if (length == 0) {
                break;
            }
            all.write(exactly(length));
            write(all, needed(line()));
        }
        for (String trailer = needed(line()); !trailer.isEmpty(); trailer = needed(line())) {
            write(all, trailer);
        }
        write(all, "");
        return all.toByteArray();
    }

    private static void write(ByteArrayOutputStream all, String line) {
        all.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String needed(String line) throws IOException {
        if (line == null) {
            throw new EOFException("in the chunks");
        }
        return line;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("in the body");
        }
        return bytes;
    }
}
