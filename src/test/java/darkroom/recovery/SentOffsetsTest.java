package darkroom.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class SentOffsetsTest {
    @Test
    void whatIsSentInOrderIsAnOffset() {
        SentOffsets sent = SentOffsets.of(null, 0);
        LongStream.range(0, 5).forEach(sent::add);

        assertThat(sent.committed()).isEqualTo(new OffsetAndMetadata(5, ""));
        assertThat(sent.contains(4)).isTrue();
        assertThat(sent.contains(5)).isFalse();
    }

    @Test
    void whatIsLeftOutStaysLeftOutAndTheRestIsRemembered() {
        SentOffsets sent = SentOffsets.of(null, 0);
        for (long offset : new long[] {9, 2, 3, 0, 4, 8, 40, 3}) {
            sent.add(offset);
        }

        SentOffsets read = SentOffsets.of(sent.committed(), 0);

        assertThat(LongStream.range(0, 50).filter(read::contains)).containsExactly(0L, 2L, 3L, 4L, 8L, 9L, 40L);
        assertThat(read.committed()).isEqualTo(sent.committed());
        read.add(1);
        assertThat(read.committed().offset()).isEqualTo(5);
    }

    @Test
    void whatTheTopicNoLongerHasIsNoMatter() {
        SentOffsets sent = SentOffsets.of(null, 0);
        sent.add(3);
        sent.add(12);

        SentOffsets read = SentOffsets.of(sent.committed(), 10);

        assertThat(read.committed().offset()).isEqualTo(10);
        assertThat(LongStream.range(10, 20).filter(read::contains)).containsExactly(12L);
    }

    @Test
    void aBrokerTakesTheMetadataHoweverScatteredTheyAre() {
        SentOffsets sent = SentOffsets.of(null, 0);
        LongStream.range(0, 100_000).filter(offset -> offset % 3 == 1).forEach(sent::add);

        OffsetAndMetadata committed = sent.committed();

        assertThat(committed.metadata().length()).isBetween(3900, 4096);
        SentOffsets read = SentOffsets.of(committed, 0);
        assertThat(read.contains(1)).isTrue();
        assertThat(read.contains(2)).isFalse();
    }

    @Test
    void metadataOfSomebodyElseSaysNothing() {
        assertThat(SentOffsets.of(new OffsetAndMetadata(7, "hello, world"), 0).committed())
                .isEqualTo(new OffsetAndMetadata(7, ""));
    }
}
