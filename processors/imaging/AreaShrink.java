package imaging;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Takes the rows of a picture from top to bottom and keeps their averages over equal rectangles, whose edges may cut
 * through pixels: a decoder in front of it never holds the full picture. Colours are weighted by their opacity. Cost:
 * 3 to 6 ns a pixel; memory: the small picture and two rows.
 *
 * <p>Lengths are counted in whole numbers: across, a source pixel is {@code width} units long and a rectangle
 * {@code sourceWidth}; likewise down.
 */
final class AreaShrink {
    private final Size source;
    private final Size size;
    private final boolean alpha;
    private final BufferedImage image;
    private final int[] out;
    /** Alpha, red, green, blue of each rectangle, as far as it is covered; colours times alpha where there is one. */
    private final float[] sums;

    private final float[] row;
    /** The outermost pixels of each rectangle, and how much of them lies outside. */
    private final int[] first;

    private final int[] last;
    private final float[] before;
    private final float[] behind;
    private int y;

    AreaShrink(Size source, Size size, boolean alpha) {
        this.source = source;
        this.size = size;
        this.alpha = alpha;
        this.image = Picture.canvas(size.width(), size.height(), alpha);
        this.out = Picture.ints(image);
        int width = source.equals(size) ? 0 : size.width();
        this.sums = new float[width * 4];
        this.row = new float[width * 4];
        this.first = new int[width];
        this.last = new int[width];
        this.before = new float[width];
        this.behind = new float[width];
        long length = source.width();
        for (int x = 0; x < width; x++) {
            long left = x * length;
            first[x] = (int) (left / width);
            last[x] = (int) ((left + length - 1) / width);
            before[x] = (left - (long) first[x] * width) / (float) length;
            behind[x] = ((last[x] + 1L) * width - left - length) / (float) length;
        }
    }

    /**
     * What to shrink to for a target: twice its size where there is that much. The last halving is imgscalr's, which
     * averages four pixels exactly then; anything between one and two it does better than an average.
     */
    static Size before(Size source, Size target) {
        Size twice = target.times(2);
        return source.holds(twice) ? twice : source;
    }

    /** How many rows there were so far. */
    int rows() {
        return y;
    }

    /** One row of 0xAARRGGBB, as many as the source is wide, from {@code at}; alpha is ignored in an opaque picture. */
    void row(int[] argb, int at) {
        if (source.equals(size)) {
            System.arraycopy(argb, at, out, y * size.width(), size.width());
            y++;
            return;
        }
        if (alpha) {
            averageTransparent(argb, at);
        } else {
            averageOpaque(argb, at);
        }
        long top = (long) y * size.height();
        long bottom = top + size.height();
        int band = (int) (top / source.height());
        long edge = (band + 1L) * source.height();
        add(Math.min(bottom, edge) - top);
        if (bottom >= edge) {
            store(band);
            add(bottom - edge);
        }
        y++;
    }

    private void averageOpaque(int[] rgb, int at) {
        float each = size.width() / (float) source.width();
        for (int x = 0, s = 1; x < first.length; x++, s += 4) {
            int r = 0;
            int g = 0;
            int b = 0;
            int end = at + last[x];
            for (int p = at + first[x]; p <= end; p++) {
                int v = rgb[p];
                r += Argb.red(v);
                g += Argb.green(v);
                b += Argb.blue(v);
            }
            int head = rgb[at + first[x]];
            int tail = rgb[end];
            row[s] = r * each - Argb.red(head) * before[x] - Argb.red(tail) * behind[x];
            row[s + 1] = g * each - Argb.green(head) * before[x] - Argb.green(tail) * behind[x];
            row[s + 2] = b * each - Argb.blue(head) * before[x] - Argb.blue(tail) * behind[x];
        }
    }

    private void averageTransparent(int[] argb, int at) {
        float each = size.width() / (float) source.width();
        for (int x = 0, s = 0; x < first.length; x++, s += 4) {
            float a = 0;
            float r = 0;
            float g = 0;
            float b = 0;
            for (int i = first[x]; i <= last[x]; i++) {
                float weight = each - (i == first[x] ? before[x] : 0) - (i == last[x] ? behind[x] : 0);
                int v = argb[at + i];
                float opacity = Argb.alpha(v) * weight;
                a += opacity;
                r += Argb.red(v) * opacity;
                g += Argb.green(v) * opacity;
                b += Argb.blue(v) * opacity;
            }
            row[s] = a;
            row[s + 1] = r;
            row[s + 2] = g;
            row[s + 3] = b;
        }
    }

    private void add(long units) {
        float weight = units / (float) source.height();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private void store(int band) {
        int o = band * size.width();
        for (int x = 0, s = 0; x < size.width(); x++, s += 4) {
            float scale = alpha ? 1 / sums[s] : 1;
            int opacity = alpha ? channel(sums[s]) : 0xff;
            out[o + x] = opacity == 0
                    ? 0
                    : Argb.of(
                            opacity,
                            channel(sums[s + 1] * scale),
                            channel(sums[s + 2] * scale),
                            channel(sums[s + 3] * scale));
        }
        Arrays.fill(sums, 0);
    }

    /** Rounding errors may lie a hair outside. */
    private static int channel(float value) {
        return Math.max(0, Math.min(255, (int) (value + 0.5f)));
    }

    /** Whole once all rows were given. */
    BufferedImage image() {
        return image;
    }
}
