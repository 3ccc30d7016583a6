package darkroom.recovery;

import darkroom.model.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the route {@code reconcile}: finds what was stored and not announced, and says on {@code /prometheus} what it
 * found. Replicas that do it at the same time announce twice, which is harmless. One round at a time.
 */
public final class HourlyReconcile {
    private static final Logger LOG = LoggerFactory.getLogger(HourlyReconcile.class);

    /** Of receipts that one round announces: the next one finds the others. */
    private static final int MOST = 5_000;

    private static final String METER = "darkroom.reconcile.";
    private static final Duration UNFINISHED = Duration.ofHours(1);

    private final Reconciliation reconciliation;
    private final boolean off;
    private final Duration settle;
    private final Duration back;
    private final Clock clock;
    private final Map<Difference.Kind, AtomicLong> last = new EnumMap<>(Difference.Kind.class);
    private final AtomicLong finished = new AtomicLong();
    private final Counter announced;

    /**
     * @param off nothing is ever missing
     * @param settle what ended later than so long ago is left for the next round
     * @param back how far a round looks back
     */
    public HourlyReconcile(
            Reconciliation reconciliation,
            boolean off,
            Duration settle,
            Duration back,
            Clock clock,
            MeterRegistry metrics) {
        this.reconciliation = reconciliation;
        this.off = off;
        this.settle = settle;
        this.back = back;
        this.clock = clock;
        for (Difference.Kind kind : Difference.Kind.values()) {
            AtomicLong count = new AtomicLong();
            last.put(kind, count);
            Gauge.builder(METER + kind, count, AtomicLong::get)
                    .description("images that the last round found " + kind)
                    .register(metrics);
        }
        Gauge.builder(METER + "finished", finished, AtomicLong::get)
                .description("when the last round ended, seconds since 1970; 0 before the first")
                .baseUnit("seconds")
                .register(metrics);
        announced = Counter.builder(METER + "announced")
                .description("receipts that were announced again")
                .register(metrics);
    }

    /** Receipts that are to be announced again, some thousands at most. */
    public synchronized List<Receipt> missing() throws SQLException {
        List<Receipt> missing = new ArrayList<>();
        if (off) {
            return missing;
        }
        Instant until = clock.instant();
        Report report = reconciliation.run(
                new Period(until.minus(back), until, null),
                new Reconciliation.Patience(settle, UNFINISHED),
                (difference, stored) -> {
                    // a marker is announced by its own route
                    boolean ours = difference.kind().isMendable() && difference.kind() != Difference.Kind.unannounced;
                    if (ours && missing.size() < MOST) {
                        missing.add(stored.receipt());
                    }
                });
        last.forEach((kind, count) -> count.set(report.count(kind)));
        finished.set(clock.instant().getEpochSecond());
        if (report.differing() > 0) {
            LOG.warn(
                    "Of the images since {}, archive and rows differ in {}: {}; {} are announced again."
                            + " Their names: ./darkroom reconcile",
                    report.getFrom(),
                    report.differing(),
                    report.kinds(),
                    missing.size());
        }
        return missing;
    }

    /** One of them is announced. */
    public void announced() {
        announced.increment();
    }
}
