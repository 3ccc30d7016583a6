package imaging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/**
 * Puts an ICC profile into a JPEG or PNG that one of our engines has just written, byte for byte as it was in the
 * original. Own code for both engines: libpng leaves out, or fails at, profiles that it finds wanting, which would make
 * engines differ. Thread-safe.
 */
public final class CarriedProfile {
    private static final byte[] JPEG_MARK = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

    /** A segment of 65,535 bytes without its length, the mark, and the two numbers of the piece. */
    private static final int JPEG_PIECE = 65_535 - 2 - 14;

    private static final int JPEG_START = 2;
    private static final byte[] NOTHING = {};
    /** The signature and the header chunk. */
    static final int PNG_HEADER = 8 + 25;

    private final long maxBytes;

    /** @param maxBytes of one variant, profile included */
    public CarriedProfile(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * @param file as an encoder wrote it, without a profile
     * @param profile at most 4 MiB long
     * @throws IllegalArgumentException if the format is neither JPEG nor PNG
     * @throws VariantTooLongException if the result is longer than a variant may be
     */
    public byte[] in(byte[] file, Format format, byte[] profile) {
        int at =
                switch (format) {
                    case JPEG -> behindJfif(file);
                    case PNG -> PNG_HEADER;
                    default -> throw new IllegalArgumentException("A profile goes into a JPEG or PNG, not " + format);
                };
        ByteArrayOutputStream front = new ByteArrayOutputStream(1 << 12);
        front.write(file, 0, at);
        if (format == Format.JPEG) {
            pieces(front, profile);
        } else {
            chunk(front, profile);
        }
        if ((long) front.size() + file.length - at > maxBytes) {
            throw new VariantTooLongException(maxBytes);
        }
        return Splice.of(front.toByteArray(), file, at, NOTHING);
    }

    /** JFIF 1.02 wants its segment to be the first. */
    static int behindJfif(byte[] jpeg) {
        boolean jfif = (jpeg[JPEG_START + 1] & 0xff) == JpegCursor.APP0;
        return jfif
                ? JPEG_START + 2 + ((jpeg[JPEG_START + 2] & 0xff) << 8 | (jpeg[JPEG_START + 3] & 0xff))
                : JPEG_START;
    }

    /** ICC.1:2022, annex B.4: numbered from 1, each with how many there are. */
    private static void pieces(ByteArrayOutputStream out, byte[] profile) {
        int pieces = (profile.length + JPEG_PIECE - 1) / JPEG_PIECE;
        for (int i = 0; i < pieces; i++) {
            int from = i * JPEG_PIECE;
            int bytes = Math.min(JPEG_PIECE, profile.length - from);
            int length = 2 + 14 + bytes;
            out.writeBytes(new byte[] {-1, (byte) JpegCursor.APP2, (byte) (length >> 8), (byte) length});
            out.writeBytes(JPEG_MARK);
            out.write(i + 1);
            out.write(pieces);
            out.write(profile, from, bytes);
        }
    }

    /** W3C PNG, 11.3.2.3: a name, the method 0, and the profile deflated. It comes before all that needs colours. */
    private static void chunk(ByteArrayOutputStream out, byte[] profile) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {'i', 'c', 'c', 0, 0});
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(profile);
            deflater.finish();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                content.write(buffer, 0, deflater.deflate(buffer));
            }
        } finally {
            deflater.end();
        }
        PngChunk.write(out, "iCCP", content.toByteArray(), content.size());
    }
}
