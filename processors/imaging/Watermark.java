package imaging;

import java.awt.image.BufferedImage;

/**
 * Lays a mark over the picture (T. Porter, T. Duff, "Compositing digital images", 1984: over), in a corner, at an edge or
 * in the middle. The mark is scaled down to a share of the picture's width, and further where it would not leave the
 * margin free; never up.
 */
final class Watermark implements Step {
    private final Picture mark;
    private final Gravity at;
    private final int opacity;
    private final double scale;
    private final double margin;

    /**
     * @param mark in sRGB and upright; not modified
     * @param opacity 0 to 1, times that of the mark itself
     * @param scale the mark's width as a share of the picture's, over 0 to 1
     * @param margin pixels between the mark and the edges
     */
    Watermark(Picture mark, Gravity at, double opacity, double scale, double margin) {
        if (!(opacity >= 0 && opacity <= 1 && scale > 0 && scale <= 1 && margin >= 0)) {
            throw new IllegalArgumentException("A watermark has an opacity of 0 to 1, a scale of over 0 to 1 and a"
                    + " margin of 0 or more; it had " + opacity + ", " + scale + ", " + margin + ".");
        }
        this.mark = mark;
        this.at = at;
        this.opacity = (int) Math.round(opacity * 256);
        this.scale = scale;
        this.margin = margin;
    }

    @Override
    public String name() {
        return "watermark";
    }

    @Override
    public Step scaled(double factor) {
        return new Watermark(mark, at, opacity / 256.0, scale, margin * factor);
    }

    /** In place: a step owns the picture that it was given. */
    @Override
    public Picture apply(Picture picture) {
        int edge = (int) Math.min(Math.round(margin), (Math.min(picture.width(), picture.height()) - 1) / 2);
        Size room = new Size(picture.width() - 2 * edge, picture.height() - 2 * edge);
        int width = (int) Math.max(1, Math.min(room.width(), Math.round(picture.width() * scale)));
        Size size = mark.size().fit(width, room.height());
        BufferedImage small = Miniature.shrink(mark, size);
        Area inside = at.in(room, size);
        Area area = Area.of(inside.left() + edge, inside.top() + edge, size);
        lay(Picture.ints(small), picture, area);
        boolean gray = picture.gray() && mark.gray();
        return new Picture(picture.pixels(), picture.alpha(), gray, picture.orientation(), picture.profile());
    }

    private void lay(int[] over, Picture picture, Area area) {
        int[] under = Picture.ints(picture.pixels());
        for (int y = 0, m = 0; y < area.height(); y++) {
            int i = (area.top() + y) * picture.width() + area.left();
            for (int x = 0; x < area.width(); x++, m++, i++) {
                int a = ((mark.alpha() ? Argb.alpha(over[m]) : 0xff) * opacity + 128) >> 8;
                under[i] = picture.alpha() ? over(over[m], a, under[i]) : overOpaque(over[m], a, under[i]);
            }
        }
    }

    private static int overOpaque(int over, int a, int under) {
        int left = 255 - a;
        return Argb.opaque(
                (Argb.red(over) * a + Argb.red(under) * left + 127) / 255,
                (Argb.green(over) * a + Argb.green(under) * left + 127) / 255,
                (Argb.blue(over) * a + Argb.blue(under) * left + 127) / 255);
    }

    private static int over(int over, int a, int under) {
        // in 255ths of 255ths
        int front = a * 255;
        int back = Argb.alpha(under) * (255 - a);
        int all = front + back;
        if (all == 0) {
            return under;
        }
        return Argb.of(
                (all + 127) / 255,
                (Argb.red(over) * front + Argb.red(under) * back + all / 2) / all,
                (Argb.green(over) * front + Argb.green(under) * back + all / 2) / all,
                (Argb.blue(over) * front + Argb.blue(under) * back + all / 2) / all);
    }
}
