package imaging;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Collects the bytes of one variant in chunks, so that it holds no more than there are, and stops where they become too
 * many. Used by one thread.
 */
final class BoundedBytes {
    /** The most that it holds beside its bytes. */
    static final int CHUNK = 1 << 16;

    private final long max;
    private final Queue<byte[]> full = new ArrayDeque<>();
    private byte[] chunk = new byte[CHUNK];
    private int filled;

    /** @param max at most as many as an array may have */
    BoundedBytes(long max) {
        this.max = max;
    }

    /** @throws VariantTooLongException if there is no room for it */
    void write(int b) {
        makeRoom(1);
        chunk[filled++] = (byte) b;
    }

    /** @throws VariantTooLongException if there is no room for all of them: none is taken then */
    void write(byte[] from) {
        write(from, 0, from.length);
    }

    /** @throws VariantTooLongException if there is no room for all of them: none is taken then */
    void write(byte[] from, int offset, int length) {
        if (length > max - length()) {
            throw new VariantTooLongException(max);
        }
        for (int at = 0; at < length; ) {
            makeRoom(1);
            int part = Math.min(length - at, CHUNK - filled);
            System.arraycopy(from, offset + at, chunk, filled, part);
            filled += part;
            at += part;
        }
    }

    private void makeRoom(int more) {
        if (more > max - length()) {
            throw new VariantTooLongException(max);
        }
        if (filled == CHUNK) {
            full.add(chunk);
            chunk = new byte[CHUNK];
            filled = 0;
        }
    }

    private long length() {
        return (long) full.size() * CHUNK + filled;
    }

    /** All of them, which are no longer here then. */
    byte[] drain() {
        byte[] all = new byte[(int) length()];
        int at = 0;
        for (byte[] next = full.poll(); next != null; next = full.poll()) {
            System.arraycopy(next, 0, all, at, CHUNK);
            at += CHUNK;
        }
        System.arraycopy(chunk, 0, all, at, filled);
        filled = 0;
        return all;
    }
}
