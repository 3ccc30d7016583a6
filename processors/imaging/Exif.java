package imaging;

import java.util.Arrays;

/**
 * The little that is taken from EXIF: how the camera was held, and whose picture it is. What is broken is passed over,
 * never a refusal. CIPA DC-008 (EXIF 3.0), 4.6; TIFF 6.0, section 2.
 */
final class Exif {
    /** Tags of the first directory. */
    static final int ARTIST = 0x013b;

    static final int COPYRIGHT = 0x8298;

    /** Stands before the block in a JPEG. */
    static final String MARK = "Exif\0\0";

    private static final int ORIENTATION = 0x0112;
    private static final int ASCII = 2;
    private static final int SHORT = 3;

    private final Bytes bytes;
    private final int from;
    private final int to;
    private final boolean little;

    private Exif(Bytes bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.little = bytes.is(from, "II*\0");
    }

    /** Where the TIFF header begins: some write the mark of JPEGs before it in files of other formats, too. */
    static int behindMark(Bytes bytes, int from) {
        return bytes.is(from, MARK) ? from + MARK.length() : from;
    }

    /**
     * @param from the first byte of the TIFF header inside the block
     * @param to behind the block's last byte
     * @return 1 to 8
     */
    static int orientation(Bytes bytes, int from, int to) {
        try {
            Exif exif = new Exif(bytes, from, to);
            long entry = exif.entry(ORIENTATION);
            int value = entry > 0 && exif.u16(entry + 2) == SHORT ? exif.u16(entry + 8) : 1;
            return value >= 1 && value <= 8 ? value : 1;
        } catch (RejectedImageException e) {
            return 1;
        }
    }

    /**
     * A text of the first directory, in whatever encoding it was written.
     *
     * @param from as in {@link #orientation}
     * @return without the zero at its end; null where it is missing, empty, broken or longer than {@code most}
     */
    static byte[] text(Bytes bytes, int from, int to, int tag, int most) {
        try {
            Exif exif = new Exif(bytes, from, to);
            long entry = exif.entry(tag);
            if (entry < 0 || exif.u16(entry + 2) != ASCII) {
                return null;
            }
            long length = exif.u32(entry + 4);
            long at = length <= 4 ? entry + 8 : from + exif.u32(entry + 8);
            if (length > most || at + length > to || !bytes.has(at, length)) {
                return null;
            }
            int end = (int) (at + length);
            while (end > at && (bytes.u8(end - 1L) == 0 || bytes.u8(end - 1L) == ' ')) {
                end--;
            }
            return end == at ? null : Arrays.copyOfRange(bytes.array(), (int) at, end);
        } catch (RejectedImageException e) {
            return null;
        }
    }

    /** Where a tag's entry of 12 bytes stands, or -1. */
    private long entry(int tag) throws RejectedImageException {
        if (!little && !bytes.is(from, "MM\0*")) {
            return -1;
        }
        long directory = from + u32(from + 4L);
        if (directory + 2 > to) {
            return -1;
        }
        int entries = u16(directory);
        for (long i = 0, entry = directory + 2; i < entries && entry + 12 <= to; i++, entry += 12) {
            if (u16(entry) == tag) {
                return entry;
            }
        }
        return -1;
    }

    private int u16(long at) throws RejectedImageException {
        return little ? bytes.u16le(at) : bytes.u16be(at);
    }

    private long u32(long at) throws RejectedImageException {
        return little ? bytes.u32le(at) : bytes.u32be(at);
    }
}
