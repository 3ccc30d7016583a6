package darkroom.intake;

import imaging.BusyException;
import imaging.MemoryBudget.Reservation;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Counts while reading, so that a body without a declared length has a bound too. One thread. */
final class LimitedInput extends FilterInputStream {
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
     * As many bytes as were declared, in an array that is never copied.
     *
     * @throws EOFException where there are fewer
     */
    static byte[] exactly(InputStream in, int declared) throws IOException {
        byte[] bytes = new byte[declared];
        if (in.readNBytes(bytes, 0, declared) < declared) {
            throw new EOFException();
        }
        return bytes;
    }

    /**
     * All bytes, however many. Twice the array is held for its copies; what outgrows the first one holds the most at once
     * and never asks again, or many that grow together could each hold what the others wait for. In the end as much is
     * held as there is.
     *
     * @param first the size to begin with, for which twice as much is held already
     * @param most the size not to go beyond: one more than there may be
     * @throws BusyException where no memory for more of them came free in time
     */
    static byte[] all(InputStream in, int first, int most, Reservation held) throws IOException {
        byte[] buffer = new byte[Math.max(1, first)];
        int size = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer, size, buffer.length - size)) {
            size += n;
            if (size == buffer.length) {
                held.resize(2L * most);
                buffer = Arrays.copyOf(buffer, (int) Math.min(2L * size, most));
            }
        }
        byte[] bytes = Arrays.copyOf(buffer, size);
        held.resize(size);
        return bytes;
    }
}
