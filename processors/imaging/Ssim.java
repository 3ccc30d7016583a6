package imaging;

/**
 * How much a picture looks like a reference of the same size: the mean structural similarity of luma (Z. Wang, A. Bovik,
 * H. Sheikh, E. Simoncelli, "Image quality assessment", 2004), on windows of 8 x 8 that lie every 4 pixels, as x264 and
 * FFmpeg reckon it: sums over squares of 4 x 4 are made once and four of them are a window. Up to three columns and rows
 * at the right and below do not count. Transparency lies on white. Cost: about 5 ns a pixel. Immutable, thread-safe.
 */
final class Ssim {
    private static final int SQUARE = 4;
    private static final double C1 = 0.01 * 255 * 0.01 * 255;
    private static final double C2 = 0.03 * 255 * 0.03 * 255;

    private final Size size;
    private final byte[] reference;
    private final int across;
    private final int down;

    Ssim(Picture reference) {
        this.size = reference.size();
        this.reference = luma(reference);
        // a picture that holds no window is one
        boolean holds = size.holds(new Size(2 * SQUARE, 2 * SQUARE));
        this.across = holds ? size.width() / SQUARE : 1;
        this.down = holds ? size.height() / SQUARE : 1;
    }

    /** ITU-R BT.601, as JPEG has it. */
    private static byte[] luma(Picture picture) {
        int[] pixels = Picture.ints((picture.alpha() ? new Flatten().apply(picture) : picture).pixels());
        byte[] luma = new byte[pixels.length];
        for (int i = 0; i < luma.length; i++) {
            int v = pixels[i];
            luma[i] = (byte) ((77 * Argb.red(v) + 150 * Argb.green(v) + 29 * Argb.blue(v) + 128) >> 8);
        }
        return luma;
    }

    /** 1 is the same; 0 or less has nothing in common. */
    double to(Picture picture) {
        if (!picture.size().equals(size)) {
            throw new IllegalArgumentException(
                    "Only pictures of one size are compared; they are " + size + " and " + picture.size() + ".");
        }
        byte[] other = luma(picture);
        if (across == 1 || down == 1) {
            long[] whole = new long[4];
            add(other, 0, 0, size.width(), size.height(), whole);
            return ssim(whole[0], whole[1], whole[2], whole[3], (double) size.pixels());
        }
        long[] above = new long[across * 4];
        long[] row = new long[across * 4];
        double sum = 0;
        for (int j = 0; j < down; j++) {
            long[] free = above;
            above = row;
            row = free;
            squares(other, j, row);
            for (int i = 4; j > 0 && i < row.length; i += 4) {
                sum += ssim(
                        above[i - 4] + above[i] + row[i - 4] + row[i],
                        above[i - 3] + above[i + 1] + row[i - 3] + row[i + 1],
                        above[i - 2] + above[i + 2] + row[i - 2] + row[i + 2],
                        above[i - 1] + above[i + 3] + row[i - 1] + row[i + 3],
                        4 * SQUARE * SQUARE);
            }
        }
        return sum / ((across - 1.0) * (down - 1.0));
    }

    /** The sums of one row of squares. */
    private void squares(byte[] other, int j, long[] sums) {
        for (int i = 0; i < across; i++) {
            int a = 0;
            int b = 0;
            int squared = 0;
            int product = 0;
            for (int y = 0; y < SQUARE; y++) {
                int at = (j * SQUARE + y) * size.width() + i * SQUARE;
                for (int x = at; x < at + SQUARE; x++) {
                    int p = reference[x] & 0xff;
                    int q = other[x] & 0xff;
                    a += p;
                    b += q;
                    squared += p * p + q * q;
                    product += p * q;
                }
            }
            sums[i * 4] = a;
            sums[i * 4 + 1] = b;
            sums[i * 4 + 2] = squared;
            sums[i * 4 + 3] = product;
        }
    }

    private void add(byte[] other, int left, int top, int width, int height, long[] sums) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                int p = reference[y * size.width() + x] & 0xff;
                int q = other[y * size.width() + x] & 0xff;
                sums[0] += p;
                sums[1] += q;
                sums[2] += p * p + q * q;
                sums[3] += (long) p * q;
            }
        }
    }

    private static double ssim(long a, long b, long squared, long product, double n) {
        double means = a / n * (b / n);
        double squares = a / n * (a / n) + b / n * (b / n);
        double variances = squared / n - squares;
        double covariance = product / n - means;
        return (2 * means + C1) * (2 * covariance + C2) / ((squares + C1) * (variances + C2));
    }
}
