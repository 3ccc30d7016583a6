package imaging;

import imaging.JpegFile.Component;
import java.util.List;

/** Counts the MCUs of one JPEG scan and starts afresh where the file says so. */
final class Restarts {
    private final int interval;
    private final List<Component> components;
    private final JpegBits bits;
    private int left;
    private int number;

    /** How many more blocks are known to hold nothing new: a run that a restart ends. */
    int emptyBlocks;

    Restarts(int interval, List<Component> components, JpegBits bits) {
        this.interval = interval;
        this.components = components;
        this.bits = bits;
        this.left = interval;
        forget();
    }

    void beforeMcu() throws RejectedImageException {
        if (interval > 0 && left-- == 0) {
            bits.restart(number++ & 7);
            left = interval - 1;
            forget();
        }
    }

    private void forget() {
        emptyBlocks = 0;
        for (Component c : components) {
            c.previousDc = 0;
        }
    }
}
