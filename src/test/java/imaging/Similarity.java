package imaging;

import java.awt.image.BufferedImage;

/**
 * How alike two pictures are to the eye: SSIM of their luma (Wang et al., "Image quality assessment", 2004; Gaussian
 * window of 11 with sigma 1.5, as scikit-image), and the reference to hold a reduced picture against: a Lanczos filter
 * over three lobes, widened by the reduction (as Pillow). Slow and in doubles: for tests and benchmarks.
 */
public final class Similarity {
    private static final int RADIUS = 5;
    private static final double SIGMA = 1.5;

    private Similarity() {}

    /** Luma, 0 to 255, row by row. Transparent pixels are laid on white. */
    public record Luma(int width, int height, double[] values) {}

    public static Luma luma(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        boolean gray = image.getType() == BufferedImage.TYPE_BYTE_GRAY;
        double[] values = new double[w * h];
        int[] row = new int[w];
        for (int y = 0; y < h; y++) {
            if (gray) {
                image.getRaster().getSamples(0, y, w, 1, 0, row);
            } else {
                image.getRGB(0, y, w, 1, row, 0, w);
            }
            for (int x = 0; x < w; x++) {
                values[y * w + x] = gray ? row[x] : luma(row[x]);
            }
        }
        return new Luma(w, h, values);
    }

    private static double luma(int argb) {
        double a = (argb >>> 24) / 255.0;
        double rgb = 0.299 * ((argb >> 16) & 0xff) + 0.587 * ((argb >> 8) & 0xff) + 0.114 * (argb & 0xff);
        return rgb * a + 255 * (1 - a);
    }

    /** The picture reduced by Lanczos' filter. */
    public static Luma lanczos(Luma source, int width, int height) {
        double[] across = resample(source.values(), source.width(), source.height(), width, true);
        return new Luma(width, height, resample(across, source.height(), width, height, false));
    }

    /** Along the rows, or along the columns; {@code lines} is how many of them there are. */
    private static double[] resample(double[] in, int length, int lines, int target, boolean rows) {
        double scale = Math.max(1, length / (double) target);
        double support = 3 * scale;
        double[] out = new double[lines * target];
        for (int t = 0; t < target; t++) {
            double centre = (t + 0.5) * length / target - 0.5;
            int from = Math.max(0, (int) Math.ceil(centre - support));
            int to = Math.min(length - 1, (int) Math.floor(centre + support));
            double[] weights = new double[to - from + 1];
            double sum = 0;
            for (int i = from; i <= to; i++) {
                weights[i - from] = kernel((i - centre) / scale);
                sum += weights[i - from];
            }
            for (int line = 0; line < lines; line++) {
                double value = 0;
                for (int i = from; i <= to; i++) {
                    value += weights[i - from] * in[rows ? line * length + i : i * lines + line];
                }
                value = Math.max(0, Math.min(255, value / sum));
                out[rows ? line * target + t : t * lines + line] = value;
            }
        }
        return out;
    }

    private static double kernel(double x) {
        if (Math.abs(x) < 1e-9) {
            return 1;
        }
        if (Math.abs(x) >= 3) {
            return 0;
        }
        double p = Math.PI * x;
        return 3 * Math.sin(p) * Math.sin(p / 3) / (p * p);
    }

    /** 1 = the same; pictures of the same size, at least 11 x 11. */
    public static double ssim(Luma a, Luma b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException(
                    "sizes differ: " + a.width() + "x" + a.height() + ", " + b.width() + "x" + b.height());
        }
        int w = a.width();
        int h = a.height();
        double[] ma = blur(a.values(), w, h);
        double[] mb = blur(b.values(), w, h);
        double[] aa = blur(product(a.values(), a.values()), w, h);
        double[] bb = blur(product(b.values(), b.values()), w, h);
        double[] ab = blur(product(a.values(), b.values()), w, h);
        double c1 = Math.pow(0.01 * 255, 2);
        double c2 = Math.pow(0.03 * 255, 2);
        double sum = 0;
        for (int y = RADIUS; y < h - RADIUS; y++) {
            for (int x = RADIUS; x < w - RADIUS; x++) {
                int i = y * w + x;
                double covariance = ab[i] - ma[i] * mb[i];
                double variances = aa[i] - ma[i] * ma[i] + bb[i] - mb[i] * mb[i];
                sum += (2 * ma[i] * mb[i] + c1)
                        * (2 * covariance + c2)
                        / ((ma[i] * ma[i] + mb[i] * mb[i] + c1) * (variances + c2));
            }
        }
        return sum / ((w - 2.0 * RADIUS) * (h - 2.0 * RADIUS));
    }

    private static double[] product(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] * b[i];
        }
        return out;
    }

    private static double[] blur(double[] in, int w, int h) {
        double[] weights = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int i = -RADIUS; i <= RADIUS; i++) {
            weights[i + RADIUS] = Math.exp(-i * i / (2 * SIGMA * SIGMA));
            sum += weights[i + RADIUS];
        }
        double[] across = new double[in.length];
        for (int y = 0; y < h; y++) {
            for (int x = RADIUS; x < w - RADIUS; x++) {
                double value = 0;
                for (int i = -RADIUS; i <= RADIUS; i++) {
                    value += weights[i + RADIUS] * in[y * w + x + i];
                }
                across[y * w + x] = value / sum;
            }
        }
        double[] out = new double[in.length];
        for (int y = RADIUS; y < h - RADIUS; y++) {
            for (int x = RADIUS; x < w - RADIUS; x++) {
                double value = 0;
                for (int i = -RADIUS; i <= RADIUS; i++) {
                    value += weights[i + RADIUS] * across[(y + i) * w + x];
                }
                out[y * w + x] = value / sum;
            }
        }
        return out;
    }
}
