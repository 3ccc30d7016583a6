package darkroom.webhooks;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Who may be posted to just now, so that a slow or dead endpoint takes no worker away from others: each has some at once, one
 * that failed the last time has a single one, and one that fails several times in a row is left alone for a while, then
 * tried by one delivery. Of this replica alone. Thread-safe.
 */
final class Endpoints {
    private final int atOnce;
    private final int failures;
    private final long firstNanos;
    private final long mostNanos;
    private final LongSupplier nanos;
    private final ConcurrentMap<String, State> states = new ConcurrentHashMap<>();

    /**
     * @param atOnce deliveries to one endpoint
     * @param failures in a row, after which it is left alone
     * @param first for so long; then twice as long each time,
     * @param most but no longer
     * @param nanos a clock that only runs forward
     */
    Endpoints(int atOnce, int failures, Duration first, Duration most, LongSupplier nanos) {
        this.atOnce = atOnce;
        this.failures = failures;
        this.firstNanos = first.toNanos();
        this.mostNanos = most.toNanos();
        this.nanos = nanos;
    }

    enum Leave {
        GO,
        /** As many are in work as may be: come again in a moment. */
        FULL,
        /** It has failed lately, and is left alone. */
        DOWN
    }

    private record State(int inWork, int failures, long probeAt) {
        static final State NEW = new State(0, 0, 0);
    }

    /** {@code GO} must be followed by {@link #end}. */
    Leave begin(String endpoint) {
        AtomicReference<Leave> leave = new AtomicReference<>();
        states.compute(endpoint, (key, known) -> {
            State state = known == null ? State.NEW : known;
            leave.set(leave(state));
            if (leave.get() == Leave.GO) {
                return new State(state.inWork() + 1, state.failures(), state.probeAt());
            }
            return state.equals(State.NEW) ? null : state;
        });
        return leave.get();
    }

    private Leave leave(State state) {
        if (state.failures() >= failures && (state.inWork() > 0 || nanos.getAsLong() - state.probeAt() < 0)) {
            return Leave.DOWN;
        }
        int most = state.failures() > 0 ? 1 : atOnce;
        return state.inWork() < most ? Leave.GO : Leave.FULL;
    }

    void end(String endpoint, boolean good) {
        long now = nanos.getAsLong();
        states.compute(endpoint, (key, known) -> {
            State state = known == null ? State.NEW : known;
            int inWork = Math.max(0, state.inWork() - 1);
            if (good) {
                return inWork == 0 ? null : new State(inWork, 0, 0);
            }
            int failed = state.failures() + 1;
            return new State(inWork, failed, now + pause(failed));
        });
        // nobody comes for an endpoint that was changed or given up
        states.values().removeIf(state -> state.inWork() == 0 && now - state.probeAt() > 2 * mostNanos);
    }

    private long pause(int failed) {
        int doublings = Math.min(30, Math.max(0, failed - failures));
        return Math.min(mostNanos, firstNanos << doublings);
    }

    /** How many endpoints are looked after; for tests. */
    int size() {
        return states.size();
    }
}
