package darkroom.devservices.clickhouse;

import com.clickhouse.data.ClickHouseCityHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The frame of ClickHouse's native compression: 16 bytes CityHash128 of all that follows, one byte method, four bytes
 * compressed size (with these nine), four bytes raw size, then the data. Little-endian. See CompressedReadBufferBase.cpp.
 */
final class NativeBlock {
    static final int HASH = 16;
    static final int HEADER = 9;
    static final int LZ4 = 0x82;
    static final int NONE = 0x02;
    /** No writer makes larger blocks than a few MiB; a size beyond this is an attack or no block at all. */
    static final int LARGEST = 256 << 20;

    private NativeBlock() {}

    /** Writes the hash and the header in front of {@code compressed} bytes that begin at {@code HASH + HEADER}. */
    static void seal(byte[] block, int compressed, int raw) {
        ByteBuffer frame = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(HASH, (byte) LZ4);
        frame.putInt(HASH + 1, compressed + HEADER);
        frame.putInt(HASH + 5, raw);
        long[] hash = hash(block, compressed + HEADER);
        frame.putLong(0, hash[0]);
        frame.putLong(8, hash[1]);
    }

    /** @throws ServerError code 40 when the bytes are not those that were hashed */
    static void verify(byte[] block, int size) {
        ByteBuffer frame = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        long[] hash = hash(block, size);
        if (frame.getLong(0) != hash[0] || frame.getLong(8) != hash[1]) {
            throw ServerError.of(40, "CHECKSUM_DOESNT_MATCH", "Checksum doesn't match: corrupted data.");
        }
    }

    /** The driver's own hash: deprecated with the driver's first client, whose successor keeps its copy to itself. */
    @SuppressWarnings("deprecation")
    private static long[] hash(byte[] block, int size) {
        return ClickHouseCityHash.cityHash128(block, HASH, size);
    }
}
