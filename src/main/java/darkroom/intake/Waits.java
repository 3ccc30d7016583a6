package darkroom.intake;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Requests that wait until their image is done. Each holds a worker of HTTP, so only some may wait at once and none for
 * long; the others are answered at once, which a preference allows. Thread-safe.
 */
public final class Waits {
    private final Semaphore places;
    private final Duration longest;

    /** @param most that wait at once */
    public Waits(int most, Duration longest) {
        this.places = new Semaphore(most);
        this.longest = longest;
    }

    /**
     * What a request may still wait, counted from now.
     *
     * @param prefer the header, such as {@code wait=10}
     */
    public Wait begin(@Header("Prefer") String prefer, Exchange exchange) {
        long seconds = Math.min(Preferences.of(prefer).waitSeconds().orElse(0), longest.toSeconds());
        if (seconds == 0 || !places.tryAcquire()) {
            return new Wait(0);
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                places.release();
            }
        });
        return new Wait(seconds);
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
