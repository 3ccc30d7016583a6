package imaging;

import imaging.JpegFile.Colour;

/**
 * One row of JPEG samples to 0xAARRGGBB by the equations of JFIF 1.02, 16-bit fixed point. The loops are plain
 * arithmetic on ints, so that the compiler turns them into vector instructions.
 */
final class JpegColour {
    private static final int RED = 91881; // 2^16 * 1.402
    private static final int GREEN_BLUE = 22554; // 2^16 * 0.344136
    private static final int GREEN_RED = 46802; // 2^16 * 0.714136
    private static final int BLUE = 116130; // 2^16 * 1.772
    private static final int HALF = 1 << 15;

    private JpegColour() {}

    /** What a sample of channel {@code index} is counted from: chroma from its middle, all else from black. */
    static int bias(Colour colour, int index) {
        boolean chroma = (colour == Colour.YCC || colour == Colour.YCCK) && (index == 1 || index == 2);
        return chroma ? 0 : 128;
    }

    /** @param rows one array a channel, samples counted as {@link #bias} says, possibly out of range */
    static void toArgb(Colour colour, int[][] rows, int[] out, int width) {
        switch (colour) {
            case GRAY -> gray(rows[0], out, width);
            case YCC -> ycc(rows[0], rows[1], rows[2], out, width);
            case RGB -> rgb(rows[0], rows[1], rows[2], out, width);
            default -> throw new IllegalArgumentException("no direct way from " + colour + " to RGB");
        }
    }

    private static int clamp(int v) {
        return Math.max(0, Math.min(255, v));
    }

    private static void gray(int[] y, int[] out, int width) {
        for (int x = 0; x < width; x++) {
            out[x] = clamp(y[x]) * 0x010101;
        }
    }

    private static void rgb(int[] r, int[] g, int[] b, int[] out, int width) {
        for (int x = 0; x < width; x++) {
            out[x] = Argb.opaque(clamp(r[x]), clamp(g[x]), clamp(b[x]));
        }
    }

    private static void ycc(int[] y, int[] cb, int[] cr, int[] out, int width) {
        for (int x = 0; x < width; x++) {
            out[x] = rgb(y[x], cb[x], cr[x]);
        }
    }

    /** One pixel; {@code cb} and {@code cr} are counted from their middle. */
    static int rgb(int y, int cb, int cr) {
        int luma = (y << 16) + HALF;
        int r = (luma + RED * cr) >> 16;
        int g = (luma - GREEN_BLUE * cb - GREEN_RED * cr) >> 16;
        int b = (luma + BLUE * cb) >> 16;
        return Argb.opaque(clamp(r), clamp(g), clamp(b));
    }
}
