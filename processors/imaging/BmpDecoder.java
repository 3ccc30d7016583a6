package imaging;

import java.awt.image.BufferedImage;
import java.io.IOException;

/** BMP by the JDK's reader, which knows all its kinds, after a look whether the rows are there at all. */
final class BmpDecoder implements Decoder {
    @Override
    public Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, IOException {
        checkRows(original, header);
        BufferedImage image = JdkCodecs.readBmp(original, deadline);
        int width = image.getWidth();
        int height = image.getHeight();
        if (width != header.width() || height != header.height()) {
            throw RejectedImageException.broken("The BMP is another size than its header says.");
        }
        Size full = new Size(width, height);
        AreaShrink sink = new AreaShrink(full, AreaShrink.before(full, target), header.alpha());
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            sink.row(row, 0);
        }
        return new Picture(sink.image(), header.alpha(), false, 1, null);
    }

    /** The JDK's reader fills missing rows with black. */
    private static void checkRows(byte[] original, Header header) throws RejectedImageException {
        Bytes bytes = new Bytes(original);
        boolean core = bytes.u32le(14) == 12;
        int bits = bytes.u16le(core ? 24 : 28);
        int compression = core || bytes.u32le(14) < 20 ? 0 : bytes.i32le(30);
        if (compression != 0 && compression != BmpProbe.BITFIELDS) {
            return;
        }
        long row = ((long) header.width() * bits + 31) / 32 * 4;
        long needed = bytes.u32le(10) + row * header.height();
        if (needed > original.length) {
            throw RejectedImageException.broken(
                    "The BMP's rows end at byte " + needed + "; the file has " + original.length + ".");
        }
    }

    @Override
    public Size decoded(Header header, Size target) {
        return AreaShrink.before(new Size(header.width(), header.height()), target);
    }

    @Override
    public long memoryNeeded(Header header, Size target) {
        return header.pixels() * 4 + (1 << 20);
    }
}
