package imaging;

/**
 * One of the eight ways to lay a rectangle on itself, by the number of the EXIF orientation that it puts right. What the
 * picture says of its own orientation stays as it is.
 */
record Turn(int orientation) {
    private static final Step ORIENT = new Orient();

    Picture of(Picture picture) {
        Picture said = new Picture(picture.pixels(), picture.alpha(), picture.gray(), orientation, picture.profile());
        return picture.withPixels(ORIENT.apply(said).pixels());
    }
}
