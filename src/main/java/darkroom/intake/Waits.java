package darkroom.intake;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/**
 * Requests that wait until their image is done. Each holds a worker of HTTP, so only some may wait at once, three quarters of
 * them of one customer, and none for long; the others are answered at once, which a preference allows. Thread-safe.
 */
public final class Waits {
    private final int most;
    private final int mostOfOne;
    private final Duration longest;

    /** By customer, how many wait. Without zeros. */
    private final Map<String, Integer> waiting = new HashMap<>();

    private int all;

    /** @param most that wait at once */
    public Waits(int most, Duration longest) {
        this.most = most;
        this.mostOfOne = Math.max(1, most * 3 / 4);
        this.longest = longest;
    }

    /**
     * What a request may still wait, counted from now.
     *
     * @param prefer the header, such as {@code wait=10}
     */
    public Wait begin(@Variable("customer") String customer, @Header("Prefer") String prefer, Exchange exchange) {
        long seconds = Math.min(Preferences.of(prefer).waitSeconds().orElse(0), longest.toSeconds());
        if (seconds == 0 || !isLetIn(customer)) {
            return new Wait(0);
        }
        UntilDone.run(() -> over(customer), exchange);
        return new Wait(seconds);
    }

    private synchronized boolean isLetIn(String customer) {
        int others = waiting.getOrDefault(customer, 0);
        if (all >= most || others >= mostOfOne) {
            return false;
        }
        waiting.put(customer, others + 1);
        all++;
        return true;
    }

    private synchronized void over(String customer) {
        waiting.computeIfPresent(customer, (key, count) -> count == 1 ? null : count - 1);
        all--;
    }

    /** Of one request. */
    public static final class Wait {
        private final long seconds;
        private final long end;

        Wait(long seconds) {
            this.seconds = seconds;
            this.end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        }

        /** Whether it goes on. */
        public boolean isOn() {
            return seconds > 0 && System.nanoTime() - end < 0;
        }

        /** {@code wait=N} as it was granted, for the header Preference-Applied; null where none was. */
        public String getApplied() {
            return seconds == 0 ? null : "wait=" + seconds;
        }
    }
}
