package imaging;

/**
 * The largest frame that AV1 data may hold, from its sequence headers (AV1 Bitstream and Decoding Process Specification,
 * 5.5): a container can claim what it likes, a decoder goes by this. Hops over everything else.
 */
final class Av1Sequence {
    private static final int SEQUENCE = 1;

    private final Bytes bytes;
    private long bit;

    private Av1Sequence(Bytes bytes, long from) {
        this.bytes = bytes;
        this.bit = from * 8;
    }

    /** @throws RejectedImageException where there is none */
    static Size largest(Bytes bytes, long from, long to) throws RejectedImageException {
        Size largest = null;
        long at = from;
        while (at < to) {
            int head = bytes.u8(at);
            at += (head & 4) != 0 ? 2 : 1;
            long length = to - at;
            if ((head & 2) != 0) {
                length = 0;
                int shift = 0;
                int b;
                do {
                    b = bytes.u8(at++);
                    length |= (long) (b & 0x7f) << shift;
                    shift += 7;
                } while ((b & 0x80) != 0 && shift < 56);
            }
            if ((head >> 3 & 15) == SEQUENCE) {
                Size size = new Av1Sequence(bytes, at).size();
                largest = largest == null ? size : largest.union(size);
            }
            at += length;
        }
        if (largest == null) {
            throw RejectedImageException.broken("The AVIF's picture does not begin with its header.");
        }
        return largest;
    }

    private Size size() throws RejectedImageException {
        bits(4);
        if (bits(1) == 1) {
            bits(5);
        } else {
            operatingPoints();
        }
        int widthBits = bits(4) + 1;
        int heightBits = bits(4) + 1;
        int width = bits(widthBits) + 1;
        return new Size(width, bits(heightBits) + 1);
    }

    private void operatingPoints() throws RejectedImageException {
        int delayBits = 0;
        if (bits(1) == 1) {
            skip(64);
            if (bits(1) == 1) {
                int zeros = 0;
                while (bits(1) == 0 && zeros < 32) {
                    zeros++;
                }
                skip(zeros);
            }
            if (bits(1) == 1) {
                delayBits = bits(5) + 1;
                skip(42);
            }
        }
        boolean displayDelay = bits(1) == 1;
        for (int points = bits(5); points >= 0; points--) {
            bits(12);
            if (bits(5) > 7) {
                bits(1);
            }
            if (delayBits > 0 && bits(1) == 1) {
                skip(2 * delayBits + 1);
            }
            if (displayDelay && bits(1) == 1) {
                bits(4);
            }
        }
    }

    private void skip(int count) {
        bit += count;
    }

    private int bits(int count) throws RejectedImageException {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value = value << 1 | (bytes.u8(bit >> 3) >> (7 - (int) (bit & 7)) & 1);
        }
        return value;
    }
}
