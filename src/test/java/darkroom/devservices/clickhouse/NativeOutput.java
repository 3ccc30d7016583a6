package darkroom.devservices.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Compresses an answer in {@link NativeBlock}s of LZ4 ({@code compress=1}). For one thread. */
final class NativeOutput extends OutputStream {
    private static final LZ4Compressor LZ4 = LZ4Factory.fastestJavaInstance().fastCompressor();
    private static final int BLOCK = 1 << 20;

    private final OutputStream out;
    private final byte[] raw = new byte[BLOCK];
    private int filled;

    NativeOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = offset, left = length; left > 0; ) {
            int n = Math.min(left, BLOCK - filled);
            System.arraycopy(bytes, at, raw, filled, n);
            filled += n;
            at += n;
            left -= n;
            if (filled == BLOCK) {
                writeBlock();
            }
        }
    }

    private void writeBlock() throws IOException {
        int data = NativeBlock.HASH + NativeBlock.HEADER;
        byte[] block = new byte[data + LZ4.maxCompressedLength(filled)];
        int compressed = LZ4.compress(raw, 0, filled, block, data, block.length - data);
        NativeBlock.seal(block, compressed, filled);
        out.write(block, 0, data + compressed);
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        if (filled > 0) {
            writeBlock();
        }
        out.close();
    }
}
