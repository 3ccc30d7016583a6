package imaging;

import java.io.ByteArrayOutputStream;

/** Collects the bytes of one variant and stops where it becomes too long. */
final class BoundedBytes extends ByteArrayOutputStream {
    private final long max;

    BoundedBytes(long max) {
        super(1 << 16);
        this.max = max;
    }

    @Override
    public synchronized void write(int b) {
        check(1);
        super.write(b);
    }

    @Override
    public synchronized void write(byte[] b, int off, int len) {
        check(len);
        super.write(b, off, len);
    }

    private void check(int more) {
        if (count + (long) more > max) {
            throw new VariantTooLongException(max);
        }
    }
}
