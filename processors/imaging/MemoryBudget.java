package imaging;

import java.time.Duration;

/** Bytes that all images in work share. Fair: who asks first is served first. Thread-safe. */
public final class MemoryBudget {
    private final long bytes;
    private final Duration wait;

    public MemoryBudget(long bytes, Duration wait) {
        this.bytes = bytes;
        this.wait = wait;
    }

    public long bytes() {
        return bytes;
    }

    Duration waits() {
        return wait;
    }
}
