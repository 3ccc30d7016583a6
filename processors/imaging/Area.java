package imaging;

import java.awt.image.BufferedImage;

/** A rectangle of pixels, at least 1x1; {@code left} and {@code top} are counted from 0. */
public record Area(int left, int top, int width, int height) {
    public Area {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException("An area is at least 1x1 and begins at 0,0; it was " + width + "x"
                    + height + " at " + left + "," + top + ".");
        }
    }

    static Area of(int left, int top, Size size) {
        return new Area(left, top, size.width(), size.height());
    }

    /** What lies under it; all of it must lie in the picture. The picture itself where it is the whole of it. */
    Picture cut(Picture picture) {
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        BufferedImage cut = Picture.canvas(width, height, picture.alpha());
        int[] in = Picture.ints(picture.pixels());
        int[] out = Picture.ints(cut);
        for (int y = 0; y < height; y++) {
            System.arraycopy(in, (top + y) * picture.width() + left, out, y * width, width);
        }
        return picture.withPixels(cut);
    }
}
