package imaging;

/** Walks the frames of a GIF file. After {@link #nextFrame} the fields describe one frame; sizes are in pixels. */
final class GifCursor {
    private static final int EXTENSION = 0x21;
    private static final int CONTROL = 0xf9;
    private static final int APPLICATION = 0xff;
    private static final int IMAGE = 0x2c;

    private final Bytes bytes;
    private final int globalPalette;
    private final int globalColours;
    private long position;

    int left;
    int top;
    int width;
    int height;
    boolean interlaced;
    /** The palette index that is transparent, or -1. */
    int transparent;
    /** What becomes of the frame before the next one: 0 to 7, of which 2 clears it and 3 brings back what was there. */
    int disposal;
    /** How long the frame is seen, in hundredths of a second. */
    int delay;
    /** Where the palette of this frame begins, and how many colours it has; 0 colours = none. */
    int palette;

    int colours;
    /** Where the compressed indices begin: one byte of code size, then sub-blocks. */
    long data;
    /** Bytes of comments and application blocks so far. */
    long metadata;
    /** How often all of it is played, as far as is known by now; 0 = for ever. */
    int plays = 1;

    GifCursor(Bytes bytes) throws RejectedImageException {
        this.bytes = bytes;
        int flags = bytes.u8(10);
        globalColours = colours(flags);
        globalPalette = 13;
        position = 13 + 3L * globalColours;
    }

    private static int colours(int flags) {
        return (flags & 0x80) == 0 ? 0 : 2 << (flags & 7);
    }

    /** False at the trailer, at the end of the bytes and at anything that is no block. */
    boolean nextFrame() throws RejectedImageException {
        transparent = -1;
        disposal = 0;
        delay = 0;
        while (bytes.has(position, 1)) {
            int block = bytes.u8(position);
            if (block == EXTENSION && bytes.has(position, 3)) {
                extension();
            } else if (block == IMAGE && bytes.has(position, 11)) {
                frame();
                return true;
            } else {
                return false;
            }
        }
        return false;
    }

    private void extension() throws RejectedImageException {
        if (bytes.u8(position + 1) == CONTROL && bytes.has(position, 8) && bytes.u8(position + 2) >= 4) {
            int flags = bytes.u8(position + 3);
            transparent = (flags & 1) == 1 ? bytes.u8(position + 6) : -1;
            disposal = flags >> 2 & 7;
            delay = bytes.u16le(position + 4);
        } else if (isLoop()) {
            // the file says how often again
            int again = bytes.u16le(position + 16);
            plays = again == 0 ? 0 : again + 1;
        }
        long from = position + 2;
        position = behindBlocks(from);
        metadata += position - from;
    }

    /** Netscape's block, which everybody took over; its number 1 is the loop. */
    private boolean isLoop() throws RejectedImageException {
        return bytes.u8(position + 1) == APPLICATION
                && bytes.has(position, 19)
                && (bytes.is(position + 2, "\u000bNETSCAPE2.0") || bytes.is(position + 2, "\u000bANIMEXTS1.0"))
                && bytes.is(position + 14, "\3\1");
    }

    private void frame() throws RejectedImageException {
        left = bytes.u16le(position + 1);
        top = bytes.u16le(position + 3);
        width = bytes.u16le(position + 5);
        height = bytes.u16le(position + 7);
        int flags = bytes.u8(position + 9);
        interlaced = (flags & 0x40) != 0;
        int own = colours(flags);
        colours = own > 0 ? own : globalColours;
        palette = own > 0 ? (int) position + 10 : globalPalette;
        data = position + 10 + 3L * own;
        position = behindBlocks(data + 1);
    }

    private long behindBlocks(long from) throws RejectedImageException {
        long at = from;
        while (bytes.has(at, 1)) {
            int length = bytes.u8(at);
            at += 1 + length;
            if (length == 0) {
                return at;
            }
        }
        return bytes.length();
    }
}
