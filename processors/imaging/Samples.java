package imaging;

/**
 * The samples of a picture where an engine keeps them, beside the heap: {@link Picture#bands} bytes a pixel, row by row,
 * one pixel after the other, without gaps. Belongs to one picture, which closes it. Used by one thread.
 */
public interface Samples extends AutoCloseable {
    Size size();

    /** Copies {@code rows} rows, from row {@code top} on, to the beginning of {@code into}. */
    void read(int top, int rows, byte[] into);

    /** Others, turned and mirrored as an EXIF orientation of 2 to 8 asks for; these stay. */
    Samples turned(int orientation);

    /** Gives the memory back; a second time does nothing. */
    @Override
    void close();
}
