package imaging;

/**
 * Walks the chunks of a WebP file (RFC 9649), or those in one of its chunks, by their declared lengths. After {@link #next}
 * the fields describe one, which may claim more than there is.
 */
final class WebpCursor {
    /** Of a file, in front of its chunks. */
    static final int HEADER = 12;

    /** Of a chunk, in front of its content: its type and its length. */
    static final int CHUNK = 8;

    private final Bytes bytes;
    private final long end;
    private long position;

    /** Where the chunk begins, with its type. */
    long start;
    /** The first byte of content. */
    long from;
    /** Bytes of content, as declared. */
    long length;

    /** Over all of a file, or as much of it as it declares. */
    static WebpCursor of(Bytes file) throws RejectedImageException {
        return new WebpCursor(file, HEADER, Math.min(file.length(), CHUNK + file.u32le(4)));
    }

    WebpCursor(Bytes bytes, long position, long end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    /** False where there is no room for another. */
    boolean next() throws RejectedImageException {
        if (position + CHUNK > end) {
            return false;
        }
        start = position;
        from = start + CHUNK;
        length = bytes.u32le(start + 4);
        position = from + length + (length & 1); // what is odd is filled up
        return true;
    }

    boolean is(String type) {
        return bytes.is(start, type);
    }

    /** Whether it is coded pixels; of their opacity there may be another. */
    boolean isPicture() {
        return is("VP8 ") || is("VP8L");
    }
}
