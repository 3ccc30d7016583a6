package imaging;

import java.time.Duration;

/**
 * Bytes that all images in work share, counted in mebibytes. Fair: those who wait stand in lines that take turns, and within
 * a line who asks first is served first, so that a large image is not passed over for ever by small ones. Thread-safe.
 */
public final class MemoryBudget {
    private static final long UNIT = 1 << 20;

    private final FairSemaphore free;
    private final long bytes;
    private final Duration wait;

    /** One line may hold all of it. */
    public MemoryBudget(long bytes, Duration wait) {
        this(bytes, bytes, wait);
    }

    /**
     * @param mostALine bytes that one line may hold; what needs more is never served
     * @param wait how long an image may wait for its turn
     */
    public MemoryBudget(long bytes, long mostALine, Duration wait) {
        if (bytes < UNIT || bytes / UNIT > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("The memory budget is " + bytes + " bytes; it must be at least " + UNIT
                    + " (1 MiB). Raise darkroom.limits.decode-bytes or darkroom.limits.original-bytes.");
        }
        this.bytes = bytes;
        this.wait = wait;
        this.free = new FairSemaphore((int) (bytes / UNIT), (int) (mostALine / UNIT));
    }

    /** How long whoever comes may wait for a turn. */
    Duration patience() {
        return wait;
    }

    public long bytes() {
        return bytes;
    }

    /** Whether an image that needs so much can ever be served. */
    public boolean holds(long needed) {
        return units(needed) <= bytes / UNIT;
    }

    /** The same for those who are in no line of their own. */
    public Reservation reserve(long needed) {
        return reserve(needed, "");
    }

    /**
     * Waits for its turn.
     *
     * @param line of those who wait for each other
     * @throws BusyException if the time is over, or the thread was interrupted (which it then still is)
     */
    public Reservation reserve(long needed, String line) {
        Reservation reservation = new Reservation(line);
        reservation.resize(needed);
        return reservation;
    }

    private static long units(long needed) {
        return Math.max(1, needed / UNIT + (needed % UNIT > 0 ? 1 : 0));
    }

    private void take(String line, int units) {
        free.acquire(
                line,
                units,
                wait,
                units + " MiB of memory",
                () -> "No " + units + " MiB of memory within " + wait.toMillis()
                        + " ms: other images are in work. Come again.");
    }

    /** What one image holds of the budget. For one thread at a time. */
    public final class Reservation {
        private final String line;
        private int held;

        private Reservation(String line) {
            this.line = line;
        }

        /**
         * Holds so much from now on, for as much more waiting as a new image would.
         *
         * @throws BusyException as {@link MemoryBudget#reserve}; what was held is still held then
         */
        public void resize(long needed) {
            int units = (int) units(needed);
            if (units > held) {
                take(line, units - held);
            } else {
                free.release(line, held - units);
            }
            held = units;
        }

        /** Gives all of it back; a second time does nothing. */
        public void release() {
            free.release(line, held);
            held = 0;
        }
    }
}
