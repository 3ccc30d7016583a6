package darkroom.model;

import java.time.Instant;
import java.util.Map;

/**
 * One object of the archive, written once.
 *
 * @param key {@code [a-z0-9/._-]} only
 * @param sha256 of the bytes, lower-case hex
 * @param expires the Expires header
 * @param lockedUntil object lock; null = none
 * @param tags {@code kind}, {@code days}, {@code customer}, {@code recipe}: lifecycle rules go by the first two
 * @param metadata what a later writer needs to adopt these bytes as its own, with the {@code original}'s sha-256 and the
 *     {@code recipe} that they were made by, where they were made
 */
public record StoredObject(
        String key,
        String contentType,
        String sha256,
        Instant expires,
        Instant lockedUntil,
        Map<String, String> tags,
        Map<String, String> metadata,
        byte[] bytes) {
    public StoredObject {
        tags = Map.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }

    /** The same object under another key. */
    public StoredObject under(String other) {
        return new StoredObject(other, contentType, sha256, expires, lockedUntil, tags, metadata, bytes);
    }
}
