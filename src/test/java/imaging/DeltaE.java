package imaging;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * How far apart two colours are to the eye: CIEDE2000, as in Sharma, Wu and Dalal, "The CIEDE2000 color-difference
 * formula: implementation notes, supplementary test data, and mathematical observations", 2005; 1 is just about visible,
 * side by side. Colours are sRGB, seen under D65; what is transparent lies on white. For tests.
 */
final class DeltaE {
    private static final double[] LIGHT = light();

    /** Distances of two pictures of one size. */
    record Distances(double mean, double p99) {}

    private DeltaE() {}

    /**
     * @param block 1 = of all pixels; n = of the averages of squares of n x n, so of colours without their detail
     */
    static Distances between(BufferedImage a, BufferedImage b, int block) {
        int across = (a.getWidth() + block - 1) / block;
        double[] all = new double[across * ((a.getHeight() + block - 1) / block)];
        for (int i = 0; i < all.length; i++) {
            all[i] = of(
                    lab(light(a, i % across * block, i / across * block, block)),
                    lab(light(b, i % across * block, i / across * block, block)));
        }
        Arrays.sort(all);
        return new Distances(Arrays.stream(all).average().orElseThrow(), all[(int) (0.99 * (all.length - 1))]);
    }

    /** The mean light of a square, in red, green and blue. */
    private static double[] light(BufferedImage image, int left, int top, int block) {
        int width = Math.min(block, image.getWidth() - left);
        int height = Math.min(block, image.getHeight() - top);
        double[] sum = new double[3];
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                int argb = image.getRGB(x, y);
                for (int c = 0; c < 3; c++) {
                    sum[c] += onWhite(argb, 16 - 8 * c) / (width * height);
                }
            }
        }
        return sum;
    }

    /** Of two colours in L*, a*, b*. */
    static double of(double[] p, double[] q) {
        double meanChroma7 = Math.pow((Math.hypot(p[1], p[2]) + Math.hypot(q[1], q[2])) / 2, 7);
        double g = 0.5 * (1 - Math.sqrt(meanChroma7 / (meanChroma7 + Math.pow(25, 7))));
        double a1 = (1 + g) * p[1];
        double a2 = (1 + g) * q[1];
        double c1 = Math.hypot(a1, p[2]);
        double c2 = Math.hypot(a2, q[2]);
        double h1 = hue(a1, p[2]);
        double h2 = hue(a2, q[2]);
        boolean gray = c1 * c2 == 0;
        double turn = gray ? 0 : h2 - h1;
        turn += turn > 180 ? -360 : turn < -180 ? 360 : 0;
        double dl = q[0] - p[0];
        double dc = c2 - c1;
        double dh = 2 * Math.sqrt(c1 * c2) * Math.sin(Math.toRadians(turn / 2));
        double l = (p[0] + q[0]) / 2;
        double c = (c1 + c2) / 2;
        double h = gray
                ? h1 + h2
                : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
        double t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.20 * cos(4 * h - 63);
        double l50 = Math.pow(l - 50, 2);
        double sl = 1 + 0.015 * l50 / Math.sqrt(20 + l50);
        double sc = 1 + 0.045 * c;
        double sh = 1 + 0.015 * c * t;
        double c7 = Math.pow(c, 7);
        double rotation = -Math.sin(Math.toRadians(60 * Math.exp(-Math.pow((h - 275) / 25, 2))))
                * 2
                * Math.sqrt(c7 / (c7 + Math.pow(25, 7)));
        return Math.sqrt(
                Math.pow(dl / sl, 2) + Math.pow(dc / sc, 2) + Math.pow(dh / sh, 2) + rotation * (dc / sc) * (dh / sh));
    }

    private static double cos(double degrees) {
        return Math.cos(Math.toRadians(degrees));
    }

    private static double hue(double a, double b) {
        double degrees = Math.toDegrees(Math.atan2(b, a));
        return degrees < 0 ? degrees + 360 : degrees;
    }

    /** IEC 61966-2-1, linear, to CIE 1976. */
    private static double[] lab(double[] rgb) {
        double x = root((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505);
        double y = root(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
        double z = root((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double onWhite(int argb, int shift) {
        int alpha = argb >>> 24;
        return LIGHT[(((argb >> shift) & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255];
    }

    private static double[] light() {
        double[] light = new double[256];
        for (int i = 0; i < 256; i++) {
            double v = i / 255.0;
            light[i] = v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
        }
        return light;
    }

    private static double root(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116.0;
    }
}
