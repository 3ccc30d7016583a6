package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the consumer that Kafka offers for tests; on a real broker see {@code TallyWriterTest} and {@code StayInGroupIT}. */
class GroupOffsetTest {
    private static final TopicPartition OURS = new TopicPartition("darkroom.images", 3);
    private static final TopicPartition NEW = new TopicPartition("darkroom.images", 4);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Consumer consumer = new Consumer();
    private final GroupOffset offset = new GroupOffset(consumer, OURS, 17, Duration.ofSeconds(5));

    /** Whose commits may fail. */
    private static final class Consumer extends MockConsumer<byte[], byte[]> {
        private RuntimeException failure;

        Consumer() {
            super(OffsetResetStrategy.EARLIEST);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
            if (failure != null) {
                throw failure;
            }
            super.commitSync(offsets, limit);
        }
    }

    @BeforeEach
    void join() {
        consumer.subscribe(List.of(OURS.topic()));
        rebalance(OURS);
        consumer.seek(OURS, 18);
    }

    @Test
    void theNextOneToReadIsCommitted() {
        offset.commit();
        assertThat(consumer.committed(Set.of(OURS)).get(OURS).offset()).isEqualTo(18);
    }

    @Test
    void aPartitionThatWentToAnotherReplicaIsNotThrownBack() {
        rebalance(NEW);
        offset.commit();
        rebalance(OURS);
        assertThat(consumer.committed(Set.of(OURS)).get(OURS)).isNull();
    }

    @Test
    void whoeverWasExpelledLetsItGo() {
        consumer.failure = new CommitFailedException();
        offset.commit();
        assertThat(consumer.committed(Set.of(OURS)).get(OURS)).isNull();
    }

    @Test
    void aRebalanceIsForTheCallerToWaitFor() {
        consumer.failure = new RebalanceInProgressException();
        assertThatThrownBy(offset::commit).isSameAs(consumer.failure);
    }

    @Test
    void nothingIsReadMeanwhileAndAllOfItAfterwards() {
        consumer.addRecord(record(OURS, 18));
        assertThat(offset.standBy(SHORT)).isTrue();
        assertThat(consumer.position(OURS)).isEqualTo(18);
        assertThat(consumer.paused()).isEmpty();
        assertThat(consumer.poll(SHORT).count()).isEqualTo(1);
    }

    @Test
    void whatComesWithANewPartitionMeanwhileIsReadAgain() {
        consumer.schedulePollTask(() -> {
            rebalance(OURS, NEW);
            consumer.seek(NEW, 5);
            consumer.addRecord(record(NEW, 5));
            consumer.addRecord(record(NEW, 6));
        });
        offset.standBy(SHORT);
        assertThat(consumer.position(NEW)).isEqualTo(5);
    }

    @Test
    void aStopEndsTheWait() {
        consumer.wakeup();
        assertThat(offset.standBy(SHORT)).isFalse();
        assertThat(consumer.paused()).isEmpty();
    }

    private void rebalance(TopicPartition... assigned) {
        consumer.rebalance(List.of(assigned));
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long at) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), at, new byte[0], new byte[0]);
    }
}
