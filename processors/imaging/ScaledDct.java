package imaging;

/**
 * The inverse DCT of a JPEG block at 8/8, 4/8, 2/8 or 1/8 of its size: the n x n lowest frequencies through an n-point
 * inverse transform, which is a low-pass filter and a reduction in one (libjpeg's scaled decoding; Loeffler, Ligtenberg
 * and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications", 1989). Fixed point, 13 bits. Results are
 * not clamped. A block is 8 ints wide for n = 8, else 4, with one more at the end for what is not needed.
 */
final class ScaledDct {
    private static final int C1 = 5352; // 2^13 * cos(pi/8) / sqrt(2)
    private static final int C3 = 2217; // 2^13 * sin(pi/8) / sqrt(2)

    /** Natural order of the k-th value in zigzag order. */
    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private ScaledDct() {}

    /** How many values of a block are used; the one behind them is where all others go, and nobody reads it. */
    static int used(int n) {
        return n == 8 ? 64 : 16;
    }

    /** For each k in zigzag order its place in a block, or {@link #used}. */
    static int[] slots(int n) {
        int[] slots = new int[64];
        int width = n == 8 ? 8 : 4;
        for (int k = 0; k < 64; k++) {
            int x = ZIGZAG[k] & 7;
            int y = ZIGZAG[k] >> 3;
            slots[k] = x < n && y < n ? y * width + x : used(n);
        }
        return slots;
    }

    /**
     * @param block dequantised values at their {@link #slots}; all but the first are set to zero
     * @param flat whether all but the first are zero already
     * @param bias added to every sample
     * @param at where the block's first sample goes in {@code out}
     */
    static void inverse(int n, int[] block, boolean flat, int bias, int[] out, int at, int stride) {
        if (flat || n == 1) {
            int v = ((block[0] + 4) >> 3) + bias;
            for (int y = 0, o = at; y < n; y++, o += stride) {
                for (int x = 0; x < n; x++) {
                    out[o + x] = v;
                }
            }
        } else if (n == 2) {
            inverse2(block, bias, out, at, stride);
        } else if (n == 4) {
            inverse4(block, bias, out, at, stride);
        } else {
            FullDct.inverse(block, bias, out, at, stride);
        }
    }

    private static void inverse2(int[] k, int bias, int[] out, int at, int stride) {
        int a = k[0] + k[1];
        int b = k[0] - k[1];
        int c = k[4] + k[5];
        int d = k[4] - k[5];
        int half = (bias << 3) + 4;
        out[at] = (a + c + half) >> 3;
        out[at + 1] = (b + d + half) >> 3;
        out[at + stride] = (a - c + half) >> 3;
        out[at + stride + 1] = (b - d + half) >> 3;
        k[1] = 0;
        k[4] = 0;
        k[5] = 0;
    }

    private static void inverse4(int[] k, int bias, int[] out, int at, int stride) {
        // columns, in place; three more bits are kept for the rows
        for (int x = 0; x < 4; x++) {
            int even = (k[x] + k[8 + x]) << 12;
            int odd = (k[x] - k[8 + x]) << 12;
            int o0 = k[4 + x] * C1 + k[12 + x] * C3;
            int o1 = k[4 + x] * C3 - k[12 + x] * C1;
            k[x] = (even + o0 + 512) >> 10;
            k[4 + x] = (odd + o1 + 512) >> 10;
            k[8 + x] = (odd - o1 + 512) >> 10;
            k[12 + x] = (even - o0 + 512) >> 10;
        }
        int half = (bias << 17) + (1 << 16);
        for (int y = 0, o = at; y < 16; y += 4, o += stride) {
            int even = ((k[y] + k[y + 2]) << 12) + half;
            int odd = ((k[y] - k[y + 2]) << 12) + half;
            int o0 = k[y + 1] * C1 + k[y + 3] * C3;
            int o1 = k[y + 1] * C3 - k[y + 3] * C1;
            out[o] = (even + o0) >> 17;
            out[o + 1] = (odd + o1) >> 17;
            out[o + 2] = (odd - o1) >> 17;
            out[o + 3] = (even - o0) >> 17;
            k[y] = 0;
            k[y + 1] = 0;
            k[y + 2] = 0;
            k[y + 3] = 0;
        }
    }
}
