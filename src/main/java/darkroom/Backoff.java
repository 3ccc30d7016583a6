package darkroom;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before something that failed is tried again: twice as long each time, never longer than the most, of
 * which the second half is left to chance ("equal jitter"), so that replicas that failed together do not come back
 * together. Immutable.
 *
 * @param first before the first new try, at most
 * @param most ever
 */
record Backoff(Duration first, Duration most) {
    /** A millisecond is a week then, and a day no overflow yet. */
    private static final int MOST_DOUBLINGS = 30;

    /** @throws IllegalArgumentException where that is no time to wait */
    Backoff {
        if (first.toMillis() < 1 || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("darkroom.outage.first-millis is " + first.toMillis()
                    + " and darkroom.outage.most-millis " + most.toMillis()
                    + ": give at least 1, and the second no less than the first.");
        }
    }

    static Backoff of(Settings settings) {
        Settings.Outage outage = settings.outage();
        return new Backoff(Duration.ofMillis(outage.firstMillis()), Duration.ofMillis(outage.mostMillis()));
    }

    /** @param failures so far, at least 1 */
    Duration after(int failures) {
        long whole = Math.min(most.toMillis(), first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS));
        return Duration.ofMillis(whole - ThreadLocalRandom.current().nextLong(whole / 2 + 1));
    }
}
