package imaging;

/** GIF 87a and 89a. Frames are counted by walking the blocks; a missing trailer is forgiven. */
final class GifProbe {
    private GifProbe() {}

    static Header probe(Bytes bytes, Limits limits) throws RejectedImageException {
        int width = bytes.u16le(6);
        int height = bytes.u16le(8);
        limits.checkSize(header(width, height, 0, false, false, 0));
        GifCursor at = new GifCursor(bytes);
        int frames = 0;
        boolean interlaced = false;
        boolean alpha = false;
        while (frames <= limits.maxFrames() && at.nextFrame()) {
            if (frames++ == 0) {
                // a frame may be larger than its canvas: what it claims is held against the limits, too
                limits.checkSize(header(Math.max(width, at.width), Math.max(height, at.height), 1, false, false, 0));
                interlaced = at.interlaced;
                alpha = at.transparent >= 0
                        || at.left > 0
                        || at.top > 0
                        || at.left + at.width < width
                        || at.top + at.height < height;
            }
        }
        if (frames == 0) {
            throw RejectedImageException.broken("The GIF ends before its picture begins.");
        }
        return header(width, height, frames, interlaced, alpha, at.metadata);
    }

    private static Header header(int width, int height, int frames, boolean interlaced, boolean alpha, long metadata) {
        return new Header(Format.GIF, width, height, frames, 1, 1, interlaced, 1, 8, alpha, metadata);
    }
}
