package imaging.step;

import java.awt.image.BufferedImage;

/** An image in, an image out: code that is there already. The words of {@link ImageStep#apply} hold for it. */
@FunctionalInterface
public interface ImageFunction {
    BufferedImage apply(BufferedImage picture) throws Exception;
}
