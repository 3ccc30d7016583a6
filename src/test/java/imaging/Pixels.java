package imaging;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/** Small pictures, pixel by pixel, and what became of them. */
final class Pixels {
    private Pixels() {}

    /** Row by row; the uppermost eight bits are noise, as nothing may depend on them. */
    static Picture opaque(int width, int... rgb) {
        BufferedImage image = Picture.canvas(width, rgb.length / width, false);
        int[] out = Picture.ints(image);
        for (int i = 0; i < rgb.length; i++) {
            out[i] = (rgb[i] & 0xffffff) | (i * 37) << 24;
        }
        return new Picture(image, false, false, 1, null);
    }

    static Picture veiled(int width, int... argb) {
        BufferedImage image = Picture.canvas(width, argb.length / width, true);
        System.arraycopy(argb, 0, Picture.ints(image), 0, argb.length);
        return new Picture(image, true, false, 1, null);
    }

    static Picture plain(int width, int height, int rgb) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, rgb);
        return opaque(width, pixels);
    }

    static BufferedImage image(int[] argb, int width) {
        BufferedImage image = new BufferedImage(width, argb.length / width, BufferedImage.TYPE_INT_ARGB);
        System.arraycopy(argb, 0, Picture.ints(image), 0, argb.length);
        return image;
    }

    /** A drawing of TYPE_INT_RGB or TYPE_INT_ARGB. */
    static Picture of(BufferedImage image) {
        return new Picture(image, image.getColorModel().hasAlpha(), false, 1, null);
    }

    static Picture gray(Picture picture) {
        return new Picture(picture.pixels(), picture.alpha(), true, picture.orientation(), picture.profile());
    }

    /** 0xRRGGBB of an opaque picture, 0xAARRGGBB of another. */
    static int[] of(Picture picture) {
        int[] pixels = Picture.ints(picture.pixels());
        return picture.alpha()
                ? pixels
                : Arrays.stream(pixels).map(v -> v & 0xffffff).toArray();
    }
}
