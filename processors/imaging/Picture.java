package imaging;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * Decoded pixels on their way through the steps, with what is still to be done to them.
 *
 * @param pixels TYPE_INT_ARGB where {@code alpha}, else TYPE_INT_RGB; the numbers are in the space of {@code profile}
 * @param alpha whether a pixel may be transparent
 * @param gray whether red, green and blue are equal everywhere
 * @param orientation EXIF 1 to 8, how the pixels must be turned to stand upright
 * @param profile the ICC profile of the numbers; null = sRGB already
 */
public record Picture(BufferedImage pixels, boolean alpha, boolean gray, int orientation, byte[] profile) {

    /** An opaque or transparent canvas of the only two types that steps see. */
    public static BufferedImage canvas(int width, int height, boolean alpha) {
        return new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    }

    /** The numbers themselves, one int a pixel, row by row; writing to them changes the image. */
    public static int[] ints(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    public Size size() {
        return new Size(pixels.getWidth(), pixels.getHeight());
    }

    public int width() {
        return pixels.getWidth();
    }

    public int height() {
        return pixels.getHeight();
    }

    public Picture withPixels(BufferedImage other) {
        return new Picture(other, alpha, gray, orientation, profile);
    }

    public Picture upright(BufferedImage turned) {
        return new Picture(turned, alpha, gray, 1, profile);
    }

    public Picture inSrgb() {
        return new Picture(pixels, alpha, gray, orientation, null);
    }

    public Picture opaque(BufferedImage flat) {
        return new Picture(flat, false, gray, orientation, profile);
    }
}
