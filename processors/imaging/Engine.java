package imaging;

import java.io.IOException;
import java.util.Set;

/**
 * A codec with a scaler: what differs between engines, and nothing else. The recipe's steps work on {@link Picture} and
 * are the same for all of them. Engines are interchangeable: same sizes, same orientation, same transparency, same
 * refusals, colours that no eye tells apart; bytes may differ, so {@link #name} belongs to every receipt.
 * Implementations are thread-safe and deterministic: the same bytes and recipe give the same variants.
 */
public interface Engine {
    /** Name and version, such as {@code imgscalr-4.2}. */
    String name();

    /**
     * Whether all of its work is done on the thread of whoever calls it, so that this thread's CPU time is that of the work.
     */
    boolean worksOnItsCaller();

    Set<Format> reads();

    Set<Format> writes();

    /**
     * Bytes of memory, on the heap or beside it, that {@link #decode} and the resizing of its picture to the target take
     * at their peak, both pictures included. Never too few.
     *
     * @param originalBytes how long the file is
     */
    long memoryToDecode(Header header, long originalBytes, Size target);

    /** Bytes that {@link #encode} takes at its peak, beside the picture that it is given. Never too few. */
    long memoryToEncode(Size size, Format format, boolean alpha);

    /**
     * The first frame, at full size or anything smaller that still holds the target.
     *
     * @param original not modified, and not kept
     * @param header as {@link HeaderProbe} read it from {@code original}, within the limits
     * @param target the largest size that will be needed, as the pixels are stored (before orientation)
     * @throws RejectedImageException if the bytes are not what their header promised
     * @throws IOException likewise, where a codec says so; so do unchecked exceptions other than a
     *     {@link DeadlineException}
     * @throws DeadlineException if the deadline passes
     */
    Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, IOException;

    /** As {@link #memoryToDecode}, of the frames of an animation, one after the other. Never too few. */
    long memoryToDecodeFrames(Header header, long originalBytes, Size target);

    /**
     * All frames of an animation.
     *
     * @param header of a format that moves, and of more than one frame; else as for {@link #decode}
     * @param target the size of every frame, as the pixels are stored (before orientation)
     * @throws RejectedImageException if the bytes are not what their header promised
     * @throws IOException likewise, where a codec says so; so do unchecked exceptions other than a
     *     {@link DeadlineException}
     * @throws DeadlineException if the deadline passes, as it may later while frames are read
     */
    FrameReader frames(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, IOException;

    /** What a {@link #writer} takes. */
    FrameWriter.Memory memoryToWrite(Size size, int frames, Format format);

    /**
     * Encodes an animation. Free of metadata but for the first frame's profile.
     *
     * @param encoding of a format that moves
     * @param size of every frame
     * @param plays how often it is played; 0 = for ever
     */
    FrameWriter writer(Encoding encoding, Size size, int plays);

    /**
     * The picture at exactly this size, which is no larger either way; the same picture if it has that size.
     *
     * @throws DeadlineException if the deadline passes
     */
    Picture resize(Picture picture, Size size, Deadline deadline);

    /**
     * Free of metadata but for the picture's profile, which is in the file byte for byte; without one the numbers are
     * taken for sRGB.
     *
     * @param picture opaque where the format is JPEG; its profile is one for its channels
     * @throws VariantTooLongException if the result is longer than a variant may be
     * @throws DeadlineException if the deadline passes; at once where the codec cannot be stopped and might not be done by
     *     then
     */
    byte[] encode(Picture picture, Encoding encoding, Deadline deadline);
}
