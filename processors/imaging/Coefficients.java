package imaging;

import imaging.JpegFile.Component;

/**
 * The values of one component of a JPEG that comes in several scans. Only those that a picture of n/8 needs are kept; of
 * the others one bit each, because a refining scan skips differently over values that are not zero. For n = 4 that is
 * 40 bytes a block where libjpeg takes 128.
 */
final class Coefficients {
    final int across;
    final int down;
    /** How many of the blocks hold pixels, rather than filling up MCUs. */
    final int usedAcross;

    final int usedDown;

    private final int kept;
    private final int[] slots;
    private final short[] values;
    private final long[] notZero;

    Coefficients(JpegFile file, Component c, int n) {
        this.across = file.mcusAcross() * c.h;
        this.down = file.mcusDown() * c.v;
        this.usedAcross = blocks(file.width, c.h, file.hMax);
        this.usedDown = blocks(file.height, c.v, file.vMax);
        this.kept = kept(n);
        this.slots = ScaledDct.slots(n);
        this.values = new short[Math.multiplyExact(across * down, kept)];
        this.notZero = new long[across * down];
    }

    private static int kept(int n) {
        return n == 1 ? 1 : ScaledDct.used(n);
    }

    static int bytesPerBlock(int n) {
        return 2 * kept(n) + 8;
    }

    private static int blocks(int side, int sampling, int max) {
        int samples = (side * sampling + max - 1) / max;
        return (samples + 7) / 8;
    }

    boolean isZero(int block, int k) {
        return ((notZero[block] >>> k) & 1) == 0;
    }

    /** @param k in zigzag order */
    void set(int block, int k, int value) {
        notZero[block] |= 1L << k;
        if (slots[k] < kept) {
            values[block * kept + slots[k]] = (short) value;
        }
    }

    /** Adds one more bit of precision to a value that is not zero, away from zero. */
    void refine(int block, int k, int bit) {
        if (slots[k] < kept) {
            int at = block * kept + slots[k];
            if ((values[at] & bit) == 0) {
                values[at] += (short) (values[at] >= 0 ? bit : -bit);
            }
        }
    }

    /** ORs a bit into the DC value, which may be negative in two's complement. */
    void refineDc(int block, int bit) {
        values[block * kept] |= (short) bit;
    }

    /**
     * Dequantised, as {@link ScaledDct#inverse} wants them.
     *
     * @param quant by slot
     * @return whether all but the first are zero
     */
    boolean load(int block, int[] quant, int[] out) {
        int from = block * kept;
        out[0] = values[from] * quant[0];
        int any = 0;
        for (int i = 1; i < kept; i++) {
            int value = values[from + i];
            any |= value;
            out[i] = value * quant[i];
        }
        return any == 0;
    }
}
