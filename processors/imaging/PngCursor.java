package imaging;

/** Walks the chunks of a PNG file. After {@link #next} the fields describe one. */
final class PngCursor {
    private final Bytes bytes;
    private long position = PngProbe.SIGNATURE;
    private long type;

    /** The first byte of content. */
    int from;
    /** Behind the last byte of content. */
    int to;

    PngCursor(byte[] original) {
        this.bytes = new Bytes(original);
    }

    /** False at the end; also where a chunk claims more than there is. */
    boolean next() throws RejectedImageException {
        if (!bytes.has(position, 8)) {
            return false;
        }
        long length = bytes.u32be(position);
        type = position + 4;
        if (!bytes.has(position + 8, length + 4) || is("IEND")) {
            return false;
        }
        from = (int) position + 8;
        to = (int) (from + length);
        position = to + 4L;
        return true;
    }

    boolean is(String name) {
        return bytes.is(type, name);
    }

    /** Where the checked bytes begin: the chunk's type. */
    int typeAt() {
        return (int) type;
    }

    long declaredChecksum() throws RejectedImageException {
        return bytes.u32be(to);
    }
}
