package imaging;

/**
 * Four inks to red, green and blue: by the picture's own profile where it has one, else by multiplying what each ink
 * and the black leave of the light.
 */
final class Inks {
    private final boolean inverted;
    private final IccTransform profile;

    /**
     * @param inverted whether the file says how much of each ink is missing, as Adobe's programs do
     * @param profile the embedded ICC profile, or null
     */
    Inks(boolean inverted, byte[] profile) {
        this.inverted = inverted;
        this.profile = new IccTransforms().take(profile, 4).orElse(null);
    }

    /**
     * @param row 0x..CCMMYY or, if {@code ycck}, what JFIF's equations made of YCC; becomes 0x..RRGGBB
     * @param black the fourth samples
     */
    void toRgb(int[] row, int[] black, boolean ycck) {
        int flip = inverted ? 0xff : 0;
        // the equations turn the inverted inks of YCCK once more
        int colourFlip = ycck ? 0 : flip;
        if (profile == null) {
            for (int x = 0; x < row.length; x++) {
                int v = row[x];
                row[x] = multiply(
                        Argb.red(v) ^ colourFlip,
                        Argb.green(v) ^ colourFlip,
                        Argb.blue(v) ^ colourFlip,
                        black[x] ^ flip);
            }
        } else {
            byte[] inks = new byte[row.length * 4];
            for (int x = 0, i = 0; x < row.length; x++, i += 4) {
                int v = row[x];
                inks[i] = (byte) (Argb.red(v) ^ colourFlip);
                inks[i + 1] = (byte) (Argb.green(v) ^ colourFlip);
                inks[i + 2] = (byte) (Argb.blue(v) ^ colourFlip);
                inks[i + 3] = (byte) (black[x] ^ flip);
            }
            profile.apply(inks, row, row.length);
        }
    }

    private static int multiply(int c, int m, int y, int k) {
        int light = 255 - k;
        return Argb.opaque((255 - c) * light / 255, (255 - m) * light / 255, (255 - y) * light / 255);
    }
}
