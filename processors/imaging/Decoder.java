package imaging;

import java.io.IOException;

/** Bytes of one format to pixels, at full size or anything smaller that still holds the target. Thread-safe. */
interface Decoder {
    /**
     * @param target the largest size that will be needed, as the pixels are stored (before orientation)
     * @throws RejectedImageException if pixels are missing or wrong
     * @throws IOException likewise, where a codec says so; so do unchecked exceptions other than a
     *     {@link DeadlineException}
     */
    Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, IOException;

    /** Bytes that {@link #decode} takes at its peak, beside the picture that it returns. */
    long memoryNeeded(Header header, Size target);

    /** The size of the picture that {@link #decode} returns. */
    Size decoded(Header header, Size target);
}
