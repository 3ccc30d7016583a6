package darkroom.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of Standard Webhooks (standardwebhooks.com, symmetric, {@code v1}): HMAC-SHA256 over {@code id.timestamp.body},
 * one for each secret, so that a receiver may have the old or the new one.
 */
final class Signature {
    private Signature() {}

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param id without a full stop
     * @param keys at least one
     */
    static String of(String id, Instant timestamp, byte[] body, List<byte[]> keys) {
        byte[] head = (id + '.' + timestamp.getEpochSecond() + '.').getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + hmac(key, head, body)).collect(Collectors.joining(" "));
    }

    private static String hmac(byte[] key, byte[] head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head);
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
