package imaging.step;

import java.awt.Dimension;

/**
 * A company's own step: one operation on pixels, which a recipe names. Implemented as {@link ImageStep} or
 * {@link BytesStep}. One object works on many pictures at once, so it is immutable, or thread-safe at least; and the same
 * picture gives the same result each time, because an image may be done twice and must come out the same.
 *
 * <p>All methods but {@code apply} are arithmetic: they are called before a picture is decoded, with sizes alone.
 */
public sealed interface Step permits ImageStep, BytesStep {
    /** The word in recipes and receipts, in a-z, 0-9 and '-'. Begin it with the company's name: {@code acme-card}. */
    String name();

    /**
     * The step as one place of a recipe asks for it; called at the start, once for each place. A key that this does not
     * ask for is an unknown key and stops the start.
     *
     * @throws IllegalArgumentException if the settings do not go together; it stops the start, with file and line
     */
    default Step with(StepSettings settings) {
        return this;
    }

    /** The size, in pixels, of what comes of a picture of this size; exactly, and at least 1x1. */
    default Dimension size(Dimension before) {
        return before;
    }

    /**
     * The same step for pictures that are {@code factor} times as large. No more pixels are decoded than the largest
     * variant needs, so lengths in pixels must shrink with the picture.
     *
     * @param factor over 0, and 1 at most
     */
    default Step scaled(double factor) {
        return this;
    }

    /** Bytes that it takes at its peak beside the picture that it is given; too few may cost all images their memory. */
    long memoryNeeded(Dimension picture);
}
