package imaging.vips;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import imaging.Deadline;
import imaging.FrameReader;
import imaging.Header;
import imaging.Picture;
import imaging.RejectedImageException;
import imaging.Size;
import java.util.Locale;

/**
 * The frames of an animated WebP, which libvips loads as one tall image, row by row: each is fetched alone, so that one is in
 * memory at once and no filter mixes two of them.
 */
final class VipsFrames implements FrameReader {
    /** VIPS_MAX_COORD of a build that did not choose another. It takes about 2 microseconds for each of them, however short. */
    private static final long MOST_ROWS = 10_000_000;

    private final Vips vips;
    private final VipsDecoder decoder;
    private final Header header;
    private final Size target;
    private final Deadline deadline;
    private final Memory input;
    private final VipsWork work;
    private final Pointer tall;
    private final Pointer region;
    private final int bands;
    private final int space;
    private int number;

    VipsFrames(Vips vips, VipsDecoder decoder, byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, VipsException {
        long rows = (long) header.height() * header.frames();
        if (rows > MOST_ROWS) {
            throw RejectedImageException.tooManyPixels(String.format(
                    Locale.ROOT,
                    "The animation has %,d frames of %,d rows, which is %,d rows in all; libvips reads %,d.",
                    header.frames(),
                    header.height(),
                    rows,
                    MOST_ROWS));
        }
        this.vips = vips;
        this.decoder = decoder;
        this.header = header;
        this.target = target;
        this.deadline = deadline;
        this.input = new Memory(original.length);
        this.work = new VipsWork(vips);
        try {
            input.write(0, original, 0, original.length);
            this.tall = decoder.loadFrames(work, input, header);
            this.region = work.region(tall);
        } catch (RejectedImageException | VipsException | RuntimeException | Error e) {
            close();
            throw e;
        }
        this.bands = vips.vips_image_get_bands(tall);
        this.space = vips.vips_image_get_interpretation(tall);
    }

    @Override
    public Picture next() throws VipsException {
        deadline.check();
        try {
            return picture(fetch());
        } catch (VipsException e) {
            throw e.unlessOutOfMemory();
        }
    }

    /** @param pixels are given back here */
    private Picture picture(Pointer pixels) throws VipsException {
        try (VipsWork one = new VipsWork(vips)) {
            Pointer plain = one.image(pixels, new Size(header.width(), header.height()), bands, space);
            byte[] profile = decoder.profile(tall);
            if (profile != null) {
                vips.vips_image_set_blob_copy(plain, VipsDecoder.PROFILE, profile, profile.length);
            }
            // of the first it is known, and other variants than those that move go by it
            boolean alpha = header.alpha() || (number > 0 && bands % 2 == 0);
            number++;
            return decoder.picture(one, plain, header, alpha, target, deadline);
        } finally {
            vips.g_free(pixels);
        }
    }

    private Pointer fetch() throws VipsException {
        VipsWatch watch = new VipsWatch(vips, tall, deadline);
        try {
            Pointer pixels = vips.vips_region_fetch(
                    region, 0, number * header.height(), header.width(), header.height(), new LongByReference());
            if (pixels == null) {
                deadline.check(); // if it has passed, it was the watch
                throw work.error();
            }
            return pixels;
        } finally {
            watch.close();
        }
    }

    @Override
    public void close() {
        work.close();
        input.close();
    }
}
