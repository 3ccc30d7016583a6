package imaging;

import java.time.Duration;

/** The moment by which one image must be done. Steps and codecs ask it between rows. Thread-safe. */
public final class Deadline {
    private final Duration allowed;
    private final long end;

    private Deadline(Duration allowed) {
        this.allowed = allowed;
        this.end = System.nanoTime() + allowed.toNanos();
    }

    public static Deadline in(Duration allowed) {
        return new Deadline(allowed);
    }

    public boolean passed() {
        return System.nanoTime() - end >= 0;
    }

    /** Nanoseconds; 0 where it has passed. */
    long nanosLeft() {
        return Math.max(0, end - System.nanoTime());
    }

    /** @throws DeadlineException if the time is over */
    public void check() {
        if (passed()) {
            throw new DeadlineException("The image took longer than " + allowed.toMillis()
                    + " ms. Raise darkroom.limits.image-millis if such images are wanted.");
        }
    }
}
