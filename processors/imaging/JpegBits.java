package imaging;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads Huffman-coded blocks of one JPEG scan (T.81, annex F). Markers end the data: from there on zeros are served, and
 * {@link #checkNotExhausted} tells whether any of them was used.
 *
 * <p>The next bits stand at the top of {@link #bits}; {@link #count} of them are there. Refilling takes six bytes at
 * once where none of them is 0xff, found by the usual "has a zero byte" trick on the complement.
 */
final class JpegBits {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int TOP = 64 - HuffmanTable.BITS;

    private final byte[] data;
    private int position;
    private long bits;
    private int count;
    private int padding;

    JpegBits(byte[] data, int position) {
        this.data = data;
        this.position = position;
    }

    private void refill() {
        while (count <= 56) {
            if (count <= 16 && position + 8 <= data.length) {
                long six = (long) LONG.get(data, position) >>> 16;
                if ((((~six & 0xffff_ffff_ffffL) - 0x0101_0101_0101L) & six & 0x8080_8080_8080L) == 0) {
                    bits |= (six << 16) >>> count;
                    count += 48;
                    position += 6;
                    return;
                }
            }
            bits |= (long) nextByte() << (56 - count);
            count += 8;
        }
    }

    private int nextByte() {
        if (position < data.length) {
            int b = data[position] & 0xff;
            if (b != 0xff) {
                position++;
                return b;
            }
            if (position + 1 < data.length && data[position + 1] == 0) {
                position += 2;
                return b;
            }
        }
        padding += 8;
        return 0;
    }

    /** @throws RejectedImageException if more bits were used than the scan has */
    void checkNotExhausted() throws RejectedImageException {
        if (count < padding) {
            throw RejectedImageException.broken("The JPEG's picture data ends early, at byte " + position + ".");
        }
    }

    /** Steps over the restart marker with this number, 0 to 7. */
    void restart(int number) throws RejectedImageException {
        checkNotExhausted();
        while (position + 1 < data.length && data[position] == -1 && data[position + 1] == -1) {
            position++;
        }
        if (position + 1 >= data.length
                || data[position] != -1
                || (data[position + 1] & 0xff) != JpegCursor.RST0 + number) {
            throw RejectedImageException.broken(
                    "The JPEG has no restart marker " + number + " at byte " + position + ", where one must be.");
        }
        position += 2;
        bits = 0;
        count = 0;
        padding = 0;
    }

    /** Where the reader stands; bytes before it may still be unread bits. */
    int position() {
        return position;
    }

    /** A difference of DC values. */
    int dc(HuffmanTable table) throws RejectedImageException {
        if (count < 32) {
            refill();
        }
        int entry = table.fast[(int) (bits >>> TOP)];
        int size;
        if (entry != 0) {
            drop(entry & 0xff);
            size = (entry >> 12) & 15;
            if (size == 0) {
                return entry >> 16;
            }
        } else {
            size = slow(table) & 15;
        }
        return size == 0 ? 0 : HuffmanTable.extend(take(size), size);
    }

    /**
     * The 63 AC values of a block, each multiplied by {@code quant[k]} into {@code out[slot[k]]}, k in zigzag order.
     *
     * @return the last k that was not zero; 0 if none
     */
    int ac(HuffmanTable table, int[] quant, int[] slot, int[] out) throws RejectedImageException {
        int[] fast = table.fast;
        int last = 0;
        int k = 1;
        long b = bits;
        int n = count;
        while (k < 64) {
            if (n < 32) {
                bits = b;
                count = n;
                refill();
                b = bits;
                n = count;
            }
            int entry = fast[(int) (b >>> TOP)];
            int value = entry >> 16;
            if (value != 0) {
                // most values of most pictures: code and value in one look
                int length = entry & 0xff;
                b <<= length;
                n -= length;
                k += (entry >> 8) & 15;
            } else {
                int run;
                int size;
                if (entry != 0) {
                    int length = entry & 0xff;
                    b <<= length;
                    n -= length;
                    run = (entry >> 8) & 15;
                    size = entry >> 12;
                } else {
                    bits = b;
                    count = n;
                    int symbol = slow(table);
                    b = bits;
                    n = count;
                    run = symbol >> 4;
                    size = symbol & 15;
                }
                if (size == 0) {
                    if (run != 15) {
                        break;
                    }
                    k += 16;
                    continue;
                }
                value = HuffmanTable.extend((int) (b >>> (64 - size)), size);
                b <<= size;
                n -= size;
                k += run;
            }
            if (k > 63) {
                throw RejectedImageException.broken("The JPEG has a block of more than 64 values.");
            }
            out[slot[k]] = value * quant[k];
            last = k++;
        }
        bits = b;
        count = n;
        return last;
    }

    /** One symbol: a run of zeros in the upper four bits, the size of a value in the lower. Up to 16 bits stay there. */
    int symbol(HuffmanTable table) throws RejectedImageException {
        if (count < 32) {
            refill();
        }
        int known = table.symbols[(int) (bits >>> TOP)];
        if (known == 0) {
            return slow(table);
        }
        drop(known >> 8);
        return known & 0xff;
    }

    /** A value of so many bits right behind its {@link #symbol}. */
    int value(int size) {
        return HuffmanTable.extend(take(size), size);
    }

    /** So many bits right behind a {@link #symbol}; 0 to 16. */
    int number(int size) {
        return size == 0 ? 0 : take(size);
    }

    int bit() {
        if (count < 1) {
            refill();
        }
        int bit = (int) (bits >>> 63);
        drop(1);
        return bit;
    }

    private int slow(HuffmanTable table) throws RejectedImageException {
        int found = table.slow((int) (bits >>> 48));
        if (found < 0) {
            checkNotExhausted();
            throw RejectedImageException.broken("The JPEG has a code that its Huffman table does not know.");
        }
        drop(found >> 8);
        return found & 0xff;
    }

    /** At most 16 bits, which {@link #dc} and {@link #ac} have made sure of. */
    private int take(int size) {
        int value = (int) (bits >>> (64 - size));
        drop(size);
        return value;
    }

    private void drop(int length) {
        bits <<= length;
        count -= length;
    }
}
