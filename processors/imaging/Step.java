package imaging;

/**
 * One operation on pixels. A step takes a picture and returns another, or the same if there is nothing to do; it keeps
 * nothing between two pictures and is thread-safe.
 */
interface Step {
    /** The word in recipes and receipts. */
    String name();

    Picture apply(Picture picture);
}
