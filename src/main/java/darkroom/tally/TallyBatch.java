package darkroom.tally;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** The tallies of one poll, and the newest offset of every partition they came from. One thread: the consumer's. */
public final class TallyBatch {
    private final List<Tally> tallies = new ArrayList<>();
    private final Map<String, KafkaManualCommit> offsets = new HashMap<>();

    void add(Tally tally, KafkaManualCommit offset) {
        if (!tally.isErased()) {
            tallies.add(tally);
        }
        offsets.put(tally.record().topic() + '/' + tally.record().partition(), offset);
    }

    /** Those to insert, in the order they came. */
    public List<Tally> getSound() {
        return tallies.stream().filter(tally -> tally.reason() == null).toList();
    }

    /** Those that can have no rows. After the insert: also those that ClickHouse refused. */
    public List<Tally> getDead() {
        return tallies.stream().filter(tally -> tally.reason() != null).toList();
    }

    Collection<KafkaManualCommit> offsets() {
        return offsets.values();
    }
}
