package imaging;

import java.util.ArrayList;
import java.util.List;

/**
 * How an animation runs and what its frames claim, read by own code from the blocks of its file (GIF89a; RFC 9649).
 *
 * @param delays of the frames in milliseconds, as the file says: 0, too, which browsers show as 100
 * @param plays how often it is played; 0 = for ever
 * @param pixels of all frames, each as large as the canvas or, where it claims more, as that
 */
record Timing(List<Integer> delays, int plays, long pixels) {
    Timing {
        delays = List.copyOf(delays);
    }

    /** @param header as {@link HeaderProbe} read it from {@code original}, of a format that moves */
    static Timing of(byte[] original, Header header) throws RejectedImageException {
        Bytes bytes = new Bytes(original);
        return header.format() == Format.GIF ? ofGif(bytes, header) : ofWebp(bytes, header);
    }

    private static Timing ofGif(Bytes bytes, Header header) throws RejectedImageException {
        GifCursor at = new GifCursor(bytes);
        List<Integer> delays = new ArrayList<>();
        long pixels = 0;
        while (delays.size() < header.frames() && at.nextFrame()) {
            delays.add(at.delay * 10);
            pixels += Math.max(header.pixels(), (long) at.width * at.height);
        }
        return new Timing(delays, at.plays, pixels);
    }

    /** A frame is no larger than the canvas: {@link WebpProbe} has seen to that. */
    private static Timing ofWebp(Bytes bytes, Header header) throws RejectedImageException {
        List<Integer> delays = new ArrayList<>();
        int plays = 1;
        WebpCursor at = WebpCursor.of(bytes);
        while (delays.size() < header.frames() && at.next()) {
            if (at.is("ANIM")) {
                plays = bytes.u16le(at.from + 4);
            } else if (at.is("ANMF")) {
                long delay = at.from + 12;
                delays.add(bytes.u16le(delay) | bytes.u8(delay + 2) << 16);
            }
        }
        return new Timing(delays, plays, header.pixels() * header.frames());
    }
}
