package imaging;

/** The LZW-compressed palette indices of one GIF frame, read in any portions. */
final class GifIndices {
    private static final int CODES = 4096;

    private final Bytes bytes;
    private final int clear;
    private final int[] prefix = new int[CODES];
    private final byte[] suffix = new byte[CODES];
    private final byte[] first = new byte[CODES];
    private final byte[] stack = new byte[CODES];
    private int depth;

    private long position;
    private int blockLeft;
    private int bits;
    private int bitCount;

    private int codeSize;
    private int next;
    private int previous = -1;

    /** @param at the byte with the code size, in front of the sub-blocks */
    GifIndices(Bytes bytes, long at) throws RejectedImageException {
        this.bytes = bytes;
        int size = bytes.u8(at);
        if (size < 1 || size > 8) {
            throw RejectedImageException.broken("The GIF claims indices of " + size + " bits; they have 1 to 8.");
        }
        this.position = at + 1;
        this.clear = 1 << size;
        for (int i = 0; i < clear; i++) {
            suffix[i] = (byte) i;
            first[i] = (byte) i;
        }
        reset();
    }

    private void reset() {
        codeSize = Integer.numberOfTrailingZeros(clear) + 1;
        next = clear + 2;
        previous = -1;
    }

    void read(byte[] out, int from, int count) throws RejectedImageException {
        int i = from;
        while (i < from + count) {
            if (depth == 0) {
                expand();
            }
            out[i++] = stack[--depth];
        }
    }

    /** The next string of indices, last one first, onto the stack. */
    private void expand() throws RejectedImageException {
        int code = code();
        while (code == clear) {
            reset();
            code = code();
        }
        if (code == clear + 1) {
            throw RejectedImageException.broken("A frame of the GIF has fewer pixels than it claims.");
        }
        boolean known = code < clear || (code < next && code > clear + 1);
        if (!known && (code != next || previous < 0)) {
            throw RejectedImageException.broken("The GIF has a code that stands for nothing.");
        }
        int at = known ? code : previous;
        if (!known) {
            // the one code that names the entry which it is about to make
            stack[depth++] = first[previous];
        }
        byte head = first[at];
        while (at >= clear) {
            stack[depth++] = suffix[at];
            at = prefix[at];
        }
        stack[depth++] = (byte) at;
        if (previous >= 0 && next < CODES) {
            prefix[next] = previous;
            suffix[next] = head;
            first[next] = first[previous];
            next++;
            if (next == 1 << codeSize && codeSize < 12) {
                codeSize++;
            }
        }
        previous = code;
    }

    private int code() throws RejectedImageException {
        while (bitCount < codeSize) {
            if (blockLeft == 0) {
                if (!bytes.has(position, 1)) {
                    throw ended();
                }
                blockLeft = bytes.u8(position++);
                if (blockLeft == 0) {
                    throw ended();
                }
            }
            if (!bytes.has(position, 1)) {
                throw ended();
            }
            bits |= bytes.u8(position++) << bitCount;
            bitCount += 8;
            blockLeft--;
        }
        int code = bits & ((1 << codeSize) - 1);
        bits >>>= codeSize;
        bitCount -= codeSize;
        return code;
    }

    private static RejectedImageException ended() {
        return RejectedImageException.broken("A frame of the GIF ends early.");
    }
}
