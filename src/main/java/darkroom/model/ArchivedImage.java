package darkroom.model;

import java.time.Instant;
import java.util.UUID;

/**
 * What a listing of the archive tells of one image, without an object being read. Times are when objects were stored.
 *
 * @param receiptAt null where it has no receipt
 * @param failedAt of the newest record of a failure, or null
 * @param variants how many variants lie there; they go earlier than the receipt does
 * @param storedAt of the newest of all its objects
 */
public record ArchivedImage(
        String customer, UUID id, Instant receiptAt, Instant failedAt, int variants, Instant storedAt) {

    /** When the image was done, or failed last; null where it is neither. */
    public Instant endedAt() {
        return receiptAt != null ? receiptAt : failedAt;
    }
}
