package imaging;

import java.io.IOException;

/** Reads the frames of one animation, in their order. Used by one thread, and closed by whoever asked for it. */
public interface FrameReader extends AutoCloseable {
    /**
     * The next frame as it is seen, on its canvas and with what the frames before it left there, at exactly the target's
     * size. Belongs to the caller, who closes it. Frames may differ in transparency.
     *
     * @throws RejectedImageException if pixels are missing or wrong, or there is no further frame
     * @throws IOException likewise, where a codec says so; so do unchecked exceptions other than a
     *     {@link DeadlineException}
     * @throws DeadlineException if the deadline passes
     */
    Picture next() throws RejectedImageException, IOException;

    @Override
    default void close() {}
}
