package imaging;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Takes the rows of a picture from top to bottom and keeps their averages over squares of a whole number of pixels: a
 * decoder in front of it never holds the full picture. Half a square or more at the right and lower edge counts as one;
 * less is dropped. Colours are weighted by their opacity. Cost: a few additions a pixel; memory: the small picture and
 * one row.
 */
final class BoxShrink {
    private final int factor;
    private final boolean alpha;
    private final int width;
    private final int height;
    private final int sourceWidth;
    private final int sourceHeight;
    private final BufferedImage image;
    private final int[] out;
    private final int[] sums;
    private int y;

    BoxShrink(int sourceWidth, int sourceHeight, int factor, boolean alpha) {
        this.factor = factor;
        this.alpha = alpha;
        this.sourceWidth = sourceWidth;
        this.sourceHeight = sourceHeight;
        this.width = shrunk(sourceWidth, factor);
        this.height = shrunk(sourceHeight, factor);
        this.image = Picture.canvas(width, height, alpha);
        this.out = Picture.ints(image);
        this.sums = factor == 1 ? new int[0] : new int[width * 4];
    }

    /** The largest whole factor that leaves at least {@code target} pixels, as a {@code Fit} says. */
    static int factor(int width, int height, Size target) {
        return Math.max(1, Math.min(width / target.width(), height / target.height()));
    }

    static int shrunk(int side, int factor) {
        return Math.max(1, (side + factor / 2) / factor);
    }

    /** How many rows there were so far. */
    int rows() {
        return y;
    }

    /** One row of 0xAARRGGBB, {@code sourceWidth} of them from {@code at}; alpha is ignored in an opaque picture. */
    void row(int[] argb, int at) {
        if (factor == 1) {
            System.arraycopy(argb, at, out, y * width, width);
            y++;
            return;
        }
        int band = y / factor;
        if (band < height) {
            if (alpha) {
                addTransparent(argb, at);
            } else {
                addOpaque(argb, at);
            }
            int rowsInBand = y % factor + 1;
            if (rowsInBand == factor || y == sourceHeight - 1) {
                store(band, rowsInBand);
            }
        }
        y++;
    }

    private void addOpaque(int[] rgb, int at) {
        int p = at;
        int end = at + sourceWidth;
        for (int x = 0, s = 0; x < width; x++, s += 4) {
            int r = 0;
            int g = 0;
            int b = 0;
            for (int stop = Math.min(p + factor, end); p < stop; p++) {
                int v = rgb[p];
                r += Argb.red(v);
                g += Argb.green(v);
                b += Argb.blue(v);
            }
            sums[s + 1] += r;
            sums[s + 2] += g;
            sums[s + 3] += b;
        }
    }

    private void addTransparent(int[] argb, int at) {
        int p = at;
        int end = at + sourceWidth;
        for (int x = 0, s = 0; x < width; x++, s += 4) {
            for (int stop = Math.min(p + factor, end); p < stop; p++) {
                int v = argb[p];
                int a = Argb.alpha(v);
                sums[s] += a;
                sums[s + 1] += Argb.red(v) * a;
                sums[s + 2] += Argb.green(v) * a;
                sums[s + 3] += Argb.blue(v) * a;
            }
        }
    }

    private void store(int band, int rowsInBand) {
        int o = band * width;
        for (int x = 0, s = 0; x < width; x++, s += 4) {
            int n = Math.min(factor, sourceWidth - x * factor) * rowsInBand;
            int a = alpha ? (sums[s] + n / 2) / n : 0xff;
            int weight = alpha ? sums[s] : n;
            int half = weight / 2;
            if (weight == 0) {
                out[o + x] = 0;
                continue;
            }
            int r = (sums[s + 1] + half) / weight;
            int g = (sums[s + 2] + half) / weight;
            int b = (sums[s + 3] + half) / weight;
            out[o + x] = Argb.of(a, r, g, b);
        }
        Arrays.fill(sums, 0);
    }

    /** @throws RejectedImageException if rows are missing */
    BufferedImage image() throws RejectedImageException {
        if (y < sourceHeight) {
            throw RejectedImageException.broken("The image ends after " + y + " of its " + sourceHeight + " rows.");
        }
        return image;
    }
}
