package imaging;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

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
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

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
        int bands = bands();
        byte[] samples = new byte[argb.length * bands];
        if (gray) {
            for (int i = 0, s = 0; i < argb.length; i++, s += bands) {
                samples[s] = (byte) argb[i];
                if (alpha) {
                    samples[s + 1] = (byte) (argb[i] >>> 24);
                }
            }
            return samples;
        }
        // four bytes at once; without opacity the fourth is the next pixel's first, which comes after it
        int last = argb.length - 1;
        int turn = alpha ? 8 : 0;
        int shift = alpha ? 0 : 8;
        for (int i = 0, s = 0; i < last; i++, s += bands) {
            LITTLE.set(samples, s, Integer.reverseBytes(Integer.rotateLeft(argb[i], turn) << shift));
        }
        int s = last * bands;
        samples[s] = (byte) (argb[last] >> 16);
        samples[s + 1] = (byte) (argb[last] >> 8);
        samples[s + 2] = (byte) argb[last];
        if (alpha) {
            samples[s + 3] = (byte) (argb[last] >>> 24);
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
