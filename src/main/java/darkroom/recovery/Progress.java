package darkroom.recovery;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * How far a long command has come: on a terminal a bar in one line, in a pipe a line every few seconds, each with the place
 * from which to go on. Thread-safe.
 */
public final class Progress {
    private static final int WIDTH = 30;
    private static final String CLEAR = "\r\u001b[K";
    private static final Duration BAR = Duration.ofMillis(200);
    private static final Duration LINE = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final boolean bar;
    private final long total;
    private final long begun = System.nanoTime();
    private long shown;
    private long done;
    private String place;

    /**
     * @param bar for a terminal
     * @param total of what is to be done, as far as is known at the beginning
     */
    public Progress(PrintWriter out, boolean bar, long total) {
        this.out = out;
        this.bar = bar;
        this.total = total;
    }

    /** @param at {@code customer/id} of the last that is done, with all before it; null where the work knows by itself */
    public synchronized void done(int more, String at) {
        done += more;
        place = at;
        long now = System.nanoTime();
        if (now - shown >= (bar ? BAR : LINE).toNanos() || shown == 0) {
            shown = now;
            show();
        }
    }

    /** Prints lines, which on a terminal take the place of the bar until it is shown again. */
    public synchronized void above(Runnable print) {
        if (bar) {
            out.print(CLEAR);
            out.flush();
        }
        print.run();
    }

    /** The last word: what stands there stays. */
    public synchronized void end() {
        show();
        if (bar) {
            out.println();
        }
        out.flush();
    }

    /** What {@code --resume} takes to go on behind what is done; null before anything is. */
    public synchronized String place() {
        return place;
    }

    private void show() {
        long known = Math.max(total, done); // more may have come since
        double share = known == 0 ? 1 : (double) done / known;
        double seconds = Math.max(1e-3, (System.nanoTime() - begun) / 1e9);
        String numbers = String.format(Locale.ROOT, "%,d of %,d (%.0f a second)", done, known, done / seconds);
        if (bar) {
            int full = (int) (share * WIDTH);
            out.printf(
                    Locale.ROOT,
                    "\r[%s%s] %3.0f %%  %s ",
                    "#".repeat(full),
                    ".".repeat(WIDTH - full),
                    share * 100,
                    numbers);
        } else {
            out.println(numbers + (place == null ? "" : ", up to " + place));
        }
        out.flush();
    }
}
