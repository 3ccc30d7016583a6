package imaging;

import java.util.Arrays;

/**
 * 64 bits that stay nearly the same when a picture is encoded again or scaled, and differ in half of them between
 * unrelated pictures: count the bits that differ. The luma (ITU-R BT.601) on a grid of 32 x 32, its discrete cosine
 * transform, of that the 8 x 8 lowest frequencies; each bit says whether one is above their median (C. Zauner,
 * "Implementation and benchmarking of perceptual image hash functions", 2010). Transparency lies on white.
 */
final class PerceptualHash {
    private static final int GRID = 32;
    private static final int LOW = 8;
    private static final double[][] COSINES = new double[LOW][GRID];

    static {
        for (int k = 0; k < LOW; k++) {
            for (int i = 0; i < GRID; i++) {
                COSINES[k][i] =
                        Math.sqrt((k == 0 ? 1.0 : 2.0) / GRID) * Math.cos(Math.PI * k * (2 * i + 1) / (2 * GRID));
            }
        }
    }

    private PerceptualHash() {}

    /** As 16 hexadecimal digits. */
    static String of(Picture picture) {
        return String.format("%016x", bits(picture));
    }

    /** The first bit is the mean, then the frequencies row by row. */
    static long bits(Picture picture) {
        double[] low = lowFrequencies(Miniature.of(picture, new Size(GRID, GRID)));
        double[] sorted = low.clone();
        Arrays.sort(sorted);
        double median = (sorted[LOW * LOW / 2 - 1] + sorted[LOW * LOW / 2]) / 2;
        long bits = 0;
        for (double frequency : low) {
            bits = bits << 1 | (frequency > median ? 1 : 0);
        }
        return bits;
    }

    private static double[] lowFrequencies(int[] rgb) {
        double[] across = new double[GRID * LOW];
        for (int i = 0; i < rgb.length; i++) {
            double luma = 0.299 * Argb.red(rgb[i]) + 0.587 * Argb.green(rgb[i]) + 0.114 * Argb.blue(rgb[i]);
            for (int k = 0; k < LOW; k++) {
                across[i / GRID * LOW + k] += luma * COSINES[k][i % GRID];
            }
        }
        double[] low = new double[LOW * LOW];
        for (int y = 0; y < GRID; y++) {
            for (int i = 0; i < low.length; i++) {
                low[i] += across[y * LOW + i % LOW] * COSINES[i / LOW][y];
            }
        }
        for (int i = 0; i < low.length; i++) {
            // what is less than rounding makes of a plain area is nothing
            low[i] = Math.rint(low[i] * 16) / 16;
        }
        return low;
    }
}
