package imaging;

import java.awt.image.BufferedImage;

/** Turns and mirrors the pixels so that the picture stands upright without its EXIF orientation (EXIF 2.32, 4.6.4 A). */
final class Orient implements Step {
    @Override
    public String name() {
        return "orient";
    }

    @Override
    public Picture apply(Picture picture) {
        int orientation = picture.orientation();
        if (orientation <= 1) {
            return picture;
        }
        return picture.uprightWherePacked().orElseGet(() -> turned(picture, orientation));
    }

    private static Picture turned(Picture picture, int orientation) {
        int w = picture.width();
        int h = picture.height();
        Size turned = new Size(w, h).turned(orientation);
        BufferedImage result = Picture.canvas(turned.width(), turned.height(), picture.alpha());
        // the source index of the result's first pixel, and how it moves with a step right and a step down
        int start =
                switch (orientation) {
                    case 2, 8 -> w - 1;
                    case 3, 7 -> w * h - 1;
                    case 4, 6 -> w * (h - 1);
                    default -> 0;
                };
        int right =
                switch (orientation) {
                    case 2, 3 -> -1;
                    case 4 -> 1;
                    case 5, 8 -> w;
                    default -> -w;
                };
        int down =
                switch (orientation) {
                    case 2 -> w;
                    case 3, 4 -> -w;
                    case 5, 6 -> 1;
                    default -> -1;
                };
        int[] in = Picture.ints(picture.pixels());
        int[] out = Picture.ints(result);
        for (int y = 0, o = 0; y < turned.height(); y++) {
            int i = start + y * down;
            for (int x = 0; x < turned.width(); x++, i += right) {
                out[o++] = in[i];
            }
        }
        return picture.upright(result);
    }
}
