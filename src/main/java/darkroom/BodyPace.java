package darkroom;

import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * The least that a body must come with, or be taken with, so that nobody holds a worker by sending or reading a byte now and
 * then. What counts is the time in which we waited for the other side: windows of it follow each other, and each must bring
 * its part. One thread at a time.
 */
final class BodyPace {
    private final long bytesASecond;
    private final long windowNanos;
    private long bytes;
    private long nanos;

    /** @param bytesASecond 0 = any pace */
    BodyPace(long bytesASecond, Duration window) {
        this.bytesASecond = bytesASecond;
        this.windowNanos = window.toNanos();
    }

    /**
     * Counts one read or write.
     *
     * @param waited nanoseconds
     * @throws SocketTimeoutException where that window brought too little
     */
    void count(int moved, long waited) throws SocketTimeoutException {
        bytes += moved;
        nanos += waited;
        if (nanos < windowNanos) {
            return;
        }
        if (bytes < nanos / 1e9 * bytesASecond) {
            throw new SocketTimeoutException(bytes + " bytes of a body in " + nanos / 1_000_000 + " ms");
        }
        bytes = 0;
        nanos = 0;
    }
}
