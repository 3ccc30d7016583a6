package darkroom.recovery;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which records of a partition were sent back: all below an offset, and some ranges above it. It is kept as the committed
 * offset of a group, with the ranges as its metadata, so that it lies where the records are and nowhere else. One thread.
 *
 * <p>A broker takes 4,096 bytes of metadata. Ranges that do not fit are forgotten, the newest first: those records would be
 * sent again, which changes nothing, for they keep their identity.
 */
final class SentOffsets {
    private static final int METADATA_BYTES = 4000;
    private static final int RADIX = 36;

    private final TreeMap<Long, Long> ranges = new TreeMap<>();
    private long below;

    private SentOffsets(long below) {
        this.below = below;
    }

    /**
     * @param committed null where nothing was sent yet
     * @param beginning the first offset that the partition still has
     */
    static SentOffsets of(OffsetAndMetadata committed, long beginning) {
        SentOffsets sent = new SentOffsets(committed == null ? 0 : committed.offset());
        if (committed != null && committed.metadata() != null) {
            long base = committed.offset();
            for (String range : committed.metadata().split(",")) {
                String[] part = range.split("\\+", 2);
                if (part.length == 2) {
                    long first = base + Long.parseLong(part[0], RADIX);
                    sent.ranges.put(first, first + Long.parseLong(part[1], RADIX));
                }
            }
        }
        sent.below = Math.max(sent.below, beginning);
        sent.settle();
        return sent;
    }

    boolean contains(long offset) {
        if (offset < below) {
            return true;
        }
        Map.Entry<Long, Long> range = ranges.floorEntry(offset);
        return range != null && offset < range.getValue();
    }

    void add(long offset) {
        if (contains(offset)) {
            return;
        }
        Map.Entry<Long, Long> before = ranges.floorEntry(offset);
        long first = before != null && before.getValue() == offset ? before.getKey() : offset;
        Long end = ranges.remove(offset + 1);
        ranges.put(first, end == null ? offset + 1 : end);
        settle();
    }

    private void settle() {
        while (!ranges.isEmpty() && ranges.firstKey() <= below) {
            below = Math.max(below, ranges.pollFirstEntry().getValue());
        }
    }

    OffsetAndMetadata committed() {
        StringBuilder metadata = new StringBuilder();
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            String one = Long.toString(range.getKey() - below, RADIX)
                    + '+'
                    + Long.toString(range.getValue() - range.getKey(), RADIX);
            if (metadata.length() + one.length() >= METADATA_BYTES) {
                break;
            }
            metadata.append(metadata.isEmpty() ? "" : ",").append(one);
        }
        return new OffsetAndMetadata(below, metadata.toString());
    }
}
