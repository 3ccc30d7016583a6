package darkroom.recovery;

import static darkroom.recovery.Rooms.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HourlyReconcileTest {
    private static final Instant NOW = HOUR.plus(Duration.ofHours(3));
    private static final Instant AT = HOUR.plusSeconds(60);

    private final Rooms rooms = new Rooms();
    private final SideBySide reads = new SideBySide(2);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        reads.close();
    }

    @Test
    void findsWhatIsMissingAndCountsTheOthersWithoutTouchingThem() throws Exception {
        Receipt missing = rooms.archived(1, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.archived(2, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.marked.add(Rooms.id(2));
        rooms.image(3, "a", Outcome.ok, AT);
        rooms.forgetReceipt(3);
        HourlyReconcile hourly = hourly(false);

        assertThat(hourly.missing()).containsExactly(missing);
        hourly.announced();

        assertThat(gauge("missing")).isOne();
        assertThat(gauge("unannounced")).isOne();
        assertThat(gauge("orphan")).isOne();
        assertThat(gauge("moved")).isZero();
        assertThat(gauge("finished")).isEqualTo((double) NOW.getEpochSecond());
        assertThat(metrics.get("darkroom.reconcile.announced").counter().count())
                .isOne();

        rooms.tallied(missing);
        assertThat(hourly.missing()).isEmpty();
        assertThat(gauge("missing")).isZero();
    }

    @Test
    void isOffWhereNobodyWantsIt() throws Exception {
        rooms.archived(1, "a", Outcome.ok, AT, AT.plusSeconds(1));

        assertThat(hourly(true).missing()).isEmpty();
        assertThat(rooms.reads).isEmpty();
    }

    private double gauge(String name) {
        return metrics.get("darkroom.reconcile." + name).gauge().value();
    }

    private HourlyReconcile hourly(boolean off) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new HourlyReconcile(
                new Reconciliation(rooms, rooms, () -> NOW, reads, Erasures.NONE, clock),
                off,
                Duration.ofMinutes(5),
                Duration.ofHours(24),
                clock,
                metrics);
    }
}
