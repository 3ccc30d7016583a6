package imaging;

import java.awt.image.BufferedImage;
import org.imgscalr.Scalr;

/**
 * Scales down to a size with imgscalr. Its BALANCED method is bilinear and looks at 2 x 2 pixels only, so more than a
 * halving goes by halves: each of them averages exactly four pixels, and the one odd step comes first.
 */
final class Fit implements Step {
    private final Size size;

    Fit(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "fit";
    }

    @Override
    public Picture apply(Picture picture) {
        int halvings = 0;
        while (picture.size().holds(size.times(2 << halvings))) {
            halvings++;
        }
        BufferedImage image = picture.pixels();
        for (int i = halvings; i >= 0; i--) {
            Size next = size.times(1 << i);
            if (next.width() != image.getWidth() || next.height() != image.getHeight()) {
                image = Scalr.resize(image, Scalr.Method.BALANCED, Scalr.Mode.FIT_EXACT, next.width(), next.height());
            }
        }
        return picture.withPixels(image);
    }
}
