package imaging.step;

import java.awt.Dimension;
import java.awt.image.BufferedImage;

/** A step that works on an image in memory: the pixels are handed over as they are. */
public non-sealed interface ImageStep extends Step {
    /**
     * Does the work. It may take until the image's deadline; then its thread is interrupted and nobody waits for it.
     *
     * @param picture TYPE_INT_ARGB where a pixel may be transparent, else TYPE_INT_RGB; upright and in sRGB where the recipe
     *     says so. It belongs to the step, which may draw on it
     * @return the same image, or another that nobody else will ever touch, of any type and exactly of {@link #size}; of an
     *     opaque picture it is transparent if a pixel is
     * @throws Exception any, and the image has failed, with the name of the step
     */
    BufferedImage apply(BufferedImage picture) throws Exception;

    /** By default another picture of the size that comes out. */
    @Override
    default long memoryNeeded(Dimension picture) {
        Dimension result = size(picture);
        return 4L * result.width * result.height;
    }

    /** A step without settings, of code that is there already and keeps the size of a picture. */
    static ImageStep of(String name, ImageFunction function) {
        return new ImageStep() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public BufferedImage apply(BufferedImage picture) throws Exception {
                return function.apply(picture);
            }
        };
    }
}
