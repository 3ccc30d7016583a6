package imaging;

import java.time.Duration;

/**
 * Turns for work that keeps a core busy: more of it at once would make none of it faster, and all of it late. Who waits
 * stands in a line, and the lines take turns. Thread-safe.
 */
final class Turns {
    private final String work;
    private final int most;
    private final FairSemaphore free;
    private final Duration wait;

    /**
     * @param work such as "Animations"
     * @param most at once
     * @param mostALine of one line at once
     * @param wait how long whoever comes may wait for a turn
     */
    Turns(String work, int most, int mostALine, Duration wait) {
        this.work = work;
        this.most = most;
        this.free = new FairSemaphore(most, mostALine);
        this.wait = wait;
    }

    /**
     * Waits for a turn.
     *
     * @throws BusyException if the time is over, or the thread was interrupted (which it then still is)
     */
    void take(String line) {
        free.acquire(
                line,
                1,
                wait,
                "a turn",
                () -> work + ": others are in work, of which " + most
                        + " are at once on the cores that there are, and no turn came within " + wait.toMillis()
                        + " ms. Come again.");
    }

    void end(String line) {
        free.release(line, 1);
    }
}
