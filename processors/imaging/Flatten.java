package imaging;

import java.awt.image.BufferedImage;

/** Lays the picture on white, for outputs that know no transparency. */
final class Flatten implements Step {
    @Override
    public String name() {
        return "flatten";
    }

    @Override
    public Picture apply(Picture picture) {
        BufferedImage flat = Picture.canvas(picture.width(), picture.height(), false);
        int[] in = Picture.ints(picture.pixels());
        int[] out = Picture.ints(flat);
        for (int i = 0; i < in.length; i++) {
            int v = in[i];
            int a = Argb.alpha(v);
            int white = 255 * (255 - a) + 127;
            int r = (Argb.red(v) * a + white) / 255;
            int g = (Argb.green(v) * a + white) / 255;
            int b = (Argb.blue(v) * a + white) / 255;
            out[i] = Argb.opaque(r, g, b);
        }
        return picture.opaque(flat);
    }
}
