package darkroom.tally;

import java.time.Instant;
import java.util.Map;

/**
 * One record of the topic, untouched, so that it can be handed on as it came.
 *
 * @param key null where the record has none
 * @param value null where the record is a tombstone
 * @param headers those that the topic's allow-list let in
 * @param announcedAt when it was written to the topic; null where that is not known
 */
record ReceiptRecord(
        byte[] key,
        byte[] value,
        Map<String, Object> headers,
        String topic,
        int partition,
        long offset,
        Instant announcedAt) {
    ReceiptRecord {
        headers = Map.copyOf(headers);
    }

    /** Where it came from: {@code topic/partition/offset}. */
    String place() {
        return topic + '/' + partition + '/' + offset;
    }
}
