package darkroom.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

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
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    /** @param platformSecret the one under which API keys are hashed, too; changing it voids what is sealed */
    public SigningSecrets(String platformSecret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(platformSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            this.key = new SecretKeySpec(mac.doFinal(PURPOSE.getBytes(StandardCharsets.US_ASCII)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** A new one, to be shown once. */
    String make() {
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    /** What is stored of it. */
    String seal(String customer, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, customer, nonce, bytes(secret));
        byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        return VERSION + Base64.getEncoder().encodeToString(whole);
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
        if (whole.length < NONCE_BYTES) {
            throw new IllegalArgumentException("a webhook's secret of " + customer + " is cut off");
        }
        return crypt(
                Cipher.DECRYPT_MODE,
                customer,
                Arrays.copyOf(whole, NONCE_BYTES),
                Arrays.copyOfRange(whole, NONCE_BYTES, whole.length));
    }

    /** The bytes of a secret as its receiver knows it. */
    static byte[] bytes(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    private byte[] crypt(int mode, String customer, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(customer.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "a webhook's secret of " + customer + " does not open under this DARKROOM_ACCESS_HASH_SECRET", e);
        }
    }
}
