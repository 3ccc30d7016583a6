package imaging;

import imaging.RejectedImageException.Code;
import java.util.Set;

/**
 * TIFF 6.0 and BigTIFF, in both byte orders. Reads the first directory and counts the others by hopping along; values
 * are looked up one by one and never collected.
 */
final class TiffProbe {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int ORIENTATION = 274;
    private static final int SAMPLES = 277;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;
    /** Where the pixels lie, how long they are, and the palette. */
    private static final Set<Integer> PICTURE = Set.of(273, 279, 320, 324, 325);

    private static final int OLD_JPEG = 6;
    private static final int LOG_LUV = 32_845;
    /** White is zero, black is zero, RGB, palette, CMYK, YCbCr, L*a*b*, LogL, LogLuv. */
    private static final Set<Integer> COLOURS = Set.of(0, 1, 2, 3, 5, 6, 8, 32_844, LOG_LUV);
    /** Unsigned, floating point, undefined; LogLuv calls itself signed. */
    private static final Set<Integer> FORMATS = Set.of(1, 3, 4);

    private final Bytes bytes;
    private final boolean little;
    private final boolean big;

    private TiffProbe(Bytes bytes) {
        this.bytes = bytes;
        this.little = bytes.is(0, "II");
        this.big = bytes.is(2, little ? "+" : "\0+");
    }

    static Header probe(Bytes bytes, Limits limits) throws RejectedImageException {
        return new TiffProbe(bytes).probe(limits);
    }

    private Header probe(Limits limits) throws RejectedImageException {
        long first = offset(big ? 8 : 4);
        int width = side(value(first, WIDTH, 0, 0));
        int height = side(value(first, HEIGHT, 0, 0));
        int samples = (int) Math.min(Integer.MAX_VALUE, value(first, SAMPLES, 0, 1));
        int bits = (int) Math.min(Integer.MAX_VALUE, value(first, BITS, 0, 1));
        long colours = value(first, PHOTOMETRIC, 0, -1);
        int usual =
                switch ((int) colours) {
                    case 5 -> 4;
                    case 2, 6, 8, LOG_LUV -> 3;
                    default -> 1;
                };
        long extra = value(first, EXTRA_SAMPLES, 0, 0);
        boolean alpha = samples > usual && (extra == 1 || extra == 2);
        long turned = value(first, ORIENTATION, 0, 1);
        int orientation = turned >= 1 && turned <= 8 ? (int) turned : 1;
        Header header =
                new Header(Format.TIFF, width, height, 1, orientation, 1, false, samples, bits, alpha, metadata(first));
        limits.checkSize(header);
        long compression = value(first, COMPRESSION, 0, 1);
        long kind = value(first, SAMPLE_FORMAT, 0, 1);
        boolean known = COLOURS.contains((int) colours)
                && samples >= usual
                && samples <= 8
                && (bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 32)
                && (FORMATS.contains((int) kind) || colours >= LOG_LUV - 1)
                && compression != OLD_JPEG;
        if (!known) {
            throw new RejectedImageException(
                    Code.UNSUPPORTED_FORMAT,
                    header,
                    "The bytes are a TIFF of a rare kind (photometric " + colours + ", " + samples + " samples of "
                            + bits + " bits in format " + kind + ", compression " + compression
                            + "), which is not processed. Send 8 or 16 bits of gray, RGB or CMYK.");
        }
        return new Header(
                Format.TIFF,
                width,
                height,
                pages(first, limits.maxFrames()),
                orientation,
                1,
                false,
                samples,
                bits,
                alpha,
                header.metadataBytes());
    }

    /** Sizes have 32 bits; what has more is claimed to be as large as can be. */
    private static int side(long value) {
        return (int) Math.min(Integer.MAX_VALUE, value);
    }

    private int pages(long first, int max) throws RejectedImageException {
        int pages = 0;
        long at = first;
        // a chain that bites its own tail has too many pages
        while (at != 0 && pages <= max && bytes.has(at, big ? 8 : 2)) {
            pages++;
            long next = at + head() + entries(at) * length();
            at = bytes.has(next, big ? 8 : 4) ? offset(next) : 0;
        }
        return Math.max(1, pages);
    }

    private long metadata(long directory) throws RejectedImageException {
        long sum = 0;
        for (long i = 0; i < entries(directory); i++) {
            long entry = directory + head() + i * length();
            if (!PICTURE.contains(u16(entry))) {
                sum += Math.min(Integer.MAX_VALUE, count(entry)) * size(u16(entry + 2));
            }
        }
        return sum;
    }

    /** The index-th value of a tag. */
    private long value(long directory, int tag, int index, long otherwise) throws RejectedImageException {
        for (long i = 0; i < entries(directory); i++) {
            long entry = directory + head() + i * length();
            if (u16(entry) == tag) {
                int size = size(u16(entry + 2));
                long inline = entry + (big ? 12 : 8);
                long at = count(entry) * size <= (big ? 8 : 4) ? inline : offset(inline);
                return count(entry) <= index ? otherwise : number(at + (long) index * size, size);
            }
        }
        return otherwise;
    }

    private long number(long at, int size) throws RejectedImageException {
        return switch (size) {
            case 1 -> bytes.u8(at);
            case 2 -> u16(at);
            case 4 -> u32(at);
            default -> Math.max(0, little ? u32(at) | u32(at + 4) << 32 : u32(at) << 32 | u32(at + 4));
        };
    }

    /** Bytes of a value of a type, TIFF 6.0 section 2. */
    private static int size(int type) {
        return switch (type) {
            case 3, 8 -> 2;
            case 4, 9, 11, 13 -> 4;
            case 5, 10, 12, 16, 17, 18 -> 8;
            default -> 1;
        };
    }

    private long entries(long directory) throws RejectedImageException {
        // BigTIFF has 64 bits for it; nobody has more than 16 bits of tags
        return u16(big && !little ? directory + 6 : directory);
    }

    private long count(long entry) throws RejectedImageException {
        return big ? number(entry + 4, 8) : u32(entry + 4);
    }

    private int head() {
        return big ? 8 : 2;
    }

    private int length() {
        return big ? 20 : 12;
    }

    private long offset(long at) throws RejectedImageException {
        return number(at, big ? 8 : 4);
    }

    private int u16(long at) throws RejectedImageException {
        return little ? bytes.u16le(at) : bytes.u16be(at);
    }

    private long u32(long at) throws RejectedImageException {
        return little ? bytes.u32le(at) : bytes.u32be(at);
    }
}
