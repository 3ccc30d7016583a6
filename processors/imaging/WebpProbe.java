package imaging;

/** WebP: RFC 9649. Chunks are walked by their declared lengths; of the picture's own data only the sizes are read. */
final class WebpProbe {
    private static final int FRAME = 16;
    private static final int ANIMATION = 0x02;
    private static final int ALPHA = 0x10;

    private final Bytes bytes;
    private final Limits limits;
    private int width;
    private int height;
    private int frames;
    private int orientation = 1;
    private boolean alpha;
    private long metadata;
    private boolean extended;
    private boolean animated;

    private WebpProbe(Bytes bytes, Limits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    static Header probe(Bytes bytes, Limits limits) throws RejectedImageException {
        return new WebpProbe(bytes, limits).probe();
    }

    private Header probe() throws RejectedImageException {
        WebpCursor at = WebpCursor.of(bytes);
        while (frames <= limits.maxFrames() && at.next()) {
            chunk(at);
        }
        if (frames == 0) {
            throw RejectedImageException.broken("The WebP ends before its picture begins.");
        }
        return header();
    }

    private Header header() {
        return new Header(Format.WEBP, width, height, frames, orientation, 1, false, alpha ? 4 : 3, 8, alpha, metadata);
    }

    private void chunk(WebpCursor at) throws RejectedImageException {
        long from = at.from;
        if (at.is("VP8X")) {
            int flags = bytes.u8(from);
            extended = true;
            animated = (flags & ANIMATION) != 0;
            alpha = (flags & ALPHA) != 0;
            canvas(1 + u24(from + 4), 1 + u24(from + 7));
        } else if (at.is("ANMF")) {
            if (!animated || 1 + u24(from + 6) > width || 1 + u24(from + 9) > height) {
                throw RejectedImageException.broken("The WebP has a frame that is larger than its canvas.");
            }
            if (frames++ == 0) {
                firstFrame(from, at.length);
            }
        } else if (!animated && at.isPicture()) {
            frames = 1;
            picture(at, width, height);
        } else if (!animated && at.is("ALPH")) {
            alpha = true;
        } else {
            metadata += at.length;
            if (at.is("EXIF") && bytes.has(from, at.length)) {
                orientation = Exif.orientation(bytes, Exif.behindMark(bytes, (int) from), (int) (from + at.length));
            }
        }
    }

    private void firstFrame(long frame, long length) throws RejectedImageException {
        WebpCursor at = new WebpCursor(bytes, frame + FRAME, frame + length);
        while (at.next()) {
            if (at.isPicture()) {
                picture(at, 1 + u24(frame + 6), 1 + u24(frame + 9));
                return;
            }
        }
    }

    /** @param claimedWidth what the file said before; 0 = nothing */
    private void picture(WebpCursor at, int claimedWidth, int claimedHeight) throws RejectedImageException {
        long from = at.from;
        int w;
        int h;
        if (at.is("VP8L")) {
            if (bytes.u8(from) != 0x2f) {
                throw RejectedImageException.broken("The WebP's picture does not begin with its mark.");
            }
            long bits = bytes.u32le(from + 1);
            w = 1 + (int) (bits & 0x3fff);
            h = 1 + (int) (bits >> 14 & 0x3fff);
            alpha |= !extended && (bits >> 28 & 1) == 1;
        } else {
            if (!bytes.is(from + 3, "\u009d\1*")) {
                throw RejectedImageException.broken("The WebP's picture does not begin with its mark.");
            }
            w = bytes.u16le(from + 6) & 0x3fff;
            h = bytes.u16le(from + 8) & 0x3fff;
        }
        if (claimedWidth == 0) {
            canvas(w, h);
        } else if (w != claimedWidth || h != claimedHeight) {
            throw RejectedImageException.broken("The WebP's picture is " + w + " x " + h + " pixels; its header says "
                    + claimedWidth + " x " + claimedHeight + ".");
        }
    }

    private void canvas(int w, int h) throws RejectedImageException {
        width = w;
        height = h;
        limits.checkSize(header());
    }

    private int u24(long at) throws RejectedImageException {
        return bytes.u16le(at) | bytes.u8(at + 2) << 16;
    }
}
