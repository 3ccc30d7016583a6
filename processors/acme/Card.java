package acme;

import imaging.step.ImageStep;
import imaging.step.Step;
import imaging.step.StepSettings;
import java.awt.Dimension;
import java.awt.image.BufferedImage;

/**
 * Lays the picture on a card with rounded corners, as shops show their products: a border of one colour all around it,
 * transparent outside of the corners. The corners' edges are as opaque as they cover their pixels, by the distance to
 * the circle; nothing is drawn with the JDK's rasteriser, so the result is the same on every machine. Immutable.
 */
final class Card implements ImageStep {
    private static final int MOST = 2_000;

    private final double border;
    private final double radius;
    private final int colour;

    Card() {
        this(0, 0, 0xffffffff);
    }

    /**
     * @param border pixels between the picture and the card's edge
     * @param radius of the card's corners in pixels, outside; those of the picture are narrower by the border
     * @param colour of the border, 0xAARRGGBB
     */
    Card(double border, double radius, int colour) {
        this.border = border;
        this.radius = radius;
        this.colour = colour;
    }

    @Override
    public String name() {
        return "acme-card";
    }

    @Override
    public Step with(StepSettings settings) {
        return new Card(
                settings.number("border", 0, MOST, 0),
                settings.number("radius", 0, MOST),
                settings.colour("colour", 0xffffffff));
    }

    @Override
    public Step scaled(double factor) {
        return new Card(border * factor, radius * factor, colour);
    }

    @Override
    public Dimension size(Dimension before) {
        return new Dimension(before.width + 2 * border(), before.height + 2 * border());
    }

    private int border() {
        return (int) Math.round(border);
    }

    @Override
    public BufferedImage apply(BufferedImage picture) {
        int edge = border();
        int width = picture.getWidth() + 2 * edge;
        int height = picture.getHeight() + 2 * edge;
        Corners outer = new Corners(width, height, radius);
        // without a border the card's own corners cut the picture's, once
        double narrower = edge == 0 ? 0 : radius - border;
        Corners inner = new Corners(picture.getWidth(), picture.getHeight(), narrower);
        BufferedImage card = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        int[] row = new int[width];
        int[] pixels = new int[picture.getWidth()];
        for (int y = 0; y < height; y++) {
            boolean beside = y < edge || y >= height - edge;
            if (!beside) {
                picture.getRGB(0, y - edge, pixels.length, 1, pixels, 0, pixels.length);
            }
            for (int x = 0; x < width; x++) {
                int i = x - edge;
                int pixel = beside || i < 0 || i >= pixels.length
                        ? colour
                        : mix(pixels[i], colour, inner.covered(i, y - edge));
                row[x] = veil(pixel, outer.covered(x, y));
            }
            card.setRGB(0, y, width, 1, row, 0, width);
        }
        return card;
    }

    /** As much of the first as its share says, and of the other what is left. */
    private static int mix(int first, int other, double share) {
        if (share >= 1) {
            return first;
        }
        double a = (first >>> 24) * share;
        double b = (other >>> 24) * (1 - share);
        int all = (int) Math.round(a + b);
        return all == 0
                ? 0
                : all << 24
                        | channel(first, other, 16, a, b) << 16
                        | channel(first, other, 8, a, b) << 8
                        | channel(first, other, 0, a, b);
    }

    private static int channel(int first, int other, int shift, double a, double b) {
        return (int) Math.round((((first >> shift) & 0xff) * a + ((other >> shift) & 0xff) * b) / (a + b));
    }

    private static int veil(int pixel, double share) {
        return share >= 1 ? pixel : (int) Math.round((pixel >>> 24) * share) << 24 | (pixel & 0xffffff);
    }

    /** A rectangle with round corners. */
    private record Corners(int width, int height, double radius) {
        Corners {
            radius = Math.max(0, Math.min(radius, Math.min(width, height) / 2.0));
        }

        /** The share of a pixel that lies inside, 0 to 1. */
        double covered(int x, int y) {
            double across = radius - Math.min(x + 0.5, width - x - 0.5);
            double down = radius - Math.min(y + 0.5, height - y - 0.5);
            if (across <= 0 || down <= 0) {
                return 1;
            }
            return Math.max(0, Math.min(1, radius - Math.hypot(across, down) + 0.5));
        }
    }
}
