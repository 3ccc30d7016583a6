package darkroom.chaos.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An HTTP request as it came from the app, the body whole.
 *
 * @param target path and query
 * @param headers by their names in lower case
 * @param body as on the wire, chunks included
 */
public record Request(String method, String target, Map<String, String> headers, byte[] body) {
    private static final int LOOK = 4_096;

    /** What is asked of SQS, such as {@code DeleteMessage}; empty where this is for another server. */
    public String action() {
        return headers.getOrDefault("x-amz-target", "").replaceFirst("^AmazonSQS\\.", "");
    }

    /** Whether a word is in the beginning of the body. */
    public boolean begins(String word) {
        return new String(body, 0, Math.min(LOOK, body.length), StandardCharsets.ISO_8859_1).contains(word);
    }

    /** Whether it writes an object under this prefix of a bucket, such as {@code /darkroom-archive/archive/}. */
    public boolean puts(String prefix) {
        return method.equals("PUT") && target.startsWith(prefix) && !target.contains("?");
    }
}
