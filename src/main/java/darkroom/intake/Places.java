package darkroom.intake;

import darkroom.model.BadRequestException;
import darkroom.model.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The place of a record without a {@code ce_id}, which is its identity, as a header that goes with it into the dead letters
 * and back: {@code TOPIC-ID/PARTITION/OFFSET/SEAL}. The seal is an HMAC-SHA256 under the platform's secret over the place and
 * the record's value. Without it a sender could claim the place of a record that is still to come, which would then be taken
 * for done. Thread-safe.
 */
public final class Places {
    /** The header's name. */
    public static final String HEADER = "darkroom_place";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SHAPE =
            Pattern.compile("([A-Za-z0-9_-]{1,64})/(\\d{1,9})/(\\d{1,18})/([A-Za-z0-9_-]{43})");

    private final SecretKeySpec key;

    /** @param secret the platform's own, not empty; the same in all replicas */
    public Places(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** A place as a header's value. */
    String seal(String topicId, int partition, long offset, byte[] value) {
        String place = topicId + '/' + partition + '/' + offset;
        return place + '/' + hmac(place, value);
    }

    /**
     * The id of the image of that place.
     *
     * @throws BadRequestException malformed-header, where it was not sealed here for this value
     */
    UUID id(String customer, String header, byte[] value) {
        Matcher m = SHAPE.matcher(header);
        boolean genuine = m.matches()
                && MessageDigest.isEqual(
                        hmac(header.substring(0, header.lastIndexOf('/')), value)
                                .getBytes(StandardCharsets.US_ASCII),
                        m.group(4).getBytes(StandardCharsets.US_ASCII));
        if (!genuine) {
            throw new BadRequestException(
                    "malformed-header",
                    400,
                    "The header " + HEADER + " was not written here for this value. Leave it out; or, where"
                            + " DARKROOM_ACCESS_HASH_SECRET was changed since, send the record with a ce_id.");
        }
        return ImageIds.kafkaPlace(customer, m.group(1), Integer.parseInt(m.group(2)), Long.parseLong(m.group(3)));
    }

    private String hmac(String place, byte[] value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String sealed = "place\0" + place + '\0' + Hashes.sha256(value);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(sealed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }
}
