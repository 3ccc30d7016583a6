package darkroom.intake;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/**
 * The identity of an image: UUIDv5 (RFC 9562) of kind, customer and identity, joined by NUL, in a namespace of our own.
 * The same message always has the same id, whoever works on it and whenever. Thread-safe.
 */
public final class ImageIds {
    private static final UUID NAMESPACE = UUID.fromString("6b1c7f0e-3f5d-5c58-9a52-0d6c5d1b7a10");

    private ImageIds() {}

    /** An upload with an Idempotency-Key. */
    public static UUID httpKey(String customer, String idempotencyKey) {
        return of("http", customer, idempotencyKey);
    }

    /** An upload without one: nobody can have seen this id before. */
    public static UUID httpFresh(String customer) {
        return of("http-fresh", customer, UuidCreator.getTimeOrderedEpoch().toString());
    }

    /** A record that names itself. */
    public static UUID kafkaId(String customer, String ceId) {
        return of("kafka", customer, ceId);
    }

    /** A record that does not: its place. A topic that is made anew has another topic id, and offsets that repeat. */
    public static UUID kafkaPlace(String customer, String topicId, int partition, long offset) {
        return of("kafka-place", customer, topicId + '\0' + partition + '\0' + offset);
    }

    /** One version of an object in the inbox. */
    public static UUID s3Version(String customer, String bucket, String key, String versionId) {
        return of("s3", customer, bucket + '\0' + key + '\0' + versionId);
    }

    /** An image made again of the kept original of another one, by one version of a recipe such as {@code web@2}. */
    public static UUID replay(String customer, UUID of, String recipe) {
        return of("replay", customer, of.toString() + '\0' + recipe);
    }

    private static UUID of(String kind, String customer, String identity) {
        return UuidCreator.getNameBasedSha1(NAMESPACE, kind + '\0' + customer + '\0' + identity);
    }
}
