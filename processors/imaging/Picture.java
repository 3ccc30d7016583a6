package imaging;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Decoded pixels on their way through the steps, with what is still to be done to them. An engine may hand over samples
 * that lie elsewhere: they become pixels when somebody asks for these, and never where nobody does. Pictures made of one
 * another share what they are made of. Whoever got a picture from an engine closes it. Used by one thread.
 */
public final class Picture implements AutoCloseable {
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Rows that are unpacked at once: few enough to stay in a processor's cache. */
    private static final int ROWS = 16;

    /** Pixels, or the samples that they will be made of. */
    private static final class Content {
        private Size size;
        private BufferedImage pixels;
        private Samples packed;
    }

    private final Content content;
    private final boolean alpha;
    private final boolean gray;
    private final int orientation;
    private final byte[] profile;

    /**
     * @param pixels TYPE_INT_ARGB where {@code alpha}, else TYPE_INT_RGB; the numbers are in the space of {@code profile}
     * @param alpha whether a pixel may be transparent
     * @param gray whether red, green and blue are equal everywhere
     * @param orientation EXIF 1 to 8, how the pixels must be turned to stand upright
     * @param profile the ICC profile of the numbers; null = sRGB already
     */
    public Picture(BufferedImage pixels, boolean alpha, boolean gray, int orientation, byte[] profile) {
        this(new Content(), alpha, gray, orientation, profile);
        content.size = new Size(pixels.getWidth(), pixels.getHeight());
        content.pixels = pixels;
    }

    /** The same of samples, which are the picture's from now on. */
    public Picture(Samples packed, boolean alpha, boolean gray, int orientation, byte[] profile) {
        this(new Content(), alpha, gray, orientation, profile);
        content.size = packed.size();
        content.packed = packed;
    }

    private Picture(Content content, boolean alpha, boolean gray, int orientation, byte[] profile) {
        this.content = content;
        this.alpha = alpha;
        this.gray = gray;
        this.orientation = orientation;
        this.profile = profile;
    }

    /** An opaque or transparent canvas of the only two types that steps see. */
    public static BufferedImage canvas(int width, int height, boolean alpha) {
        return new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    }

    /** The numbers themselves, one int a pixel, row by row; writing to them changes the image. */
    public static int[] ints(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    /** Whether a pixel may be transparent. */
    public boolean alpha() {
        return alpha;
    }

    /** Whether red, green and blue are equal everywhere. */
    public boolean gray() {
        return gray;
    }

    /** EXIF 1 to 8, how the pixels must be turned to stand upright. */
    public int orientation() {
        return orientation;
    }

    /** The ICC profile of the numbers; null = sRGB already. */
    public byte[] profile() {
        return profile;
    }

    /**
     * TYPE_INT_ARGB where {@link #alpha}, else TYPE_INT_RGB. From the first call on they are the picture: the samples that
     * they were made of are gone.
     *
     * @throws IllegalStateException if the picture was closed
     */
    public BufferedImage pixels() {
        if (content.pixels == null) {
            if (content.packed == null) {
                throw new IllegalStateException("This picture was closed.");
            }
            content.pixels = unpack(content.packed);
            close();
        }
        return content.pixels;
    }

    /** The samples where the engine left them; empty once somebody asked for pixels. */
    public Optional<Samples> packed() {
        return Optional.ofNullable(content.packed);
    }

    /** Samples of a pixel: gray or red, green, blue, and its opacity. */
    public int bands() {
        return (gray ? 1 : 3) + (alpha ? 1 : 0);
    }

    private BufferedImage unpack(Samples packed) {
        int width = width();
        int height = height();
        BufferedImage image = canvas(width, height, alpha);
        int[] argb = ints(image);
        // one more, for three samples are read as four
        byte[] samples = new byte[width * bands() * Math.min(ROWS, height) + 1];
        for (int y = 0; y < height; y += ROWS) {
            int rows = Math.min(ROWS, height - y);
            packed.read(y, rows, samples);
            unpack(samples, bands(), argb, y * width, width * rows);
        }
        return image;
    }

    private static void unpack(byte[] samples, int bands, int[] argb, int at, int count) {
        int end = at + count;
        switch (bands) {
            case 1 -> {
                for (int i = at, s = 0; i < end; i++, s++) {
                    argb[i] = 0xff000000 | (samples[s] & 0xff) * 0x10101;
                }
            }
            case 2 -> {
                for (int i = at, s = 0; i < end; i++, s += 2) {
                    argb[i] = samples[s + 1] << 24 | (samples[s] & 0xff) * 0x10101;
                }
            }
            case 3 -> {
                for (int i = at, s = 0; i < end; i++, s += 3) {
                    argb[i] = 0xff000000 | Integer.reverseBytes((int) LITTLE.get(samples, s)) >>> 8;
                }
            }
            default -> {
                for (int i = at, s = 0; i < end; i++, s += 4) {
                    argb[i] = Integer.rotateRight(Integer.reverseBytes((int) LITTLE.get(samples, s)), 8);
                }
            }
        }
    }

    /** The numbers as encoders want them: {@link #bands} bytes a pixel, one pixel after the other. */
    public byte[] samples() {
        int[] argb = ints(pixels());
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
        return content.size;
    }

    public int width() {
        return content.size.width();
    }

    public int height() {
        return content.size.height();
    }

    public Picture withPixels(BufferedImage other) {
        return new Picture(other, alpha, gray, orientation, profile);
    }

    public Picture upright(BufferedImage turned) {
        return new Picture(turned, alpha, gray, 1, profile);
    }

    /**
     * Turned by its {@link #orientation} where its samples lie: this picture and all that share them are turned.
     *
     * @return empty, and nothing is done, where somebody asked for pixels before
     */
    Optional<Picture> uprightWherePacked() {
        Samples lying = content.packed;
        if (lying == null) {
            return Optional.empty();
        }
        content.packed = lying.turned(orientation);
        content.size = content.packed.size();
        lying.close();
        return Optional.of(new Picture(content, alpha, gray, 1, profile));
    }

    public Picture inSrgb() {
        return new Picture(content, alpha, gray, orientation, null);
    }

    public Picture opaque(BufferedImage flat) {
        return new Picture(flat, false, gray, orientation, profile);
    }

    /** Gives back what lies beside the heap; pixels stay. A second time does nothing. */
    @Override
    public void close() {
        if (content.packed != null) {
            content.packed.close();
            content.packed = null;
        }
    }
}
