package imaging;

/**
 * What one scan of a JPEG adds to each block (T.81, annex G).
 *
 * @param first of the values that it holds, in zigzag order
 * @param last of them
 * @param refines 0 = it brings new values; otherwise it brings one more bit to those that are there
 * @param shift of the values that it brings
 */
record JpegScan(int first, int last, int refines, int shift) {

    static JpegScan progressive(Bytes bytes, JpegCursor at, int components) throws RejectedImageException {
        int p = at.from + 1 + 2 * components;
        int bits = bytes.u8(p + 2);
        JpegScan scan = new JpegScan(bytes.u8(p), bytes.u8(p + 1), bits >> 4, bits & 15);
        boolean dc = scan.first == 0 && scan.last == 0;
        boolean ac = scan.first > 0 && scan.last >= scan.first && scan.last < 64 && components == 1;
        if (!(dc || ac) || scan.shift > 13) {
            throw RejectedImageException.broken("The JPEG has a progressive scan of values " + scan.first + " to "
                    + scan.last + " in " + components + " colours, shifted by " + scan.shift + ".");
        }
        return scan;
    }

    /** A block of a sequential file, behind its DC value. */
    void allAc(HuffmanTable table, Coefficients values, int block, JpegBits bits) throws RejectedImageException {
        for (int k = 1; k < 64; k++) {
            int symbol = bits.symbol(table);
            int size = symbol & 15;
            k += symbol >> 4;
            if (size == 0) {
                if (symbol != 0xf0) {
                    return;
                }
            } else {
                check(k);
                values.set(block, k, bits.value(size));
            }
        }
    }

    void firstAc(HuffmanTable table, Coefficients values, int block, JpegBits bits, Restarts run)
            throws RejectedImageException {
        if (run.emptyBlocks > 0) {
            run.emptyBlocks--;
            return;
        }
        for (int k = first; k <= last; k++) {
            int symbol = bits.symbol(table);
            int zeros = symbol >> 4;
            int size = symbol & 15;
            if (size != 0) {
                k += zeros;
                check(k);
                values.set(block, k, bits.value(size) << shift);
            } else if (zeros == 15) {
                k += 15;
            } else {
                run.emptyBlocks = (1 << zeros) - 1 + bits.number(zeros);
                return;
            }
        }
    }

    /** Each value that is not zero yet gets a bit; new ones are plus or minus one, after so many that stay zero. */
    void refineAc(HuffmanTable table, Coefficients values, int block, JpegBits bits, Restarts run)
            throws RejectedImageException {
        int bit = 1 << shift;
        int k = first;
        if (run.emptyBlocks == 0) {
            for (; k <= last; k++) {
                int symbol = bits.symbol(table);
                int zeros = symbol >> 4;
                int added = 0;
                if ((symbol & 15) != 0) {
                    added = bits.bit() != 0 ? bit : -bit;
                } else if (zeros != 15) {
                    run.emptyBlocks = (1 << zeros) + bits.number(zeros);
                    break;
                }
                k = refineUntil(k, zeros, values, block, bits, bit);
                if (added != 0) {
                    check(k);
                    values.set(block, k, added);
                }
            }
        }
        if (run.emptyBlocks > 0) {
            refineUntil(k, 64, values, block, bits, bit);
            run.emptyBlocks--;
        }
    }

    /** Refines on the way over so many zeros; returns the place of the next zero, or one behind the last value. */
    private int refineUntil(int from, int zeros, Coefficients values, int block, JpegBits bits, int bit) {
        int left = zeros;
        int k = from;
        for (; k <= last; k++) {
            if (values.isZero(block, k)) {
                if (left-- == 0) {
                    break;
                }
            } else if (bits.bit() != 0) {
                values.refine(block, k, bit);
            }
        }
        return k;
    }

    private void check(int k) throws RejectedImageException {
        if (k > last) {
            throw RejectedImageException.broken("The JPEG has a value beyond the end of its block.");
        }
    }
}
