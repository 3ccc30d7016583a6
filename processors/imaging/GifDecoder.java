package imaging;

/** The first frame of a GIF on its canvas, row by row; what it leaves uncovered is transparent. */
final class GifDecoder implements Decoder {
    @Override
    public Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException {
        Bytes bytes = new Bytes(original);
        GifCursor frame = new GifCursor(bytes);
        if (!frame.nextFrame() || frame.colours == 0 || frame.width == 0 || frame.height == 0) {
            throw RejectedImageException.broken("The GIF's first frame has no colours or no pixels.");
        }
        int[] palette = palette(bytes, frame);
        Size full = new Size(header.width(), header.height());
        AreaShrink sink = new AreaShrink(full, AreaShrink.before(full, target), header.alpha());
        GifIndices data = new GifIndices(bytes, frame.data);
        // what hangs over the canvas is cut off
        int width = Math.max(0, Math.min(frame.width, full.width() - frame.left));
        int height = Math.max(0, Math.min(frame.height, full.height() - frame.top));
        byte[] all = frame.interlaced ? interlaced(frame, width, height, data, deadline) : new byte[frame.width];
        int[] row = new int[full.width()];
        for (int y = 0; y < full.height(); y++) {
            if ((y & 63) == 0) {
                deadline.check();
            }
            int line = y - frame.top;
            boolean covered = line >= 0 && line < height;
            if (covered && !frame.interlaced) {
                data.read(all, 0, frame.width);
            }
            int from = frame.interlaced ? line * width : 0;
            for (int x = 0; x < width; x++) {
                row[frame.left + x] = covered ? palette[all[from + x] & 0xff] : 0;
            }
            sink.row(row, 0);
        }
        return new Picture(sink.image(), header.alpha(), false, 1, null);
    }

    /** 0 where it is transparent. */
    static int[] palette(Bytes bytes, GifCursor frame) throws RejectedImageException {
        int[] palette = new int[256];
        for (int i = 0; i < frame.colours; i++) {
            int p = frame.palette + 3 * i;
            palette[i] = Argb.opaque(bytes.u8(p), bytes.u8(p + 1), bytes.u8(p + 2));
        }
        if (frame.transparent >= 0) {
            palette[frame.transparent] = 0;
        }
        return palette;
    }

    /** The part of a frame that is seen, in order; its other rows are read all the same. */
    static byte[] interlaced(GifCursor frame, int width, int height, GifIndices data, Deadline deadline)
            throws RejectedImageException {
        byte[] all = new byte[Math.multiplyExact(width, height)];
        byte[] line = new byte[frame.width];
        for (int first = 0, step = 8; step > 1; ) {
            for (int y = first; y < frame.height; y += step) {
                deadline.check();
                data.read(line, 0, frame.width);
                if (y < height) {
                    System.arraycopy(line, 0, all, y * width, width);
                }
            }
            // every 8th row from the first, every 8th from the 5th, every 4th from the 3rd, every 2nd from the 2nd
            if (first > 0) {
                step /= 2;
            }
            first = step / 2;
        }
        return all;
    }

    @Override
    public Size decoded(Header header, Size target) {
        return AreaShrink.before(new Size(header.width(), header.height()), target);
    }

    @Override
    public long memoryNeeded(Header header, Size target) {
        return (1 << 20) + header.width() * 16L + (header.progressive() ? header.pixels() : 0);
    }
}
