package imaging;

import java.util.Arrays;

/**
 * Compresses the palette indices of one GIF frame (GIF89a, appendix F: LZW with codes of up to 12 bits, in sub-blocks of
 * up to 255 bytes). The table begins again whenever it is full. At most 1.6 bytes an index.
 */
final class GifCodes {
    private static final int CODES = 4096;
    private static final int BLOCK = 255;
    /** A power of two, twice the codes: few keys share a place. */
    private static final int PLACES = 2 * CODES;

    private final BoundedBytes out;
    private final int indexBits;
    private final int clear;
    /** A string is a shorter one and an index: the key of what is known, or -1, and its code. */
    private final int[] keys = new int[PLACES];

    private final short[] codes = new short[PLACES];
    private final byte[] block = new byte[BLOCK];
    private int blockLength;
    private int bits;
    private int bitCount;
    private int codeBits;
    private int next;

    /** @param indexBits 2 to 8, enough for the highest index */
    GifCodes(BoundedBytes out, int indexBits) {
        this.out = out;
        this.indexBits = indexBits;
        this.clear = 1 << indexBits;
    }

    /** Writes the code size, the sub-blocks and the empty one that ends them. */
    void write(byte[] indices) {
        out.write(indexBits);
        reset();
        emit(clear);
        int string = indices[0] & 0xff;
        for (int i = 1; i < indices.length; i++) {
            int index = indices[i] & 0xff;
            int key = string << 8 | index;
            int place = place(key);
            if (keys[place] == key) {
                string = codes[place];
                continue;
            }
            emit(string);
            if (next < CODES) {
                keys[place] = key;
                codes[place] = (short) next++;
            } else {
                emit(clear);
                reset();
            }
            string = index;
        }
        emit(string);
        emit(clear + 1);
        flush();
    }

    /** Where the key is, or may be put. */
    private int place(int key) {
        int place = (key * 0x9e3779b1) >>> 19;
        while (keys[place] >= 0 && keys[place] != key) {
            place = (place + 1) & (PLACES - 1);
        }
        return place;
    }

    private void reset() {
        Arrays.fill(keys, -1);
        codeBits = indexBits + 1;
        next = clear + 2;
    }

    private void emit(int code) {
        bits |= code << bitCount;
        bitCount += codeBits;
        while (bitCount >= 8) {
            write();
        }
        // the reader has one string less by now: it learns the last one with its next code
        if (next == 1 << codeBits && codeBits < 12) {
            codeBits++;
        }
    }

    private void write() {
        block[blockLength++] = (byte) bits;
        bits >>>= 8;
        bitCount -= 8;
        if (blockLength == BLOCK) {
            endBlock();
        }
    }

    private void endBlock() {
        out.write(blockLength);
        out.write(block, 0, blockLength);
        blockLength = 0;
    }

    private void flush() {
        if (bitCount > 0) {
            write();
        }
        if (blockLength > 0) {
            endBlock();
        }
        out.write(0);
    }
}
