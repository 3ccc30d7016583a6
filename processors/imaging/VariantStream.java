package imaging;

import java.io.IOException;
import java.util.Arrays;
import javax.imageio.stream.ImageOutputStreamImpl;

/**
 * Where the JDK's writers put a variant: memory that ends at its bound. The JDK's own stream in memory hides what it ran
 * into: it answers a lack of memory with an exception about its index, and so do the writers that tidy up behind it. This
 * one knows the first thing that went wrong. Used by one thread.
 */
final class VariantStream extends ImageOutputStreamImpl {
    private static final int START = 1 << 16;

    private final long max;
    private byte[] bytes = new byte[START];
    private int count;
    private Throwable failure;

    /** @param max bytes of a variant */
    VariantStream(long max) {
        this.max = max;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        try {
            flushBits();
            long end = streamPos + length;
            makeRoom(end);
            System.arraycopy(from, offset, bytes, (int) streamPos, length);
            streamPos = end;
            count = (int) Math.max(count, end);
        } catch (Throwable t) { // of any kind: it is the caller's to know
            failure = failure == null ? t : failure;
            throw t;
        }
    }

    private void makeRoom(long end) {
        if (end > max) {
            throw new VariantTooLongException(max);
        }
        if (end > bytes.length) {
            long twice = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
            bytes = Arrays.copyOf(bytes, (int) Math.max(twice, end));
        }
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < count ? bytes[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        bitOffset = 0;
        int there = (int) Math.min(length, count - streamPos);
        if (there <= 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(bytes, (int) streamPos, into, offset, there);
        streamPos += there;
        return there;
    }

    @Override
    public long length() {
        return count;
    }

    /** What was thrown first, or null. */
    Throwable failure() {
        return failure;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, count);
    }
}
