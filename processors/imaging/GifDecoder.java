package imaging;

/** The first frame of a GIF on its canvas; what it leaves uncovered is transparent. */
final class GifDecoder implements Decoder {
    @Override
    public Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException {
        Bytes bytes = new Bytes(original);
        GifCursor frame = new GifCursor(bytes);
        if (!frame.nextFrame() || frame.colours == 0 || frame.width == 0 || frame.height == 0) {
            throw RejectedImageException.broken("The GIF's first frame has no colours or no pixels.");
        }
        int width = header.width();
        int height = header.height();
        int[] palette = new int[256];
        for (int i = 0; i < frame.colours; i++) {
            int p = frame.palette + 3 * i;
            palette[i] = Argb.opaque(bytes.u8(p), bytes.u8(p + 1), bytes.u8(p + 2));
        }
        if (frame.transparent >= 0) {
            palette[frame.transparent] = 0;
        }
        int[] all = new int[Math.multiplyExact(width, height)];
        byte[] indices = new byte[frame.width];
        GifIndices data = new GifIndices(bytes, frame.data);
        for (int i = 0; i < frame.height; i++) {
            if ((i & 63) == 0) {
                deadline.check();
            }
            data.read(indices);
            int y = frame.top + (frame.interlaced ? interlacedRow(i, frame.height) : i);
            // what hangs over the canvas is cut off; reading it on would let a few bytes stand for gigapixels
            if (y < height) {
                for (int x = 0; x < Math.min(frame.width, width - frame.left); x++) {
                    all[y * width + frame.left + x] = palette[indices[x] & 0xff];
                }
            } else if (!frame.interlaced) {
                break;
            }
        }
        Size full = new Size(width, height);
        AreaShrink sink = new AreaShrink(full, AreaShrink.before(full, target), header.alpha());
        for (int y = 0; y < height; y++) {
            sink.row(all, y * width);
        }
        return new Picture(sink.image(), header.alpha(), false, 1, null);
    }

    /** The i-th row in the file's order: every 8th, the 8ths from 4, the 4ths from 2, the odd ones. */
    private static int interlacedRow(int i, int height) {
        int first = (height + 7) / 8;
        int second = first + (height + 3) / 8;
        int third = second + (height + 1) / 4;
        if (i < first) {
            return i * 8;
        }
        if (i < second) {
            return (i - first) * 8 + 4;
        }
        return i < third ? (i - second) * 4 + 2 : (i - third) * 2 + 1;
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
