package imaging;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a GIF89a, still or moving, frame by frame: it holds what is seen, the frame that is next, and the file so far. A
 * frame has a palette of its own and is no larger than what has changed; what has not is left as it is. What becomes
 * transparent again needs the frame before to be taken away, so each is written when the next one is known. A pixel is
 * transparent or it is not: half opaque and more is opaque.
 */
final class GifWriter implements FrameWriter {
    private static final int MOST_COLOURS = 256;
    private static final int MOST_DELAY = 0xffff;
    private static final int KEEP = 1;
    private static final int TAKE_AWAY = 2;
    /** Of a frame, beside its indices. */
    private static final long FRAME_BYTES = 19 + 3 * MOST_COLOURS + 4;

    private final Size size;
    private final int plays;
    private final BoundedBytes out;
    /** What is seen before {@code pending} is drawn, 0 or 0xffRRGGBB a pixel; null = nothing yet. */
    private int[] canvas;

    private int[] pending;
    private int pendingDelay;
    private int frames;
    private long millis;
    private long written;

    /**
     * @param plays how often it is played; 0 = for ever
     * @param maxBytes of the file
     */
    GifWriter(Size size, int plays, long maxBytes) {
        this.size = size;
        this.plays = plays;
        this.out = new BoundedBytes(maxBytes);
    }

    /** Of so many frames. */
    static Memory memoryNeeded(Size size, int frames, long maxBytes) {
        long file = Math.min(maxBytes, frames * (size.pixels() * 8 / 5 + FRAME_BYTES));
        // waiting: what is seen and what is pending; adding: pixels of a packed picture, next, changed, and indices
        return new Memory(
                size.pixels() * 8 + file + BoundedBytes.CHUNK,
                size.pixels() * 13 + (2 << 20),
                file + BoundedBytes.CHUNK);
    }

    @Override
    public void add(Picture frame, int delayMillis, Deadline deadline) {
        if (!frame.size().equals(size)) {
            throw new IllegalArgumentException("The frames are " + size + "; this one is " + frame.size() + ".");
        }
        int[] next = seen(frame);
        if (pending != null) {
            flush(Changes.between(pending, next, size, (before, after) -> before != 0 && after == 0), deadline);
        }
        pending = next;
        pendingDelay = delay(delayMillis);
    }

    @Override
    public byte[] finish(Deadline deadline) {
        flush(null, deadline);
        out.write(';');
        return out.drain();
    }

    private static int[] seen(Picture frame) {
        int[] argb = Picture.ints(frame.pixels()).clone();
        for (int i = 0; i < argb.length; i++) {
            argb[i] = frame.alpha() && Argb.alpha(argb[i]) < 128 ? 0 : argb[i] | 0xff000000;
        }
        return argb;
    }

    /**
     * In hundredths of a second, so that the ends of frames are off by half of one at most. What is seen for longer than one
     * is given two at least: browsers take one, or none, for ten.
     */
    private int delay(int delayMillis) {
        millis += delayMillis;
        long least = delayMillis > 10 ? 2 : Math.min(1, delayMillis);
        long delay = Math.max(least, (millis + 5) / 10 - written);
        if (delay > MOST_DELAY) {
            millis = written * 10 + MOST_DELAY * 10L; // what is cut off is not made up for by the next frames
            delay = MOST_DELAY;
        }
        written += delay;
        return (int) delay;
    }

    /** @param gone where the next frame is transparent and this one is not; null = nowhere */
    private void flush(Area gone, Deadline deadline) {
        deadline.check();
        if (frames++ == 0) {
            header();
        }
        Area area = changed(gone);
        int[] pixels = cut(area);
        deadline.check();
        boolean clear = Arrays.stream(pixels).anyMatch(v -> v == 0);
        GifPalette palette = GifPalette.of(pixels, clear ? MOST_COLOURS - 1 : MOST_COLOURS);
        deadline.check();
        int transparent = clear ? palette.count() : -1;
        byte[] indices = indices(pixels, area, palette, deadline);
        control(gone == null ? KEEP : TAKE_AWAY, transparent);
        frame(area, palette, clear, indices);
        canvas = pending;
        pending = null;
        if (gone != null) {
            for (int y = area.top(); y < area.top() + area.height(); y++) {
                int row = y * size.width() + area.left();
                Arrays.fill(canvas, row, row + area.width(), 0);
            }
        }
    }

    /** A frame has a pixel at least. */
    private Area changed(Area gone) {
        if (canvas == null) {
            return Area.of(0, 0, size);
        }
        Area changed = Changes.between(canvas, pending, size, (before, after) -> before != after);
        Area both = Changes.union(changed, gone);
        return both == null ? new Area(0, 0, 1, 1) : both;
    }

    /** What is to be drawn; 0 where it is transparent, or seen already. */
    private int[] cut(Area area) {
        int[] pixels = new int[area.width() * area.height()];
        for (int y = 0, p = 0; y < area.height(); y++) {
            int at = (area.top() + y) * size.width() + area.left();
            for (int x = 0; x < area.width(); x++, at++) {
                pixels[p++] = canvas != null && canvas[at] == pending[at] ? 0 : pending[at];
            }
        }
        return pixels;
    }

    private static byte[] indices(int[] pixels, Area area, GifPalette palette, Deadline deadline) {
        byte[] indices = new byte[pixels.length];
        for (int y = 0, p = 0; y < area.height(); y++) {
            if ((y & 63) == 0) {
                deadline.check();
            }
            for (int x = 0; x < area.width(); x++, p++) {
                int v = pixels[p];
                indices[p] = (byte) (v == 0 ? palette.count() : palette.index(v, area.left() + x, area.top() + y));
            }
        }
        return indices;
    }

    private void header() {
        out.write(new byte[] {'G', 'I', 'F', '8', '9', 'a'});
        shorts(size.width(), size.height());
        out.write(new byte[] {0x70, 0, 0}); // eight bits a channel, no palette for all
        if (plays != 1) {
            out.write(new byte[] {0x21, (byte) 0xff, 11});
            out.write("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[] {3, 1});
            shorts(plays == 0 ? 0 : Math.min(0xffff, plays - 1)); // how often again
            out.write(0);
        }
    }

    private void control(int disposal, int transparent) {
        out.write(new byte[] {0x21, (byte) 0xf9, 4, (byte) (disposal << 2 | (transparent < 0 ? 0 : 1))});
        shorts(pendingDelay);
        out.write(Math.max(0, transparent));
        out.write(0);
    }

    private void frame(Area area, GifPalette palette, boolean clear, byte[] indices) {
        int used = palette.count() + (clear ? 1 : 0);
        int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(used - 1));
        out.write(',');
        shorts(area.left(), area.top(), area.width(), area.height());
        out.write(0x80 | (bits - 1));
        for (int i = 0; i < 1 << bits; i++) {
            int colour = i < palette.count() ? palette.colour(i) : 0;
            out.write(Argb.red(colour));
            out.write(Argb.green(colour));
            out.write(Argb.blue(colour));
        }
        new GifCodes(out, Math.max(2, bits)).write(indices);
    }

    private void shorts(int... values) {
        for (int v : values) {
            out.write(v);
            out.write(v >> 8);
        }
    }
}
