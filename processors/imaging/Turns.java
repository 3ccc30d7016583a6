package imaging;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One turn a core for work that keeps a core busy for seconds: more of it at once would make none of it faster, and all of
 * it late. Fair. Thread-safe.
 */
final class Turns {
    private final int most;
    private final Semaphore free;
    private final Duration wait;

    /** @param wait how long whoever comes may wait for a turn */
    Turns(int most, Duration wait) {
        this.most = most;
        this.free = new Semaphore(most, true);
        this.wait = wait;
    }

    /**
     * Waits for a turn.
     *
     * @param work such as "Animations"
     * @throws BusyException if the time is over, or the thread was interrupted (which it then still is)
     */
    void take(String work) {
        try {
            if (!free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new BusyException(
                        work + ": " + most + " are in work, as many as there are cores, and none was done within "
                                + wait.toMillis() + " ms. Come again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException("Interrupted while waiting for a turn.");
        }
    }

    void end() {
        free.release();
    }
}
