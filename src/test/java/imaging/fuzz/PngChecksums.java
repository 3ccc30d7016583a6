package imaging.fuzz;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Makes a damaged PNG's checksums right again, so that the damage gets past the first check of every reader. */
final class PngChecksums {
    private static final int SIGNATURE_BYTES = 8;
    /** Length and type in front of a chunk's content, checksum behind it. */
    private static final int FRAME_BYTES = 12;

    private PngChecksums() {}

    static boolean isPng(byte[] bytes) {
        return bytes.length > SIGNATURE_BYTES && bytes[0] == (byte) 0x89 && bytes[1] == 'P' && bytes[2] == 'N';
    }

    /** In place, as far as the chunks hang together. */
    static void mend(byte[] png) {
        ByteBuffer bytes = ByteBuffer.wrap(png);
        int at = SIGNATURE_BYTES;
        while (at + FRAME_BYTES <= png.length) {
            int length = bytes.getInt(at);
            if (length < 0 || length > png.length - at - FRAME_BYTES) {
                return;
            }
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, length + 4);
            bytes.putInt(at + 8 + length, (int) crc.getValue());
            at += FRAME_BYTES + length;
        }
    }
}
