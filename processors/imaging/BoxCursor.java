package imaging;

/** Walks the boxes of an ISO base media file (ISO 14496-12), one level at a time. */
final class BoxCursor {
    private final Bytes bytes;
    private final long end;
    private long position;

    /** Where the four letters of the type stand, and the box's content. */
    long type;

    long from;
    long to;

    BoxCursor(Bytes bytes, long from, long to) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
    }

    /** False at the end; a box that reaches beyond it ends there. */
    boolean next() throws RejectedImageException {
        if (position + 8 > end || !bytes.has(position, 8)) {
            return false;
        }
        long length = bytes.u32be(position);
        int head = 8;
        if (length == 1) {
            head = 16;
            length = bytes.u32be(position + 8) << 32 | bytes.u32be(position + 12);
        }
        type = position + 4;
        from = position + head;
        // a length of 0 means all the rest
        to = length == 0 || length > end - position ? end : position + length;
        if (to < from) {
            throw RejectedImageException.broken("The image has a box of " + length + " bytes.");
        }
        position = to;
        return true;
    }

    boolean is(String name) {
        return bytes.is(type, name);
    }

    /** Finds the next box of a name on this level. */
    boolean find(String name) throws RejectedImageException {
        while (next()) {
            if (is(name)) {
                return true;
            }
        }
        return false;
    }
}
