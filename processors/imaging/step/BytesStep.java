package imaging.step;

import java.awt.Dimension;

/**
 * A step that works on a file: the picture is encoded for it and decoded after it, both without loss. That costs more
 * than most steps do, so an {@link ImageStep} is to be preferred where the code can be changed.
 */
public non-sealed interface BytesStep extends Step {
    /**
     * Does the work. It may take until the image's deadline; then its thread is interrupted and nobody waits for it.
     *
     * @param png the picture, 8 bits a sample, without metadata; it belongs to the step
     * @return a PNG, JPEG, GIF or BMP of exactly {@link #size}; it is held against the same limits as an upload, its EXIF
     *     orientation and its profile count, and of an animation the first frame
     * @throws Exception any, and the image has failed, with the name of the step
     */
    byte[] apply(byte[] png) throws Exception;

    /** By default a decoded picture, another of the size that comes out, and its file. */
    @Override
    default long memoryNeeded(Dimension picture) {
        Dimension result = size(picture);
        return 4L * picture.width * picture.height + 8L * result.width * result.height;
    }

    /** A step without settings, of code that is there already and keeps the size of a picture. */
    static BytesStep of(String name, BytesFunction function) {
        return new BytesStep() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public byte[] apply(byte[] png) throws Exception {
                return function.apply(png);
            }
        };
    }
}
