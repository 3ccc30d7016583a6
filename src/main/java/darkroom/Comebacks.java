package darkroom;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * When a request that there is no room for is to come again: each customer's are given times one after the other, as far
 * apart as its requests come to their end. Told the same second, a thousand of them would come all at once, each second
 * anew, and refusing them would take the cores from everybody's pictures. Thread-safe.
 */
final class Comebacks {
    private static final double WEIGHT = 0.1;
    private static final double LONGEST_APART_NANOS = 1e9;

    private final double apartNanos;
    private final long mostNanos;
    private final LongSupplier nanoTime;

    /** Without those whose times are all over. */
    private final Map<String, Line> lines = new HashMap<>();

    /**
     * @param apart that requests end, as long as nothing tells
     * @param most that anybody is told to wait
     */
    Comebacks(Duration apart, Duration most, LongSupplier nanoTime) {
        this.apartNanos = apart.toNanos();
        this.mostNanos = most.toNanos();
        this.nanoTime = nanoTime;
    }

    private final class Line {
        private double apart = apartNanos;
        private long ended;

        /** The last that was given. */
        private long next;

        Line(long now) {
            this.ended = now;
            this.next = now;
        }
    }

    /** A request of a customer came to its end. */
    synchronized void ended(String customer) {
        Line line = lines.get(customer);
        if (line == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (line.next - now < 0) {
            lines.remove(customer);
            return;
        }
        line.apart += WEIGHT * (Math.min(LONGEST_APART_NANOS, (double) (now - line.ended)) - line.apart);
        line.ended = now;
    }

    /** For one that is refused: in so many whole seconds, at least one. */
    synchronized long seconds(String customer) {
        long now = nanoTime.getAsLong();
        Line line = lines.computeIfAbsent(customer, none -> new Line(now));
        if (line.next - now < 0) {
            line.next = now;
        }
        line.next += Math.round(line.apart);
        long wait = line.next - now;
        if (wait > mostNanos) {
            line.next = now + mostNanos;
            wait = ThreadLocalRandom.current().nextLong(mostNanos / 2, mostNanos + 1);
        }
        return Math.max(1, Duration.ofNanos(wait).plusMillis(500).toSeconds());
    }
}
