package darkroom.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code dk_PREFIX_SECRET}: the prefix (8 characters) finds the record, the secret (32 characters of 62, 190 bits)
 * proves it. Only an HMAC-SHA256 of the whole under the platform's own secret is ever stored, so that a copy of the
 * registry opens nothing.
 */
record ApiKey(String prefix, String text) {
    private static final Pattern FORM = Pattern.compile("dk_([0-9A-Za-z]{8})_[0-9A-Za-z]{32}");
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    static Optional<ApiKey> parse(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches() ? Optional.of(new ApiKey(m.group(1), text)) : Optional.empty();
    }

    static ApiKey random(SecureRandom random) {
        String prefix = characters(random, 8);
        return new ApiKey(prefix, "dk_" + prefix + "_" + characters(random, 32));
    }

    private static String characters(SecureRandom random, int count) {
        return random.ints(count, 0, ALPHABET.length())
                .collect(StringBuilder::new, (b, i) -> b.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }

    /** The keyed hash, lower-case hex. */
    String hash(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** Never the key itself: it must not get into a log. */
    @Override
    public String toString() {
        return "dk_" + prefix + "_...";
    }
}
