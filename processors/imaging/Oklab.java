package imaging;

/**
 * A colour as the eye measures it: equal distances look equally different. B. Ottosson, "A perceptual color space for
 * image processing", 2020.
 *
 * @param l lightness, 0 black to 1 white
 * @param a green to red, about -0.4 to 0.4
 * @param b blue to yellow, likewise
 */
record Oklab(double l, double a, double b) {
    static Oklab of(int rgb) {
        double red = Light.of(Argb.red(rgb));
        double green = Light.of(Argb.green(rgb));
        double blue = Light.of(Argb.blue(rgb));
        double l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
        double m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
        double s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
        return new Oklab(
                0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    /** 0xffRRGGBB; colours that no screen shows are cut off. */
    int rgb() {
        double x = cube(l + 0.3963377774 * a + 0.2158037573 * b);
        double y = cube(l - 0.1055613458 * a - 0.0638541728 * b);
        double z = cube(l - 0.0894841775 * a - 1.2914855480 * b);
        return Argb.opaque(
                Light.channel(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
                Light.channel(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
                Light.channel(-0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z));
    }

    private static double cube(double v) {
        return v * v * v;
    }

    /** 0 is the same; 0.02 is about what is just seen. */
    double distance(Oklab other) {
        double dl = l - other.l;
        double da = a - other.a;
        double db = b - other.b;
        return Math.sqrt(dl * dl + da * da + db * db);
    }

    Oklab plus(Oklab other, double times) {
        return new Oklab(l + other.l * times, a + other.a * times, b + other.b * times);
    }

    Oklab times(double factor) {
        return new Oklab(l * factor, a * factor, b * factor);
    }
}
