package imaging;

import java.util.Arrays;

/** The whole 8 x 8 inverse DCT: jidctint of libjpeg, in ints. See {@link ScaledDct}. */
final class FullDct {
    // 2^13 times the constants of figure 1 of the paper
    private static final int C0_298 = 2446;
    private static final int C0_390 = 3196;
    private static final int C0_541 = 4433;
    private static final int C0_765 = 6270;
    private static final int C0_899 = 7373;
    private static final int C1_175 = 9633;
    private static final int C1_501 = 12299;
    private static final int C1_847 = 15137;
    private static final int C1_961 = 16069;
    private static final int C2_053 = 16819;
    private static final int C2_562 = 20995;
    private static final int C3_072 = 25172;

    private FullDct() {}

    /** As {@link ScaledDct#inverse} with n = 8. Photographs have few high frequencies: columns without any are cheap. */
    static void inverse(int[] block, int bias, int[] out, int at, int stride) {
        boolean right = false;
        for (int x = 0; x < 8; x++) {
            right |= column(block, x) && x >= 4;
        }
        int half = (bias << 18) + (1 << 17);
        for (int y = 0, i = 0, o = at; y < 8; y++, i += 8, o += stride) {
            if (right) {
                pass(
                        block[i],
                        block[i + 1],
                        block[i + 2],
                        block[i + 3],
                        block[i + 4],
                        block[i + 5],
                        block[i + 6],
                        block[i + 7],
                        half,
                        18,
                        out,
                        o,
                        1);
            } else {
                pass(block[i], block[i + 1], block[i + 2], block[i + 3], 0, 0, 0, 0, half, 18, out, o, 1);
            }
        }
        Arrays.fill(block, 0, 64, 0);
    }

    /** In place, with two more bits; false if it is all zero. */
    private static boolean column(int[] b, int x) {
        int k0 = b[x];
        int k1 = b[x + 8];
        int k2 = b[x + 16];
        int k3 = b[x + 24];
        int k4 = b[x + 32];
        int k5 = b[x + 40];
        int k6 = b[x + 48];
        int k7 = b[x + 56];
        int lower = k4 | k5 | k6 | k7;
        if ((k1 | k2 | k3 | lower) == 0) {
            if (k0 == 0) {
                return false;
            }
            int v = k0 << 2;
            for (int i = x; i < 64; i += 8) {
                b[i] = v;
            }
        } else if (lower == 0) {
            pass(k0, k1, k2, k3, 0, 0, 0, 0, 1 << 10, 11, b, x, 8);
        } else {
            pass(k0, k1, k2, k3, k4, k5, k6, k7, 1 << 10, 11, b, x, 8);
        }
        return true;
    }

    /** Eight values to eight from {@code o} on, each {@code step} further. */
    private static void pass(
            int k0,
            int k1,
            int k2,
            int k3,
            int k4,
            int k5,
            int k6,
            int k7,
            int half,
            int shift,
            int[] out,
            int o,
            int step) {
        int z = (k2 + k6) * C0_541;
        int even2 = z - k6 * C1_847;
        int even3 = z + k2 * C0_765;
        int even0 = ((k0 + k4) << 13) + half;
        int even1 = ((k0 - k4) << 13) + half;
        int a0 = even0 + even3;
        int a3 = even0 - even3;
        int a1 = even1 + even2;
        int a2 = even1 - even2;

        int z1 = (k7 + k1) * -C0_899;
        int z2 = (k5 + k3) * -C2_562;
        int z5 = (k7 + k3 + k5 + k1) * C1_175;
        int z3 = (k7 + k3) * -C1_961 + z5;
        int z4 = (k5 + k1) * -C0_390 + z5;
        int odd0 = k7 * C0_298 + z1 + z3;
        int odd1 = k5 * C2_053 + z2 + z4;
        int odd2 = k3 * C3_072 + z2 + z3;
        int odd3 = k1 * C1_501 + z1 + z4;

        out[o] = (a0 + odd3) >> shift;
        out[o + 7 * step] = (a0 - odd3) >> shift;
        out[o + step] = (a1 + odd2) >> shift;
        out[o + 6 * step] = (a1 - odd2) >> shift;
        out[o + 2 * step] = (a2 + odd1) >> shift;
        out[o + 5 * step] = (a2 - odd1) >> shift;
        out[o + 3 * step] = (a3 + odd0) >> shift;
        out[o + 4 * step] = (a3 - odd0) >> shift;
    }
}
