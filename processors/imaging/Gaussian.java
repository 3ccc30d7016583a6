package imaging;

/**
 * The blur whose kernel is the bell curve of C. F. Gauss: cut off at three standard deviations, across and then down
 * (it is separable), in whole numbers; beyond the edge the outermost pixel goes on. A plain area comes out as it went in.
 *
 * <p>Rows go in and out one by one, and a row is written only when all that need it were read: source and result may be
 * the same picture. Cost: about 0.4 ns a sample and tap, of which there are 6 sigma + 1. Memory: 6 sigma + 1 rows.
 */
final class Gaussian {
    static final double MAX_SIGMA = 20;
    private static final int BITS = 12;

    /** From the middle outwards; all of them, the outer ones twice, are 2^12. */
    private final int[] weights;

    /** The picture, as samples of 16 bits: 0 to 65535. */
    interface Rows {
        /** Fills one row for each channel, from index {@code at} on. */
        void read(int y, int[][] samples, int at);

        void write(int y, int[][] samples);
    }

    /** @param sigma standard deviation in pixels, over 0 and at most 20 */
    Gaussian(double sigma) {
        if (!(sigma > 0 && sigma <= MAX_SIGMA)) {
            throw new IllegalArgumentException(
                    "A blur has a radius of over 0 and up to " + MAX_SIGMA + " pixels; it was " + sigma + ".");
        }
        int radius = (int) Math.ceil(3 * sigma);
        double[] bell = new double[radius + 1];
        double sum = 0;
        for (int i = 0; i <= radius; i++) {
            bell[i] = Math.exp(-i * i / (2 * sigma * sigma));
            sum += i == 0 ? 1 : 2 * bell[i];
        }
        this.weights = new int[radius + 1];
        int outer = 0;
        for (int i = 1; i <= radius; i++) {
            weights[i] = (int) Math.round(bell[i] / sum * (1 << BITS));
            outer += 2 * weights[i];
        }
        weights[0] = (1 << BITS) - outer;
    }

    /** Bytes that {@link #run} takes. */
    long memoryNeeded(Size size, int channels) {
        long radius = weights.length - 1L;
        return (2 * radius + 3) * (size.width() + 2 * radius) * channels * 4;
    }

    void run(Size size, int channels, Rows rows) {
        int radius = weights.length - 1;
        int width = size.width();
        int height = size.height();
        int[][] wide = new int[channels][width + 2 * radius];
        int[][][] across = new int[2 * radius + 1][channels][width];
        int[][] result = new int[channels][width];
        int read = 0;
        for (int y = 0; y < height; y++) {
            for (; read <= Math.min(y + radius, height - 1); read++) {
                rows.read(read, wide, radius);
                for (int c = 0; c < channels; c++) {
                    across(wide[c], across[read % across.length][c]);
                }
            }
            for (int c = 0; c < channels; c++) {
                scale(across[y % across.length][c], result[c]);
                for (int i = 1; i <= radius; i++) {
                    int above = Math.max(0, y - i) % across.length;
                    int below = Math.min(height - 1, y + i) % across.length;
                    add(across[above][c], 0, across[below][c], 0, weights[i], result[c]);
                }
                shift(result[c]);
            }
            rows.write(y, result);
        }
    }

    private void across(int[] wide, int[] out) {
        int radius = weights.length - 1;
        int end = radius + out.length;
        for (int i = 0; i < radius; i++) {
            wide[i] = wide[radius];
            wide[end + i] = wide[end - 1];
        }
        for (int x = 0; x < out.length; x++) {
            out[x] = wide[x + radius] * weights[0];
        }
        for (int i = 1; i <= radius; i++) {
            add(wide, radius - i, wide, radius + i, weights[i], out);
        }
        shift(out);
    }

    private void scale(int[] in, int[] out) {
        int weight = weights[0];
        for (int x = 0; x < out.length; x++) {
            out[x] = in[x] * weight;
        }
    }

    // plain loops over whole rows: the compiler makes them eight samples at a time
    private static void add(int[] a, int fromA, int[] b, int fromB, int weight, int[] out) {
        for (int x = 0; x < out.length; x++) {
            out[x] += (a[x + fromA] + b[x + fromB]) * weight;
        }
    }

    private static void shift(int[] out) {
        for (int x = 0; x < out.length; x++) {
            out[x] = (out[x] + (1 << (BITS - 1))) >>> BITS;
        }
    }
}
