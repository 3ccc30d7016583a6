package imaging;

import java.time.Duration;

/**
 * The moment by which one image must be done. Steps and codecs ask it between rows. What the process stood still in between
 * does not count ({@link RunningTime}): a good image is not to fail for that. Thread-safe.
 */
public final class Deadline {
    private final Duration allowed;
    private final RunningTime time;
    private final long end;

    Deadline(Duration allowed, RunningTime time) {
        this.allowed = allowed;
        this.time = time;
        this.end = time.nanos() + allowed.toNanos();
    }

    public static Deadline in(Duration allowed) {
        return new Deadline(allowed, RunningTime.ofThisProcess());
    }

    public boolean passed() {
        return time.nanos() - end >= 0;
    }

    /** Nothing or less once it has passed. */
    public Duration left() {
        return Duration.ofNanos(end - time.nanos());
    }

    /** @throws DeadlineException if the time is over */
    public void check() {
        if (passed()) {
            throw new DeadlineException("The image took longer than " + allowed.toMillis()
                    + " ms. Raise darkroom.limits.image-millis if such images are wanted.");
        }
    }

    /**
     * For work that nothing stops once it has begun.
     *
     * @param most that it may take
     * @param work such as "Writing an AVIF of 9000x9000 pixels"
     * @param advice what to do about it in place of raising the limit
     * @throws DeadlineException if it might not be done in time
     */
    public void checkFor(Duration most, String work, String advice) {
        check();
        Duration left = left();
        if (left.compareTo(most) < 0) {
            throw new DeadlineException(work + " may take " + most.toMillis() + " ms, and nothing stops it; "
                    + left.toMillis() + " of " + allowed.toMillis() + " ms are left. " + advice
                    + ", or raise darkroom.limits.image-millis.");
        }
    }
}
