package imaging;

import imaging.JpegFile.Colour;
import java.awt.image.Raster;

/**
 * Four inks to red, green and blue: by the picture's own profile where it has one, else by multiplying what each ink
 * and the black leave of the light.
 */
final class CmykRows {
    private final JpegFile file;
    private final IccTransform profile;

    /** @param profile the embedded ICC profile, or null */
    CmykRows(JpegFile file, byte[] profile) {
        this.file = file;
        this.profile = IccTransform.toSrgb(profile, 4).orElse(null);
    }

    /** @param raster the samples as they are in the file */
    void feed(Raster raster, BoxShrink sink) {
        int width = raster.getWidth();
        int[] samples = new int[width * 4];
        int[] row = new int[width];
        byte[] inks = new byte[width * 4];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, samples);
            toInks(samples, inks);
            if (profile != null) {
                profile.apply(inks, row, width);
            } else {
                multiply(inks, row, width);
            }
            sink.row(row, 0);
        }
    }

    /** Adobe's programs store how much of each ink is missing; YCCK is what JFIF's equations make of three of those. */
    private void toInks(int[] samples, byte[] inks) {
        int flip = file.isAdobe() ? 0xff : 0;
        boolean ycck = file.colour() == Colour.YCCK;
        for (int i = 0; i < inks.length; i += 4) {
            if (ycck) {
                int rgb = JpegColour.rgb(samples[i], samples[i + 1] - 128, samples[i + 2] - 128);
                inks[i] = (byte) Argb.red(rgb);
                inks[i + 1] = (byte) Argb.green(rgb);
                inks[i + 2] = (byte) Argb.blue(rgb);
            } else {
                inks[i] = (byte) (samples[i] ^ flip);
                inks[i + 1] = (byte) (samples[i + 1] ^ flip);
                inks[i + 2] = (byte) (samples[i + 2] ^ flip);
            }
            inks[i + 3] = (byte) (samples[i + 3] ^ flip);
        }
    }

    private static void multiply(byte[] inks, int[] row, int width) {
        for (int x = 0, p = 0; x < width; x++, p += 4) {
            int black = 255 - (inks[p + 3] & 0xff);
            int r = (255 - (inks[p] & 0xff)) * black / 255;
            int g = (255 - (inks[p + 1] & 0xff)) * black / 255;
            int b = (255 - (inks[p + 2] & 0xff)) * black / 255;
            row[x] = Argb.opaque(r, g, b);
        }
    }
}
