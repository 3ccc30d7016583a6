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

    /** Samples of a pixel: gray or red, green, blue, and its opacity. */
    public int bands() {
        return (gray ? 1 : 3) + (alpha ? 1 : 0);
    }

    /** The numbers as encoders want them: {@link #bands} bytes a pixel, one pixel after the other. */
    public byte[] samples() {
        int[] argb = ints(pixels);
        byte[] samples = new byte[argb.length * bands()];
        int s = 0;
        for (int v : argb) {
            if (!gray) {
                samples[s++] = (byte) (v >> 16);
                samples[s++] = (byte) (v >> 8);
            }
            samples[s++] = (byte) v;
            if (alpha) {
                samples[s++] = (byte) (v >>> 24);
            }
        }
        return samples;
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
