package darkroom.devservices.clickhouse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Reads a body of {@link NativeBlock}s ({@code decompress=1}), LZ4 or stored. For one thread. */
final class NativeInput extends InputStream {
    private static final LZ4SafeDecompressor LZ4 =
            LZ4Factory.fastestJavaInstance().safeDecompressor();

    private final InputStream in;
    private byte[] raw = new byte[0];
    private int at;

    NativeInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return filled() ? raw[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!filled()) {
            return -1;
        }
        int n = Math.min(length, raw.length - at);
        System.arraycopy(raw, at, bytes, offset, n);
        at += n;
        return n;
    }

    private boolean filled() throws IOException {
        while (at >= raw.length) {
            if (!readBlock()) {
                return false;
            }
        }
        return true;
    }

    /** @throws ServerError codes 40, 89 and 271 for a block that is damaged or compressed by other means */
    private boolean readBlock() throws IOException {
        int data = NativeBlock.HASH + NativeBlock.HEADER;
        byte[] head = in.readNBytes(data);
        if (head.length == 0) {
            return false;
        }
        if (head.length < data) {
            throw new EOFException("a compressed block ends in its header");
        }
        ByteBuffer frame = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int size = frame.getInt(NativeBlock.HASH + 1);
        int rawSize = frame.getInt(NativeBlock.HASH + 5);
        if (size < NativeBlock.HEADER || size > NativeBlock.LARGEST || rawSize < 0 || rawSize > NativeBlock.LARGEST) {
            throw cannotDecompress("Sizes %d and %d of a block are beyond all bounds".formatted(size, rawSize));
        }
        byte[] block = java.util.Arrays.copyOf(head, NativeBlock.HASH + size);
        int compressed = size - NativeBlock.HEADER;
        if (in.readNBytes(block, data, compressed) < compressed) {
            throw new EOFException("a compressed block ends in its data");
        }
        NativeBlock.verify(block, size);
        raw = decompress(block, data, compressed, rawSize, head[NativeBlock.HASH] & 0xff);
        at = 0;
        return true;
    }

    private static byte[] decompress(byte[] block, int from, int compressed, int rawSize, int method) {
        byte[] raw = new byte[rawSize];
        int n;
        if (method == NativeBlock.LZ4) {
            try {
                n = LZ4.decompress(block, from, compressed, raw, 0, rawSize);
            } catch (LZ4Exception e) {
                throw cannotDecompress("Cannot decompress: " + e.getMessage());
            }
        } else if (method == NativeBlock.NONE) {
            n = Math.min(compressed, rawSize);
            System.arraycopy(block, from, raw, 0, n);
        } else {
            throw ServerError.of(89, "UNKNOWN_COMPRESSION_METHOD", "Unknown compression method " + method);
        }
        if (n != rawSize) {
            throw cannotDecompress("A block of %d bytes gave %d".formatted(rawSize, n));
        }
        return raw;
    }

    private static ServerError cannotDecompress(String what) {
        return ServerError.of(271, "CANNOT_DECOMPRESS", what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
