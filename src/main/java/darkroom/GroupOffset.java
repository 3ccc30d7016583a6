package darkroom;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.component.kafka.consumer.CommitManager;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offset of a record that is in work, and the consumer's place in its group meanwhile. Only the thread that polled the
 * record may use it.
 */
final class GroupOffset implements KafkaManualCommit {
    private static final Logger LOG = LoggerFactory.getLogger(GroupOffset.class);

    private final Consumer<?, ?> consumer;
    private final TopicPartition partition;
    private final long offset;
    private final Duration limit;

    /** @param limit of a commit */
    GroupOffset(Consumer<?, ?> consumer, TopicPartition partition, long offset, Duration limit) {
        this.consumer = consumer;
        this.partition = partition;
        this.offset = offset;
        this.limit = limit;
    }

    /** What the Kafka endpoints are given, so that their records have such offsets. Nothing else commits then. */
    static final class Factory implements KafkaManualCommitFactory {
        @Override
        public KafkaManualCommit newInstance(
                CamelExchangePayload exchange, KafkaRecordPayload record, CommitManager unused) {
            return new GroupOffset(
                    exchange.consumer, record.partition, record.recordOffset, Duration.ofMillis(record.commitTimeout));
        }
    }

    /**
     * Commits the record. One of a partition that went to another replica meanwhile is none of ours: it is read again
     * there, and its work is found to be done; committed here all the same, it would throw that replica back.
     *
     * @throws org.apache.kafka.common.KafkaException where the broker is away, or the group is just being rebalanced: to be
     *     tried again, after {@link #standBy}
     */
    @Override
    public void commit() {
        if (!consumer.assignment().contains(partition)) {
            LOG.warn("Not committed: {} went to another replica before offset {} was done", partition, offset);
            return;
        }
        try {
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset + 1)), limit);
        } catch (CommitFailedException expelled) {
            LOG.warn(
                    "Not committed, so {} from offset {} on is read again: {}", partition, offset, expelled.toString());
        }
    }

    /**
     * Waits, as a member of the group: it polls, so that neither max.poll.interval ends nor a rebalance has to wait for this
     * replica, and reads nothing meanwhile.
     *
     * @return false where the consumer was told to stop
     */
    boolean standBy(Duration time) {
        try {
            consumer.pause(consumer.assignment());
            ConsumerRecords<?, ?> early = consumer.poll(time);
            // a partition that came with this very poll was not paused yet
            for (TopicPartition one : early.partitions()) {
                consumer.seek(one, early.records(one).get(0).offset());
            }
            return true;
        } catch (WakeupException stop) {
            return false;
        } finally {
            consumer.resume(consumer.paused());
        }
    }
}
