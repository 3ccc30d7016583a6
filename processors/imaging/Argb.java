package imaging;

/** One pixel in an int: 0xAARRGGBB, each channel 0 to 255. */
final class Argb {
    private Argb() {}

    static int of(int alpha, int red, int green, int blue) {
        return (alpha << 24) | (red << 16) | (green << 8) | blue;
    }

    static int opaque(int red, int green, int blue) {
        return of(0xff, red, green, blue);
    }

    static int alpha(int argb) {
        return argb >>> 24;
    }

    static int red(int argb) {
        return (argb >> 16) & 0xff;
    }

    static int green(int argb) {
        return (argb >> 8) & 0xff;
    }

    static int blue(int argb) {
        return argb & 0xff;
    }

    static boolean isGray(int argb) {
        return red(argb) == green(argb) && green(argb) == blue(argb);
    }
}
