package darkroom.recovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far the tally writer has come: what was announced before that time has its rows. Nothing is committed and no group is
 * joined. Thread-safe.
 */
public final class TallyProgress implements Supplier<Instant> {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String brokers;
    private final String topic;
    private final String group;
    private final Clock clock;

    /** @param group of the tally writer */
    public TallyProgress(String brokers, String topic, String group, Clock clock) {
        this.brokers = brokers;
        this.topic = topic;
        this.group = group;
        this.clock = clock;
    }

    /**
     * The time of the first record that is not tallied yet, in any partition; now where there is none.
     *
     * @throws KafkaException where the broker does not answer
     */
    @Override
    public Instant get() {
        Instant now = clock.instant();
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                brokers,
                "group.id",
                group,
                "enable.auto.commit",
                false,
                "max.partition.fetch.bytes",
                1,
                "default.api.timeout.ms",
                (int) PATIENCE.toMillis());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            Map<TopicPartition, Long> begin = consumer.beginningOffsets(all);
            Map<TopicPartition, Long> end = consumer.endOffsets(all);
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(all));
            Map<TopicPartition, Long> behind = new HashMap<>();
            for (TopicPartition partition : all) {
                OffsetAndMetadata known = committed.get(partition);
                long next = Math.max(begin.get(partition), known == null ? 0 : known.offset());
                if (next < end.get(partition)) {
                    behind.put(partition, next);
                }
            }
            return oldest(consumer, behind, now);
        }
    }

    private Instant oldest(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> behind, Instant now) {
        Instant oldest = now;
        Instant giveUp = now.plus(PATIENCE);
        while (!behind.isEmpty() && clock.instant().isBefore(giveUp)) {
            consumer.assign(behind.keySet());
            behind.forEach(consumer::seek);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (behind.remove(partition) != null) {
                    Instant at = Instant.ofEpochMilli(record.timestamp());
                    oldest = at.isBefore(oldest) ? at : oldest;
                }
            }
        }
        if (!behind.isEmpty()) {
            throw new KafkaException("the broker does not hand out " + behind.keySet());
        }
        return oldest;
    }
}
