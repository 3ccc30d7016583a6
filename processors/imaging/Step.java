package imaging;

/**
 * One operation on pixels. A step takes a picture and returns another, or the same if there is nothing to do; the picture
 * is its own, and it may change its pixels in place. It keeps nothing between two pictures and is thread-safe.
 */
public interface Step {
    /** The word in recipes and receipts. */
    String name();

    Picture apply(Picture picture);

    /**
     * The same, by a deadline: what is ours begins before it and is quick, what is not is held to it.
     *
     * @throws DeadlineException if it has passed
     * @throws StepException if a company's step does not do its work
     */
    default Picture apply(Picture picture, Deadline deadline) {
        deadline.check();
        return apply(picture);
    }

    /** The size of what {@link #apply} makes of a picture of this size. */
    default Size size(Size before) {
        return before;
    }

    /**
     * The same step for pictures that are {@code factor} times as large: engines decode no more pixels than the largest
     * variant needs, so lengths in pixels must shrink with the picture.
     */
    default Step scaled(double factor) {
        return this;
    }

    /**
     * The same step for all frames of an animation, of which this is the first: what is chosen by the pixels is chosen
     * once, or the picture would jump.
     */
    default Step settled(Picture first) {
        return this;
    }

    /** Whether it works on the thread of whoever calls it. */
    default boolean worksOnItsCaller() {
        return true;
    }

    /** Whether it is for the pixels to say if what comes out may be transparent, whatever the picture was. */
    default boolean mayVeil() {
        return false;
    }

    /** Bytes that it takes at its peak beside the picture that it is given: by default another of the same size. */
    default long memoryNeeded(Size size) {
        return size.pixels() * 4;
    }
}
