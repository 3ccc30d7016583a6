package imaging;

/**
 * A picture as 28 characters that a web page draws as a blur until the picture is there: 4 x 3 components of a discrete
 * cosine transform in linear light, in base 83. Algorithm and alphabet of D. Ågren, Wolt, 2018
 * (github.com/woltapp/blurhash), reckoned on a copy of at most 64 pixels a side; transparency lies on white.
 */
final class BlurHash {
    private static final int ACROSS = 4;
    private static final int DOWN = 3;
    private static final int SIDE = 64;
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

    private BlurHash() {}

    static String of(Picture picture) {
        Size size = picture.size().fit(SIDE, SIDE);
        return encode(components(Miniature.of(picture, size), size));
    }

    private static double[][] components(int[] rgb, Size size) {
        double[][] columns = cosines(ACROSS, size.width());
        double[][] rows = cosines(DOWN, size.height());
        double[][] components = new double[ACROSS * DOWN][3];
        for (int y = 0, i = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++, i++) {
                double r = Light.of(Argb.red(rgb[i]));
                double g = Light.of(Argb.green(rgb[i]));
                double b = Light.of(Argb.blue(rgb[i]));
                for (int c = 0; c < components.length; c++) {
                    double basis = columns[c % ACROSS][x] * rows[c / ACROSS][y];
                    components[c][0] += basis * r;
                    components[c][1] += basis * g;
                    components[c][2] += basis * b;
                }
            }
        }
        for (int c = 0; c < components.length; c++) {
            for (int channel = 0; channel < 3; channel++) {
                components[c][channel] *= (c == 0 ? 1.0 : 2.0) / size.pixels();
            }
        }
        return components;
    }

    private static double[][] cosines(int count, int length) {
        double[][] cosines = new double[count][length];
        for (int k = 0; k < count; k++) {
            for (int i = 0; i < length; i++) {
                cosines[k][i] = Math.cos(Math.PI * k * i / length);
            }
        }
        return cosines;
    }

    private static String encode(double[][] components) {
        StringBuilder hash = new StringBuilder();
        append(hash, ACROSS - 1 + (DOWN - 1) * 9, 1);
        double most = 0;
        for (int c = 1; c < components.length; c++) {
            for (double value : components[c]) {
                most = Math.max(most, Math.abs(value));
            }
        }
        int step = (int) Math.max(0, Math.min(82, Math.floor(most * 166 - 0.5)));
        append(hash, step, 1);
        double[] mean = components[0];
        append(hash, Light.channel(mean[0]) << 16 | Light.channel(mean[1]) << 8 | Light.channel(mean[2]), 4);
        for (int c = 1; c < components.length; c++) {
            int digits = 0;
            for (double value : components[c]) {
                digits = digits * 19 + nineteenth(value * 166 / (step + 1));
            }
            append(hash, digits, 2);
        }
        return hash.toString();
    }

    /** -1 to 1, on a scale that is finer about nothing, to 0 to 18. */
    private static int nineteenth(double value) {
        double root = Math.signum(value) * Math.sqrt(Math.abs(value));
        return (int) Math.max(0, Math.min(18, Math.floor(root * 9 + 9.5)));
    }

    private static void append(StringBuilder hash, int value, int digits) {
        for (int divisor = (int) Math.pow(83, digits - 1); divisor > 0; divisor /= 83) {
            hash.append(DIGITS.charAt(value / divisor % 83));
        }
    }
}
