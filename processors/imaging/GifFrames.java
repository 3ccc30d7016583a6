package imaging;

import java.util.Arrays;

/**
 * The frames of a GIF as they are seen: each is drawn over what is there, and before the next one is drawn it stays, is
 * cleared, or gives way to what was there before it (GIF89a, 23). What is cleared is transparent, as browsers have it,
 * and not of the background colour. Memory: the canvas, and another where a frame gives way.
 */
final class GifFrames implements FrameReader {
    private static final int CLEAR = 2;
    /** 4 is the same by a mistake in old encoders, which browsers share. */
    private static final int GIVE_WAY = 3;

    private final Bytes bytes;
    private final GifCursor frame;
    private final Size full;
    private final Size shrunk;
    private final Deadline deadline;
    private final int[] canvas;
    /** Whether a pixel of the canvas may be transparent. */
    private boolean veiled = true;

    private int[] before;
    private boolean veiledBefore;
    private int disposal;
    private int number;

    /** @param target as for {@link GifDecoder#decode}: frames are that size, or twice it and more */
    GifFrames(byte[] original, Header header, Size target, Deadline deadline) throws RejectedImageException {
        this.bytes = new Bytes(original);
        this.frame = new GifCursor(bytes);
        this.full = new Size(header.width(), header.height());
        this.shrunk = AreaShrink.before(full, target);
        this.deadline = deadline;
        this.canvas = new int[Math.multiplyExact(full.width(), full.height())];
    }

    /** Bytes at the peak, beside the picture that comes out. */
    static long memoryNeeded(Header header) {
        // the canvas, the one before, and indices of an interlaced frame
        return header.pixels() * 9 + header.width() * 16L + (2 << 20);
    }

    @Override
    public Picture next() throws RejectedImageException {
        deadline.check();
        dispose();
        if (!frame.nextFrame()) {
            throw RejectedImageException.broken("The GIF has " + number + " frames, which is fewer than it claims.");
        }
        number++;
        disposal = frame.disposal == GIVE_WAY + 1 ? GIVE_WAY : frame.disposal;
        if (disposal == GIVE_WAY) {
            before = before == null ? new int[canvas.length] : before;
            System.arraycopy(canvas, 0, before, 0, canvas.length);
            veiledBefore = veiled;
        }
        draw();
        AreaShrink sink = new AreaShrink(full, shrunk, veiled);
        for (int y = 0; y < full.height(); y++) {
            if ((y & 63) == 0) {
                deadline.check();
            }
            sink.row(canvas, y * full.width());
        }
        return new Picture(sink.image(), veiled, false, 1, null);
    }

    private void dispose() {
        if (number > 0 && disposal == CLEAR) {
            int width = visible(frame.left, frame.width, full.width());
            int height = visible(frame.top, frame.height, full.height());
            for (int y = 0; y < height && width > 0; y++) {
                int row = (frame.top + y) * full.width() + frame.left;
                Arrays.fill(canvas, row, row + width, 0);
            }
            veiled |= width > 0 && height > 0;
        } else if (number > 0 && disposal == GIVE_WAY) {
            System.arraycopy(before, 0, canvas, 0, canvas.length);
            veiled = veiledBefore;
        }
    }

    /** What hangs over the canvas is cut off. */
    private static int visible(int from, int length, int whole) {
        return Math.max(0, Math.min(length, whole - from));
    }

    private void draw() throws RejectedImageException {
        boolean empty = frame.width == 0 || frame.height == 0;
        if (frame.colours == 0 || (empty && number == 1)) {
            throw RejectedImageException.broken("Frame " + number + " of the GIF has no colours or no pixels.");
        }
        if (empty) {
            return;
        }
        int[] palette = GifDecoder.palette(bytes, frame);
        int width = visible(frame.left, frame.width, full.width());
        int height = visible(frame.top, frame.height, full.height());
        GifIndices data = new GifIndices(bytes, frame.data);
        byte[] all =
                frame.interlaced ? GifDecoder.interlaced(frame, width, height, data, deadline) : new byte[frame.width];
        for (int y = 0; y < height; y++) {
            if ((y & 63) == 0) {
                deadline.check();
            }
            if (!frame.interlaced) {
                data.read(all, 0, frame.width);
            }
            int from = frame.interlaced ? y * width : 0;
            int row = (frame.top + y) * full.width() + frame.left;
            for (int x = 0; x < width; x++) {
                int colour = palette[all[from + x] & 0xff];
                if (colour != 0) {
                    canvas[row + x] = colour;
                }
            }
        }
        if (width == full.width() && height == full.height() && frame.transparent < 0) {
            veiled = false;
        }
    }
}
