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
        while (size.width() << (halvings + 1) <= picture.width()
                && size.height() << (halvings + 1) <= picture.height()) {
            halvings++;
        }
        BufferedImage image = picture.pixels();
        for (int i = halvings; i >= 0; i--) {
            int width = size.width() << i;
            int height = size.height() << i;
            if (width != image.getWidth() || height != image.getHeight()) {
                image = Scalr.resize(image, Scalr.Method.BALANCED, Scalr.Mode.FIT_EXACT, width, height);
            }
        }
        return picture.withPixels(image);
    }
}
