package darkroom.intake;

import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import imaging.BusyException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often an image is begun on that ends the process: a few times, then it is given up, so that the next one goes on.
 *
 * <p>What comes for the first time is worked on without further ado: that costs S3 nothing. What has come back is marked
 * before the work, and the mark goes when the work comes to an end, so that marks count processes that ended in the
 * middle. Others that were in work at that moment come back too, though it was not theirs: therefore each attempt after a
 * death is made alone, with no other image in work in this process, and only such deaths tell whose they are, all but the
 * first. Nor is such an attempt made in the first seconds of a process: what ended the one before may end this one as soon as
 * it is up, and would meet the image at its first work again and again. The more deaths it has had alone, the longer the process
 * has to have been up: what ends processes by itself does so at any time, a picture only when it is worked on. So what ends a process each time has the {@code most} marked attempts and the one before, of which nothing was
 * known; a good one would have to be met {@code most - 1} times by what kills processes while it alone is in work. And nothing
 * is given up while a mark may be of somebody who is at work on it just now, as several replicas are where a message comes again
 * and again. A bug that throws is counted in {@link ImageProcessor}.
 * Thread-safe.
 */
public final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private static final int LONGER = 3;
    private static final int MOST_TIMES_LONGER = 10;

    private final long started = System.nanoTime();
    private final int most;
    private final AttemptMarkers markers;
    private final Duration longest;
    private final Duration settle;
    private final long waryUntil;
    private final ReadWriteLock company = new ReentrantReadWriteLock(true);

    /**
     * How long a process minds what came before it.
     *
     * @param wary so long after its start it marks whatever may have ended the one before, where a door cannot tell
     * @param settle so long after its start it leaves alone what two deaths have met; three times as long for each that the image had
     *     alone
     * @param longest that a process which lives leaves a mark
     */
    public record Times(Duration wary, Duration settle, Duration longest) {
        /** Not at all. */
        public static final Times NONE = new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /**
     * For a process that starts now.
     *
     * @param most attempts that are marked, the first of them in company; at least 1
     */
    public Attempts(int most, Times times, AttemptMarkers markers) {
        this.most = most;
        this.longest = times.longest();
        this.markers = markers;
        this.waryUntil = started + times.wary().toNanos();
        this.settle = times.settle();
    }

    int most() {
        return most;
    }

    /**
     * The result of the work, or nothing where it was begun often enough and never came to an end.
     *
     * @param seen null where the door cannot tell: then as long as the process is young, what is not fresh may come again
     * @throws BusyException where it cannot be told yet whether it has ended a process or others are at work on it
     */
    <T> Optional<T> run(IntakeImage image, Seen seen, Supplier<T> work) {
        boolean young = System.nanoTime() - waryUntil < 0;
        if (seen == null ? image.fresh() || !young : seen == Seen.never) {
            return Optional.of(inside(company.readLock(), work));
        }
        AttemptMarkers.Others others = markers.others(image.customer(), image.id());
        int ended = others.processes();
        if (ended >= most && others.alone() >= most - 1) {
            if (others.newest().compareTo(longest) < 0) {
                throw new BusyException("Image " + image.id() + " was begun on " + ended
                        + " times, the last time so shortly ago that somebody may be at work on it.");
            }
            LOG.error(
                    "Image {} is given up: attempts on it that ended the process: {}, alone in work: {} (darkroom.attempts)",
                    image.id(),
                    ended,
                    others.alone());
            return Optional.empty();
        }
        long unsettled = settle(others.alone()).toNanos() - (System.nanoTime() - started);
        if (ended > 0 && unsettled > 0) {
            throw new BusyException("Image " + image.id() + " was in work when a process ended, as it may end this one;"
                    + " it is begun on when this one has been up for "
                    + Duration.ofNanos(unsettled).toMillis()
                    + " ms more.");
        }
        return Optional.of(
                inside(ended > 0 ? company.writeLock() : company.readLock(), () -> marked(image, ended, work)));
    }

    /** Three times as long for each death that it had alone. */
    private Duration settle(int alone) {
        return settle.multipliedBy((long) Math.pow(LONGER, Math.min(alone, MOST_TIMES_LONGER)));
    }

    private <T> T marked(IntakeImage image, int ended, Supplier<T> work) {
        markers.begin(image.customer(), image.id(), ended > 0);
        try {
            T result = work.get();
            if (ended > 0) {
                markers.forget(image.customer(), image.id());
            }
            return result;
        } finally {
            markers.end(image.id());
        }
    }

    private static <T> T inside(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** What has failed for good may be handed in again, and then has as many attempts as any. */
    public void settle(Receipt receipt) {
        if (receipt.outcome() == Outcome.failed) {
            markers.forget(receipt.customer(), receipt.id());
        }
    }
}
