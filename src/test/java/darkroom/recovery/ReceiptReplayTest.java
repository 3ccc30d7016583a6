package darkroom.recovery;

import static darkroom.recovery.Rooms.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.Outcome;
import darkroom.model.SideBySide;
import darkroom.model.StoredReceipt;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiptReplayTest {
    private static final Instant AT = HOUR.plusSeconds(60);
    private static final Period PERIOD = new Period(HOUR, HOUR.plusSeconds(3600), null);

    private final Rooms rooms = new Rooms();
    private final SideBySide reads = new SideBySide(4);
    private final Recorded recorded = new Recorded();
    private final ReceiptReplay replay = new ReceiptReplay(rooms, reads, recorded);
    private final StringWriter told = new StringWriter();

    private static final class Recorded implements Announcer {
        private final List<UUID> announced = new ArrayList<>();
        private int flushes;
        private int failAt = Integer.MAX_VALUE;

        @Override
        public void announce(StoredReceipt receipt) {
            announced.add(receipt.receipt().id());
        }

        @Override
        public void flush() {
            if (++flushes == failAt) {
                throw new KafkaException("no broker");
            }
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        reads.close();
    }

    @Test
    void announcesWhatWasReceivedOrStoredInThePeriodAndFailuresToo() {
        rooms.archived(1, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.archived(2, "a", Outcome.failed, AT, AT.plusSeconds(1));
        rooms.archived(3, "b", Outcome.rejected, HOUR.minus(Duration.ofDays(30)), AT);
        rooms.archived(4, "b", Outcome.ok, HOUR.minusSeconds(20), HOUR.minusSeconds(10));
        rooms.archived(5, "b", Outcome.ok, AT.plus(Duration.ofDays(3)), AT.plus(Duration.ofDays(3)));
        rooms.stray(6, "a", AT);

        ReceiptReplay.Result result = replay.run(PERIOD, null, progress(4));

        assertThat(recorded.announced).containsExactly(Rooms.id(1), Rooms.id(2), Rooms.id(3));
        assertThat(result.announced()).isEqualTo(3);
        assertThat(replay.count(PERIOD, null)).as("what has to be read for it").isEqualTo(4);
    }

    @Test
    void aPlaceHasEverythingBeforeItAnnounced() {
        for (int i = 0; i < 120; i++) {
            rooms.archived(i, "a", Outcome.ok, AT, AT.plusSeconds(1));
            rooms.archived(i + 120, "b", Outcome.ok, AT, AT.plusSeconds(1));
        }
        ReceiptReplay small = new ReceiptReplay(rooms, reads, recorded, 50);
        recorded.failAt = 3;
        Progress progress = progress(240);

        assertThatThrownBy(() -> small.run(PERIOD, null, progress)).isInstanceOf(KafkaException.class);

        assertThat(progress.place()).isEqualTo("a/" + Rooms.id(99));
        recorded.announced.clear();
        small.run(PERIOD, progress.place(), progress(140));
        assertThat(recorded.announced).hasSize(140).startsWith(Rooms.id(100));
    }

    @Test
    void whatIsNoReceiptIsNamedAndTheOthersGoOn() {
        rooms.archived(1, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.archived(2, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.unreadable.add(Rooms.id(1));

        ReceiptReplay.Result result = replay.run(PERIOD, null, progress(2));

        assertThat(result.unreadable()).containsExactly("a/" + Rooms.id(1));
        assertThat(recorded.announced).containsExactly(Rooms.id(2));
    }

    @Test
    void inAPipeProgressIsLinesAndOnATerminalABar() {
        Progress lines = progress(4);
        lines.done(1, "a/x");
        lines.end();
        assertThat(told.toString()).contains("1 of 4").contains("up to a/x").doesNotContain("\r");

        Progress bar = new Progress(new PrintWriter(told, true), true, 4);
        bar.done(2, "a/y");
        bar.end();
        assertThat(told.toString()).contains("\r[###############...............]  50 %  2 of 4");
    }

    private Progress progress(long total) {
        return new Progress(new PrintWriter(told, true), false, total);
    }
}
