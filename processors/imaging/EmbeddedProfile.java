package imaging;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The ICC profile that is in a file. One that is broken, incomplete or too large counts as none: sRGB. */
public final class EmbeddedProfile {
    /** Real ones have 0.5 KB to 2 MB (printers'). */
    static final int MAX_BYTES = 4 << 20;

    /** Zlib makes no bytes shorter than by this factor. */
    private static final long MOST_DEFLATED = 1032;

    private static final String JPEG_MARK = "ICC_PROFILE\0";

    /** ICC.1:2022, 7.2: the header, and where it says what it is and whose numbers it explains. */
    private static final int HEADER_BYTES = 128;

    private static final int SIGNATURE_AT = 36;
    private static final int COLOURS_AT = 16;

    private EmbeddedProfile() {}

    /** Whether it is one for pictures of these channels: a viewer takes the numbers of any other for sRGB. */
    static boolean fits(byte[] profile, boolean gray) {
        if (profile.length <= HEADER_BYTES) {
            return false;
        }
        Bytes bytes = new Bytes(profile);
        return bytes.is(SIGNATURE_AT, "acsp") && bytes.is(COLOURS_AT, gray ? "GRAY" : "RGB ");
    }

    /** Bytes that it takes to put the profile of such a file into a variant: it may be deflated, and grows in copies. */
    static long memoryToCarry(long originalBytes) {
        return 4 * mostBytes(originalBytes);
    }

    /** Bytes that the profile of a file of so many has at the most. */
    static long mostBytes(long originalBytes) {
        return Math.min(MAX_BYTES, originalBytes * MOST_DEFLATED);
    }

    /** @return null if there is none to use */
    public static byte[] find(byte[] original, Header header) {
        try {
            return switch (header.format()) {
                case JPEG -> ofJpeg(original);
                case PNG -> ofPng(original);
                default -> null;
            };
        } catch (RejectedImageException | DataFormatException e) {
            return null;
        }
    }

    /** ICC.1:2022, annex B.4: numbered pieces, which must all be there and in order. */
    private static byte[] ofJpeg(byte[] original) throws RejectedImageException {
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        Bytes bytes = new Bytes(original);
        JpegCursor at = new JpegCursor(original);
        int pieces = 0;
        int expected = 0;
        while (at.next() && at.marker != JpegCursor.SOS) {
            if (at.marker == JpegCursor.APP2 && at.contentIs(JPEG_MARK) && at.to - at.from > 14) {
                pieces++;
                expected = bytes.u8(at.from + 13);
                int from = at.from + 14;
                if (bytes.u8(at.from + 12) != pieces || profile.size() + at.to - from > MAX_BYTES) {
                    return null;
                }
                profile.write(original, from, at.to - from);
            }
        }
        return pieces > 0 && pieces == expected ? profile.toByteArray() : null;
    }

    private static byte[] ofPng(byte[] original) throws RejectedImageException, DataFormatException {
        PngCursor at = new PngCursor(original);
        while (at.next() && !at.is("IDAT")) {
            if (at.is("iCCP")) {
                int name = at.from;
                while (name < at.to && original[name] != 0) {
                    name++;
                }
                return name + 2 < at.to ? inflate(original, name + 2, at.to) : null;
            }
        }
        return null;
    }

    private static byte[] inflate(byte[] original, int from, int to) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(original, from, to - from);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            int n;
            while ((n = inflater.inflate(buffer)) > 0) {
                out.write(buffer, 0, n);
                if (out.size() > MAX_BYTES) {
                    return null;
                }
            }
            return inflater.finished() ? out.toByteArray() : null;
        } finally {
            inflater.end();
        }
    }
}
