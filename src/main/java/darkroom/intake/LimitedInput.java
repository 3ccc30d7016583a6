package darkroom.intake;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Counts while reading, so that a body without a declared length has a bound too. One thread. */
final class LimitedInput extends FilterInputStream {
    private static final int FIRST = 64 * 1024;

    private long left;

    LimitedInput(InputStream in, long limit) {
        super(in);
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
            count(1);
        }
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = super.read(target, offset, length);
        if (n > 0) {
            count(n);
        }
        return n;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long n = super.skip(wanted);
        count(n);
        return n;
    }

    private void count(long n) throws IOException {
        left -= n;
        if (left < 0) {
            throw new IOException("more bytes than allowed");
        }
    }

    /** Whether there were more bytes than allowed; a parser in between may have wrapped the exception. */
    boolean exceeded() {
        return left < 0;
    }

    /**
     * All bytes, in one array of the declared length where there is one: no copies.
     *
     * @throws EOFException where there are fewer than declared
     */
    static byte[] all(InputStream in, Long declared) throws IOException {
        if (declared != null && declared >= 0) {
            byte[] bytes = new byte[Math.toIntExact(declared)];
            int n = in.readNBytes(bytes, 0, bytes.length);
            if (n < bytes.length) {
                throw new EOFException();
            }
            return bytes;
        }
        byte[] buffer = new byte[FIRST];
        int size = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer, size, buffer.length - size)) {
            size += n;
            if (size == buffer.length) {
                buffer = Arrays.copyOf(buffer, size * 2);
            }
        }
        return Arrays.copyOf(buffer, size);
    }
}
