package darkroom;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker: after some failures in a row a dependency is taken to be away, and is asked by one caller at a time
 * until it answers. The others are told at once, so that they neither hammer it nor hold threads and memory for it.
 * Thread-safe; never blocks.
 *
 * <p>Closed, everybody may ask. Open, the next to come after a wait may (the probe), and the wait begins anew, longer. An
 * answer closes it, whoever got it. A probe that never reports back costs nothing: after the wait another one goes.
 * (M. Nygard, Release It!, 2007: "Circuit Breaker".)
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    /** @param round of probes; 0 = closed */
    private record State(int failures, int round, long probeAt) {}

    private static final State CLOSED = new State(0, 0, 0);

    private final String dependency;
    private final int most;
    private final Backoff backoff;
    private final LongSupplier nanos;
    private final AtomicReference<State> state = new AtomicReference<>(CLOSED);

    /**
     * @param dependency for people, such as {@code s3}
     * @param most failures in a row, with the last of which it opens
     * @param backoff from probe to probe
     * @param nanos a clock as {@link System#nanoTime}
     * @throws IllegalArgumentException where it would open without a failure
     */
    Breaker(String dependency, int most, Backoff backoff, LongSupplier nanos) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "darkroom.outage.failures is " + most + ": give at least 1, after which a dependency is away.");
        }
        this.dependency = dependency;
        this.most = most;
        this.backoff = backoff;
        this.nanos = nanos;
    }

    /** With its gauge {@code darkroom_breaker_open}: 1 while the dependency is away. */
    Breaker gauge(MeterRegistry meters) {
        Gauge.builder("darkroom.breaker.open", this, breaker -> breaker.isOpen() ? 1 : 0)
                .description("1 while the dependency is taken to be away, and asked by one caller at a time")
                .tag("dependency", dependency)
                .register(meters);
        return this;
    }

    /** Whether the caller may ask; it is to say afterwards how that ended. While it is open: whether it is the probe. */
    boolean admits() {
        while (true) {
            State now = state.get();
            if (now.round() == 0) {
                return true;
            }
            if (waits(now)) {
                return false;
            }
            if (state.compareAndSet(now, open(now.round() + 1))) {
                return true;
            }
        }
    }

    /** It answered, be it that it has no such thing. */
    void answered() {
        if (!state.get().equals(CLOSED) && state.getAndSet(CLOSED).round() > 0) {
            LOG.info("{} answers again", dependency);
        }
    }

    /** It did not answer, or not to the point. What fails while it is open says nothing new. */
    void failed(Throwable why) {
        State before =
                state.getAndUpdate(now -> now.round() > 0 ? now : now.failures() + 1 < most ? counted(now) : open(1));
        if (before.round() == 0 && before.failures() + 1 >= most) {
            LOG.warn(
                    "{} is away, after {} failures in a row (darkroom.outage.failures): from now on one caller at a time asks"
                            + " for it. The last one: {}",
                    dependency,
                    most,
                    String.valueOf(why));
        }
    }

    boolean isOpen() {
        return state.get().round() > 0;
    }

    /** Whether whoever asked now would be sent away. */
    boolean refuses() {
        State now = state.get();
        return now.round() > 0 && waits(now);
    }

    String dependency() {
        return dependency;
    }

    /** For people: its state, and how often it was tried since it is open. */
    Map<String, Object> details() {
        State now = state.get();
        return now.round() == 0 ? Map.of("state", "closed") : Map.of("state", "open", "probes", now.round() - 1);
    }

    /** What those are told who are sent away. */
    String refusal() {
        return dependency + " is away, and is asked by one caller at a time until it answers; this one was not it";
    }

    private boolean waits(State open) {
        return nanos.getAsLong() - open.probeAt() < 0;
    }

    private static State counted(State closed) {
        return new State(closed.failures() + 1, 0, 0);
    }

    private State open(int round) {
        return new State(most, round, nanos.getAsLong() + backoff.after(round).toNanos());
    }
}
