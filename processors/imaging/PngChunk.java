package imaging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** One piece of a PNG (W3C PNG, third edition, 5.3): its length, its name, what it says, and a checksum. */
final class PngChunk {
    private PngChunk() {}

    /** @param length how many bytes of the content count */
    static void write(ByteArrayOutputStream out, String type, byte[] content, int length) {
        byte[] named = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(named);
        checksum.update(content, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        out.writeBytes(named);
        out.write(content, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}
