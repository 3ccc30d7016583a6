package imaging;

/** PNG: W3C PNG, third edition. Chunks are walked by their declared lengths; none is inflated here. */
final class PngProbe {
    static final int SIGNATURE = 8;

    private PngProbe() {}

    static Header probe(Bytes bytes, Limits limits) throws RejectedImageException {
        if (bytes.u32be(SIGNATURE) != 13 || !bytes.is(SIGNATURE + 4, "IHDR")) {
            throw RejectedImageException.broken("The PNG does not begin with its header.");
        }
        int at = SIGNATURE + 8;
        int type = bytes.u8(at + 9);
        Header header = new Header(
                Format.PNG,
                size(bytes.i32be(at)),
                size(bytes.i32be(at + 4)),
                1,
                1,
                1,
                bytes.u8(at + 12) == 1,
                samples(type),
                bytes.u8(at + 8),
                type >= 4,
                0);
        limits.checkSize(header);
        checkKind(type, header.bits(), bytes.u8(at + 10), bytes.u8(at + 11), bytes.u8(at + 12));
        return chunks(bytes, header, at + 13 + 4);
    }

    private static Header chunks(Bytes bytes, Header header, long first) throws RejectedImageException {
        boolean alpha = header.alpha();
        boolean picture = false;
        long frames = 1;
        int orientation = 1;
        long metadata = 0;
        long at = first;
        while (bytes.has(at, 8) && !bytes.is(at + 4, "IEND")) {
            long length = bytes.u32be(at);
            long from = at + 8;
            if (bytes.is(at + 4, "IDAT")) {
                picture = true;
            } else if (bytes.is(at + 4, "tRNS")) {
                alpha = true;
            } else if (bytes.is(at + 4, "acTL") && length >= 8) {
                frames = Math.max(1, bytes.u32be(from));
            } else if (bytes.is(at + 4, "eXIf") && bytes.has(from, length)) {
                orientation = Exif.orientation(bytes, (int) from, (int) (from + length));
            }
            boolean pixels = bytes.is(at + 4, "IDAT") || bytes.is(at + 4, "fdAT") || bytes.is(at + 4, "PLTE");
            metadata += pixels ? 0 : length;
            at = from + length + 4;
        }
        if (!picture) {
            throw RejectedImageException.broken("The PNG ends before its picture begins.");
        }
        return new Header(
                Format.PNG,
                header.width(),
                header.height(),
                (int) Math.min(Integer.MAX_VALUE, frames),
                orientation,
                1,
                header.progressive(),
                header.samples(),
                header.bits(),
                alpha,
                metadata);
    }

    /** Sizes have 31 bits; what has more is claimed to be as large as can be. */
    private static int size(int value) {
        return value < 0 ? Integer.MAX_VALUE : value;
    }

    private static int samples(int type) {
        return switch (type) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    private static void checkKind(int type, int bits, int compression, int filter, int interlace)
            throws RejectedImageException {
        boolean known =
                switch (type) {
                    case 0 -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
                    case 3 -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
                    case 2, 4, 6 -> bits == 8 || bits == 16;
                    default -> false;
                };
        if (!known || compression != 0 || filter != 0 || interlace > 1) {
            throw RejectedImageException.broken("The PNG's header says colour type " + type + " with " + bits
                    + " bits, compression " + compression + ", filter " + filter + ", interlace " + interlace + ".");
        }
    }
}
