package imaging;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Lays the picture on a canvas of one colour that is at least as large as a box. What is transparent in the picture
 * stays so; a background that is transparent makes the result transparent.
 */
final class Pad implements Step {
    private final Size box;
    private final int background;
    private final Gravity at;

    /** @param background 0xAARRGGBB */
    Pad(Size box, int background, Gravity at) {
        this.box = box;
        this.background = background;
        this.at = at;
    }

    @Override
    public String name() {
        return "pad";
    }

    @Override
    public Size size(Size before) {
        return before.union(box);
    }

    @Override
    public long memoryNeeded(Size size) {
        return size(size).pixels() * 4;
    }

    @Override
    public Picture apply(Picture picture) {
        Size whole = size(picture.size());
        if (whole.equals(picture.size())) {
            return picture;
        }
        boolean alpha = picture.alpha() || Argb.alpha(background) < 0xff;
        BufferedImage canvas = Picture.canvas(whole.width(), whole.height(), alpha);
        int[] in = Picture.ints(picture.pixels());
        int[] out = Picture.ints(canvas);
        Arrays.fill(out, background);
        // the uppermost eight bits of an opaque picture mean nothing
        int opaque = picture.alpha() ? 0 : 0xff000000;
        Area area = at.in(whole, picture.size());
        for (int y = 0, i = 0; y < area.height(); y++) {
            int o = (area.top() + y) * whole.width() + area.left();
            for (int x = 0; x < area.width(); x++) {
                out[o++] = in[i++] | opaque;
            }
        }
        boolean gray = picture.gray() && Argb.isGray(background);
        return new Picture(canvas, alpha, gray, picture.orientation(), picture.profile());
    }
}
