package darkroom.tally;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Variable;

/**
 * How far the rows are behind, for {@code /prometheus}: {@code darkroom_tally_lag_seconds}, from the announcement of a receipt
 * to its row; {@code darkroom_tally_waiting_seconds}, the same of the oldest receipt of a batch that is not in yet; and
 * {@code darkroom_tally_as_of_seconds}, the end of the newest work that has a row. Thread-safe; a replica has one batch at a
 * time.
 */
public final class Freshness {
    /*
     * From the announcement, and not from the receipt's finishedAt: receipts of last year are announced again by a replay, and
     * would look like a lag of a year.
     */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofHours(1)
    };

    private final Clock clock;
    private final Timer lag;
    /** Null while no batch is in hand. */
    private final AtomicReference<Instant> oldest = new AtomicReference<>();

    private final AtomicLong asOf = new AtomicLong();

    public Freshness(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        lag = Timer.builder("darkroom.tally.lag")
                .description("from the announcement of a receipt to its row")
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
        Gauge.builder(
                        "darkroom.tally.waiting",
                        this,
                        freshness -> freshness.waiting().toMillis() / 1000.0)
                .description("since the announcement of the oldest receipt in hand; 0 where none waits")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("darkroom.tally.as.of", asOf, millis -> millis.get() / 1000.0)
                .description("end of the newest work that has a row, seconds since 1970; 0 before the first")
                .baseUnit("seconds")
                .register(meters);
    }

    /** A batch is to be inserted, and waits until it is {@link #stored}. */
    public void held(@Variable("batch") TallyBatch batch) {
        oldest.set(batch.getSound().stream()
                .map(tally -> tally.record().announcedAt())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null));
    }

    /** Its rows are in; what ClickHouse refused has none. */
    public void stored(@Variable("batch") TallyBatch batch) {
        oldest.set(null);
        Instant now = clock.instant();
        for (Tally tally : batch.getSound()) {
            Instant announced = tally.record().announcedAt();
            if (announced != null) {
                lag.record(between(announced, now));
            }
            asOf.accumulateAndGet(tally.finishedAt().toEpochMilli(), Math::max);
        }
    }

    private Duration waiting() {
        Instant announced = oldest.get();
        return announced == null ? Duration.ZERO : between(announced, clock.instant());
    }

    /** Two machines' clocks. */
    private static Duration between(Instant announced, Instant now) {
        return announced.isBefore(now) ? Duration.between(announced, now) : Duration.ZERO;
    }
}
