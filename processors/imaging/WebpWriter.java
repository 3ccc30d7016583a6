package imaging;

import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;

/**
 * Writes an animated WebP (RFC 9649) of still ones that an engine encodes: each frame is no larger than what has changed,
 * and takes the place of what was there. So the file is bounded while it grows, times stay as they are, and one frame is in
 * memory at once.
 */
public final class WebpWriter implements FrameWriter {
    private static final int MOST = 0xffff;
    private static final int MOST_DELAY = 0xffffff;
    private static final int PROFILE = 0x20;
    private static final int ALPHA = 0x10;
    private static final int ANIMATION = 0x02;
    /** Where the flags of VP8X lie, and how long that chunk is. */
    private static final int FLAGS = 20;

    private static final int EXTENDED = 10;
    private static final int FRAME = 16;
    private static final byte NO_BLENDING = 2;

    private final Size size;
    private final int plays;
    private final BiFunction<Picture, Deadline, byte[]> still;
    private final BoundedBytes out;
    private int[] seen;
    private int flags = ANIMATION;

    /**
     * @param plays how often it is played; 0 = for ever
     * @param maxBytes of the file
     * @param still to a WebP file, by a deadline; asked for pictures without a profile
     */
    public WebpWriter(Size size, int plays, long maxBytes, BiFunction<Picture, Deadline, byte[]> still) {
        this.size = size;
        this.plays = plays;
        this.still = still;
        this.out = new BoundedBytes(maxBytes);
    }

    /**
     * Of so many frames.
     *
     * @param still what encoding one of them takes
     */
    public static Memory memoryNeeded(Size size, int frames, long maxBytes, long still) {
        long file = Math.min(maxBytes, frames * (size.pixels() * 5 + 100));
        // waiting: what was seen; adding: pixels of a packed picture, what is seen and what has changed
        return new Memory(
                size.pixels() * 4 + file + BoundedBytes.CHUNK,
                size.pixels() * 12 + still + (1 << 20),
                file + BoundedBytes.CHUNK);
    }

    @Override
    public void add(Picture frame, int delayMillis, Deadline deadline) {
        if (!frame.size().equals(size)) {
            throw new IllegalArgumentException("The frames are " + size + "; this one is " + frame.size() + ".");
        }
        deadline.check();
        int[] next = seen(frame);
        Area area = seen == null ? Area.of(0, 0, size) : changed(next);
        if (seen == null) {
            header(frame.profile());
        }
        byte[] file = still.apply(area.cut(frame).inSrgb(), deadline);
        deadline.check();
        frame(new Bytes(file), area, Math.min(MOST_DELAY, delayMillis));
        seen = next;
    }

    private static int[] seen(Picture frame) {
        int[] argb = Picture.ints(frame.pixels()).clone();
        for (int i = 0; i < argb.length; i++) {
            argb[i] = !frame.alpha() ? argb[i] | 0xff000000 : Argb.alpha(argb[i]) == 0 ? 0 : argb[i];
        }
        return argb;
    }

    /** Begins at even places, as the format wants; a frame has a pixel at least. */
    private Area changed(int[] next) {
        Area area = Changes.between(seen, next, size, (before, after) -> before != after);
        if (area == null) {
            return new Area(0, 0, 1, 1);
        }
        int left = area.left() & ~1;
        int top = area.top() & ~1;
        return new Area(left, top, area.left() + area.width() - left, area.top() + area.height() - top);
    }

    @Override
    public byte[] finish(Deadline deadline) {
        byte[] file = out.drain();
        for (int i = 0; i < 4; i++) {
            file[4 + i] = (byte) ((file.length - 8) >> (8 * i));
        }
        file[FLAGS] = (byte) flags;
        return file;
    }

    private void header(byte[] profile) {
        ascii("RIFF");
        little(0, 4);
        ascii("WEBP");
        chunk("VP8X", EXTENDED);
        little(0, 4);
        little(size.width() - 1, 3);
        little(size.height() - 1, 3);
        if (profile != null) {
            flags |= PROFILE;
            chunk("ICCP", profile.length);
            out.write(profile);
            little(0, profile.length & 1);
        }
        chunk("ANIM", 6);
        little(0, 4);
        little(Math.min(MOST, plays), 2);
    }

    private void frame(Bytes file, Area area, int delayMillis) {
        int picture = 0;
        for (int at = 12; at < file.length(); at += length(file, at)) {
            picture += isPicture(file, at) ? length(file, at) : 0;
        }
        chunk("ANMF", FRAME + picture);
        little(area.left() / 2, 3);
        little(area.top() / 2, 3);
        little(area.width() - 1, 3);
        little(area.height() - 1, 3);
        little(delayMillis, 3);
        out.write(NO_BLENDING);
        for (int at = 12; at < file.length(); at += length(file, at)) {
            if (isPicture(file, at)) {
                out.write(file.array(), at, length(file, at));
                boolean lossless = file.is(at, "VP8L") && (file.array()[at + 12] & 0x10) != 0;
                flags |= lossless || file.is(at, "ALPH") ? ALPHA : 0;
            }
        }
    }

    private static boolean isPicture(Bytes file, int at) {
        return file.is(at, "VP8 ") || file.is(at, "VP8L") || file.is(at, "ALPH");
    }

    /** Of a chunk, with its head and what fills it up. */
    private static int length(Bytes file, int at) {
        try {
            int length = file.i32le(at + 4);
            return 8 + length + (length & 1);
        } catch (RejectedImageException e) {
            throw new IllegalStateException("A WebP that was just written ends early.", e);
        }
    }

    private void chunk(String type, int length) {
        ascii(type);
        little(length, 4);
    }

    private void ascii(String text) {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void little(int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write(value >> (8 * i));
        }
    }
}
