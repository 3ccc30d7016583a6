package imaging;

/**
 * Rows of JPEG samples to 0xAARRGGBB by the equations of JFIF 1.02, 16-bit fixed point. The loops are small and without
 * branches or {@code Math.min}, because only then the compiler turns them into vector instructions: that makes them
 * five times faster.
 */
final class JpegColour {
    /** How the samples of a pixel are to be read. */
    enum Space {
        GRAY,
        YCC,
        RGB,
        CMYK,
        YCCK
    }

    private static final int RED = 91881; // 2^16 * 1.402
    private static final int GREEN_BLUE = 22554; // 2^16 * 0.344136
    private static final int GREEN_RED = 46802; // 2^16 * 0.714136
    private static final int BLUE = 116130; // 2^16 * 1.772
    private static final int HALF = 1 << 15;

    private final Space space;
    private final Inks inks;
    private final int[] red;
    private final int[] green;
    private final int[] blue;

    /** @param inks what to do with four of them; null for other pictures */
    JpegColour(Space space, int width, Inks inks) {
        this.space = space;
        this.inks = inks;
        this.red = new int[width];
        this.green = new int[width];
        this.blue = new int[width];
    }

    /** What a sample of channel {@code index} is counted from: chroma from its middle, all else from black. */
    int bias(int index) {
        boolean ycc = space == Space.YCC || space == Space.YCCK;
        return ycc && (index == 1 || index == 2) ? 0 : 128;
    }

    /**
     * @param rows one array a channel, samples counted as {@link #bias} says, possibly out of range
     * @param sameChroma whether channels 1 and 2 are those of the call before
     */
    void toArgb(int[][] rows, boolean sameChroma, int[] out) {
        int width = red.length;
        if (space == Space.GRAY) {
            clamp(rows[0], out, width);
            spread(out, width);
            return;
        }
        if (space == Space.YCC || space == Space.YCCK) {
            if (!sameChroma) {
                chroma(rows[1], rows[2], width);
            }
            sum(rows[0], red, out, width);
            sum(rows[0], green, out, width);
            sum(rows[0], blue, out, width);
        } else {
            shift(rows[0], out, width);
            shift(rows[1], out, width);
            shift(rows[2], out, width);
        }
        if (rows.length == 4) {
            clamp(rows[3], rows[3], width);
            inks.toRgb(out, rows[3], space == Space.YCCK);
        }
    }

    private void chroma(int[] cb, int[] cr, int width) {
        for (int x = 0; x < width; x++) {
            red[x] = (RED * cr[x] + HALF) >> 16;
            green[x] = (HALF - GREEN_BLUE * cb[x] - GREEN_RED * cr[x]) >> 16;
            blue[x] = (BLUE * cb[x] + HALF) >> 16;
        }
    }

    /** The clamped sum, as the next lower byte of each pixel. */
    private static void sum(int[] luma, int[] offset, int[] out, int width) {
        for (int x = 0; x < width; x++) {
            int v = luma[x] + offset[x];
            v = (v | ((255 - v) >> 31)) & ~(v >> 31) & 255;
            out[x] = (out[x] << 8) | v;
        }
    }

    private static void shift(int[] samples, int[] out, int width) {
        for (int x = 0; x < width; x++) {
            int v = samples[x];
            v = (v | ((255 - v) >> 31)) & ~(v >> 31) & 255;
            out[x] = (out[x] << 8) | v;
        }
    }

    private static void clamp(int[] samples, int[] out, int width) {
        for (int x = 0; x < width; x++) {
            int v = samples[x];
            out[x] = (v | ((255 - v) >> 31)) & ~(v >> 31) & 255;
        }
    }

    private static void spread(int[] out, int width) {
        for (int x = 0; x < width; x++) {
            out[x] *= 0x010101;
        }
    }
}
