package darkroom.webhooks;

import darkroom.seal.SecretBox;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Secrets that sign webhooks, as their receivers know them: {@code whsec_} and 32 random bytes in base64. To sign with one it
 * must be readable, so it is stored encrypted: AES-256-GCM under a key that is derived from the platform's secret, bound to
 * the customer, so that it opens nowhere else. Thread-safe.
 */
public final class SigningSecrets {
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1.";
    private static final String PURPOSE = "darkroom webhook secrets";
    private static final int KEY_BYTES = 32;

    private final SecretBox box;
    private final SecureRandom random = new SecureRandom();

    /** @param platformSecret the one under which API keys are hashed, too; changing it voids what is sealed */
    public SigningSecrets(String platformSecret) {
        this.box = new SecretBox(platformSecret, PURPOSE);
    }

    /** A new one, to be shown once. */
    String make() {
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    /** What is stored of it. */
    String seal(String customer, String secret) {
        return VERSION + Base64.getEncoder().encodeToString(box.seal(customer, bytes(secret)));
    }

    /**
     * The bytes that sign.
     *
     * @throws IllegalArgumentException where it was sealed under another secret of the platform, for another customer, or is
     *     damaged
     */
    byte[] open(String customer, String sealed) {
        if (!sealed.startsWith(VERSION)) {
            throw new IllegalArgumentException("a webhook's secret of " + customer + " is in no form that is known");
        }
        byte[] whole = Base64.getDecoder().decode(sealed.substring(VERSION.length()));
        if (whole.length < SecretBox.LEAST_BYTES) {
            throw new IllegalArgumentException("a webhook's secret of " + customer + " is cut off");
        }
        try {
            return box.open(customer, whole);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a webhook's secret of " + customer + " does not open under this DARKROOM_ACCESS_HASH_SECRET", e);
        }
    }

    /** The bytes of a secret as its receiver knows it. */
    static byte[] bytes(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }
}
