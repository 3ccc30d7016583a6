package imaging.vips;

import com.sun.jna.Pointer;
import imaging.Deadline;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Stops libvips' work on an image when its time is over: libvips looks for that between two bands of rows. Closed before
 * the image is released.
 */
final class VipsWatch implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final Vips vips;
    private final Deadline deadline;
    private Future<?> alarm;
    private Pointer image;

    VipsWatch(Vips vips, Pointer image, Deadline deadline) {
        this.vips = vips;
        this.deadline = deadline;
        this.image = image;
        watch();
    }

    private synchronized void watch() {
        alarm = CLOCK.schedule(this::stop, deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** One thread for all images: it does next to nothing, and nothing at all for an image that is done in time. */
    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "vips-watch");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private synchronized void stop() {
        if (image == null) {
            return;
        }
        if (deadline.passed()) {
            vips.vips_image_set_kill(image, 1);
        } else {
            watch(); // the process stood still
        }
    }

    /** From now on the image is left alone. */
    @Override
    public synchronized void close() {
        image = null;
        alarm.cancel(false);
    }
}
