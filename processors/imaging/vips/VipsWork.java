package imaging.vips;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import imaging.Deadline;
import imaging.Size;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One piece of work with libvips: what it makes is released when it is closed, whatever happened. Images are lazy: the
 * samples given to {@link #image} and the memory given to loaders must outlive this. Used by one thread.
 */
final class VipsWork implements AutoCloseable {
    /** An operation of libvips with one result. */
    interface Operation {
        int run(PointerByReference out);
    }

    private final Vips vips;
    private final Deque<Pointer> owned = new ArrayDeque<>();

    VipsWork(Vips vips) {
        this.vips = vips;
    }

    /** Runs an operation; its image lives as long as this. */
    Pointer make(Operation operation) throws VipsException {
        PointerByReference out = new PointerByReference();
        if (operation.run(out) != 0) {
            throw error();
        }
        return own(out.getValue());
    }

    private Pointer own(Pointer object) throws VipsException {
        if (object == null) {
            throw error();
        }
        owned.push(object);
        return object;
    }

    /** Other threads' errors may be mixed in: good for a log, not for a decision. */
    VipsException error() {
        Pointer text = vips.vips_error_buffer_copy();
        if (text == null) {
            return new VipsException("unknown");
        }
        try {
            return new VipsException(text.getString(0).strip());
        } finally {
            vips.g_free(text);
        }
    }

    /** An image of nothing but these samples: whatever else the original's image carried stays behind. */
    Pointer image(VipsSamples samples) throws VipsException {
        int space = samples.bands() < 3 ? Vips.INTERPRETATION_B_W : Vips.INTERPRETATION_SRGB;
        return image(samples.memory(), samples.size(), samples.bands(), space);
    }

    /** Samples of 8 bits that lie in memory, without gaps: of a space of libvips. */
    Pointer image(Pointer memory, Size size, int bands, int space) throws VipsException {
        Pointer plain = own(vips.vips_image_new_from_memory(
                memory, size.pixels() * bands, size.width(), size.height(), bands, Vips.FORMAT_UCHAR));
        return make(out -> vips.vips_copy(plain, out, "interpretation", space));
    }

    /** To fetch parts of an image, by this thread. */
    Pointer region(Pointer image) throws VipsException {
        return own(vips.vips_region_new(image));
    }

    Size size(Pointer image) {
        return new Size(vips.vips_image_get_width(image), vips.vips_image_get_height(image));
    }

    /** At exactly this size: a Lanczos filter over three lobes, colours weighted by their opacity. */
    Pointer resize(Pointer image, Size size) throws VipsException {
        Size before = size(image);
        if (before.equals(size)) {
            return image;
        }
        if (isPlain(image)) {
            double across = size.width() / (double) before.width();
            double down = size.height() / (double) before.height();
            return make(out -> vips.vips_resize(image, out, across, "vscale", down));
        }
        return make(out -> vips.vips_thumbnail_image(
                image, out, size.width(), "height", size.height(), "size", Vips.SIZE_FORCE, "no_rotate", 1));
    }

    /** Whether samples can be filtered as they are: opaque, of 8 bits, gray or red, green and blue. */
    private boolean isPlain(Pointer image) {
        int space = vips.vips_image_get_interpretation(image);
        int colours = space == Vips.INTERPRETATION_B_W ? 1 : space == Vips.INTERPRETATION_SRGB ? 3 : 0;
        return vips.vips_image_get_format(image) == Vips.FORMAT_UCHAR && vips.vips_image_get_bands(image) == colours;
    }

    /** Turned and mirrored as an EXIF orientation of 2 to 8 asks for. Reads its source in any order. */
    Pointer turned(Pointer image, int orientation) throws VipsException {
        int angle =
                switch (orientation) {
                    case 3, 4 -> Vips.ANGLE_180;
                    case 5, 6 -> Vips.ANGLE_90;
                    case 7, 8 -> Vips.ANGLE_270;
                    default -> Vips.ANGLE_0;
                };
        Pointer turned = angle == Vips.ANGLE_0 ? image : make(out -> vips.vips_rot(image, out, angle));
        boolean mirrored = orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
        return mirrored ? make(out -> vips.vips_flip(turned, out, Vips.DIRECTION_HORIZONTAL)) : turned;
    }

    /**
     * Runs all that was planned for an image of 8 bits, in a thread of libvips: only there it uses its buffers again, which
     * saves a tenth. The caller closes the result.
     *
     * @throws DeadlineException if the deadline passes
     */
    VipsSamples samples(Pointer image, Deadline deadline) throws VipsException {
        return by(deadline, image, () -> samples(image));
    }

    /** The same, for as long as it takes: for what only moves samples. */
    VipsSamples samples(Pointer image) throws VipsException {
        Size size = size(image);
        int bands = vips.vips_image_get_bands(image);
        Pointer memory = vips.vips_image_write_to_memory(image, new LongByReference());
        if (memory == null) {
            throw error();
        }
        return VipsSamples.of(vips, size, bands, memory);
    }

    /** Something that makes pixels of an image. */
    interface Pulling<T> {
        T run() throws VipsException;
    }

    /**
     * Runs what makes pixels of an image, and stops it when its time is over.
     *
     * @throws DeadlineException if the deadline passes
     */
    <T> T by(Deadline deadline, Pointer image, Pulling<T> work) throws VipsException {
        deadline.check();
        VipsWatch watch = new VipsWatch(vips, image, deadline);
        try {
            return work.run();
        } catch (VipsException e) {
            deadline.check(); // if it has passed, it was the watch
            throw e;
        } finally {
            watch.close();
        }
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            vips.g_object_unref(owned.pop());
        }
    }
}
