package imaging;

import java.awt.image.BufferedImage;

/** Lays the picture on one colour, for outputs that know no transparency. */
final class Flatten implements Step {
    private final int background;

    /** On white. */
    Flatten() {
        this(0xffffff);
    }

    /** @param background 0x..RRGGBB */
    Flatten(int background) {
        this.background = background;
    }

    @Override
    public String name() {
        return "flatten";
    }

    @Override
    public Picture apply(Picture picture) {
        if (!picture.alpha()) {
            return picture;
        }
        BufferedImage flat = Picture.canvas(picture.width(), picture.height(), false);
        int[] in = Picture.ints(picture.pixels());
        int[] out = Picture.ints(flat);
        for (int i = 0; i < in.length; i++) {
            int v = in[i];
            int a = Argb.alpha(v);
            int left = 255 - a;
            int r = (Argb.red(v) * a + Argb.red(background) * left + 127) / 255;
            int g = (Argb.green(v) * a + Argb.green(background) * left + 127) / 255;
            int b = (Argb.blue(v) * a + Argb.blue(background) * left + 127) / 255;
            out[i] = Argb.opaque(r, g, b);
        }
        Picture opaque = picture.opaque(flat);
        return Argb.isGray(background)
                ? opaque
                : new Picture(flat, false, false, picture.orientation(), picture.profile());
    }
}
