package imaging;

/**
 * One Huffman table of a JPEG file, with a look-up of the first bits that folds the code and, where they fit, the bits
 * of the value behind it into one entry (after libjpeg-turbo's decoder and stb_image's "fast AC").
 *
 * <p>An entry of {@link #fast}: bits 0-7 how many bits to drop, 8-11 the run of zeros, 12-15 how many bits of value
 * still follow, 16-31 the value if none do. 0 = the code is longer than {@link #BITS}: see {@link #slow}.
 */
final class HuffmanTable {
    static final int BITS = 11;

    final int[] fast = new int[1 << BITS];
    /** The symbol alone, below the length in bits 8 and up; 0 = the code is longer. */
    final short[] symbols = new short[1 << BITS];

    private final int[] lastCode = new int[17];
    private final int[] offset = new int[17];
    private final int[] values;

    private HuffmanTable(int[] values) {
        this.values = values;
    }

    /** @param at the first of 16 counts, followed by the values */
    static HuffmanTable read(Bytes bytes, int at, boolean ac) throws RejectedImageException {
        int[] counts = new int[17];
        int total = 0;
        for (int i = 1; i <= 16; i++) {
            counts[i] = bytes.u8(at + i - 1);
            total += counts[i];
        }
        int[] values = new int[total];
        for (int i = 0; i < total; i++) {
            values[i] = bytes.u8(at + 16 + i);
        }
        HuffmanTable table = new HuffmanTable(values);
        int code = 0;
        int k = 0;
        for (int length = 1; length <= 16; length++) {
            table.offset[length] = k - code;
            for (int i = 0; i < counts[length]; i++, k++, code++) {
                if (code >= 1 << length) {
                    throw RejectedImageException.broken("The JPEG has a Huffman table with too many codes.");
                }
                if (length <= BITS) {
                    table.fill(code, length, values[k], ac);
                }
            }
            table.lastCode[length] = counts[length] == 0 ? -1 : code - 1;
            code <<= 1;
        }
        return table;
    }

    private void fill(int code, int length, int symbol, boolean ac) {
        int run = ac ? symbol >> 4 : 0;
        int size = symbol & 15;
        int first = code << (BITS - length);
        for (int i = first; i < first + (1 << (BITS - length)); i++) {
            symbols[i] = (short) ((length << 8) | symbol);
            if (size != 0 && length + size <= BITS) {
                int bits = (i >> (BITS - length - size)) & ((1 << size) - 1);
                fast[i] = (extend(bits, size) << 16) | (run << 8) | (length + size);
            } else {
                fast[i] = (size << 12) | (run << 8) | length;
            }
        }
    }

    /** How many symbols it has. */
    int size() {
        return values.length;
    }

    /** T.81 figure F.12: the value that {@code size} bits stand for. */
    static int extend(int bits, int size) {
        return bits + (((bits - (1 << (size - 1))) >> 31) & ((-1 << size) + 1));
    }

    /** @return length in bits 8 and up, the symbol below; -1 if no code begins with these 16 bits */
    int slow(int bits) {
        for (int length = BITS + 1; length <= 16; length++) {
            int code = bits >> (16 - length);
            if (code <= lastCode[length]) {
                return (length << 8) | values[code + offset[length]];
            }
        }
        return -1;
    }
}
