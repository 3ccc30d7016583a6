package imaging;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Time in which this process ran. That in which it stood still does not count: its machine was paused or moved, it was
 * stopped, or its collector had everything wait; no image got on then. Thread-safe.
 */
final class RunningTime {
    private static final Duration TICK = Duration.ofMillis(250);

    /** Between two looks: on busy cores a tick is late, but not by that. */
    private static final Duration STOOD_STILL = Duration.ofSeconds(2);

    private static final RunningTime PROCESS = new RunningTime(System::nanoTime);

    static {
        // without end, as the process's time is
        Future<?> unused = Executors.newSingleThreadScheduledExecutor(RunningTime::thread)
                .scheduleWithFixedDelay(PROCESS::nanos, TICK.toNanos(), TICK.toNanos(), TimeUnit.NANOSECONDS);
    }

    private final LongSupplier clock;
    private long looked;
    private long stood;

    RunningTime(LongSupplier clock) {
        this.clock = clock;
        this.looked = clock.getAsLong();
    }

    /** That of this process, whose origin is arbitrary. */
    static RunningTime ofThisProcess() {
        return PROCESS;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "running-time");
        thread.setDaemon(true);
        return thread;
    }

    /** Whoever asks may be the first after a stop. */
    synchronized long nanos() {
        long now = clock.getAsLong();
        long since = now - looked;
        if (since > STOOD_STILL.toNanos()) {
            stood += since - TICK.toNanos();
        }
        looked = now;
        return now - stood;
    }
}
