package darkroom.archive;

import java.util.Map;
import org.apache.camel.Exchange;

/**
 * What a request for the bytes of a variant asks for, each as it came or null.
 *
 * @param method of HTTP
 * @param known its If-None-Match
 * @param onlyIf its If-Range
 * @param download the parameter of that name: empty = as a file of a name of our own
 */
record Asked(String variant, String method, String known, String range, String onlyIf, String download) {
    static Asked of(Map<String, Object> headers) {
        return new Asked(
                text(headers, "variant"),
                text(headers, Exchange.HTTP_METHOD),
                text(headers, "If-None-Match"),
                text(headers, "Range"),
                text(headers, "If-Range"),
                text(headers, "download"));
    }

    private static String text(Map<String, Object> headers, String name) {
        Object value = headers.get(name);
        return value == null ? null : value.toString();
    }

    boolean isHead() {
        return "HEAD".equals(method);
    }

    /** Whether the asker has what this tag names. */
    boolean knows(String etag) {
        return Downloads.matches(known, etag);
    }

    /** The part that is asked for of so many bytes; null = all. */
    ByteRange part(String etag, long bytes) {
        return onlyIf == null || onlyIf.equals(etag) ? ByteRange.parse(range, bytes) : null;
    }
}
