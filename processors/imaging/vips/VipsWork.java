package imaging.vips;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import imaging.Deadline;
import imaging.Picture;
import imaging.Size;
import java.awt.image.BufferedImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One piece of work with libvips: what it makes is released when it is closed, whatever happened. Images are lazy: the
 * memory given to {@link #image} and to loaders must outlive this. Used by one thread.
 */
final class VipsWork implements AutoCloseable {
    /** How many rows are fetched at once: between two fetches the deadline is looked at. */
    private static final int ROWS = 64;

    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

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

    /** The picture as an image that reads from {@code samples}. */
    Pointer image(Picture picture, Memory samples) throws VipsException {
        int bands = picture.bands();
        Pointer plain = own(vips.vips_image_new_from_memory(
                samples, samples.size(), picture.width(), picture.height(), bands, Vips.FORMAT_UCHAR));
        int space = picture.gray() ? Vips.INTERPRETATION_B_W : Vips.INTERPRETATION_SRGB;
        return make(out -> vips.vips_copy(plain, out, "interpretation", space));
    }

    Size size(Pointer image) {
        return new Size(vips.vips_image_get_width(image), vips.vips_image_get_height(image));
    }

    /** At exactly this size: a Lanczos filter over three lobes, colours weighted by their opacity. */
    Pointer resize(Pointer image, Size size) throws VipsException {
        if (size(image).equals(size)) {
            return image;
        }
        return make(out -> vips.vips_thumbnail_image(
                image, out, size.width(), "height", size.height(), "size", Vips.SIZE_FORCE, "no_rotate", 1));
    }

    /**
     * Runs all that was planned for an image of 1 to 4 bands of 8 bits, from its first row to its last.
     *
     * @param alpha of the result; where the image has none, it is opaque
     */
    BufferedImage pixels(Pointer image, boolean alpha, Deadline deadline) throws VipsException {
        Size size = size(image);
        int width = size.width();
        int bands = vips.vips_image_get_bands(image);
        BufferedImage result = Picture.canvas(width, size.height(), alpha);
        int[] argb = Picture.ints(result);
        // one more, for three samples are read as four
        byte[] samples = new byte[width * bands * Math.min(ROWS, size.height()) + 1];
        LongByReference length = new LongByReference();
        Pointer region = own(vips.vips_region_new(image));
        for (int y = 0; y < size.height(); y += ROWS) {
            deadline.check();
            int rows = Math.min(ROWS, size.height() - y);
            Pointer fetched = vips.vips_region_fetch(region, 0, y, width, rows, length);
            if (fetched == null) {
                throw error();
            }
            fetched.read(0, samples, 0, width * rows * bands);
            vips.g_free(fetched);
            unpack(samples, bands, argb, y * width, width * rows);
        }
        return result;
    }

    private static void unpack(byte[] samples, int bands, int[] argb, int at, int count) {
        int end = at + count;
        switch (bands) {
            case 1 -> {
                for (int i = at, s = 0; i < end; i++, s++) {
                    argb[i] = 0xff000000 | (samples[s] & 0xff) * 0x10101;
                }
            }
            case 2 -> {
                for (int i = at, s = 0; i < end; i++, s += 2) {
                    argb[i] = samples[s + 1] << 24 | (samples[s] & 0xff) * 0x10101;
                }
            }
            case 3 -> {
                for (int i = at, s = 0; i < end; i++, s += 3) {
                    argb[i] = 0xff000000 | Integer.reverseBytes((int) LITTLE.get(samples, s)) >>> 8;
                }
            }
            default -> {
                for (int i = at, s = 0; i < end; i++, s += 4) {
                    argb[i] = Integer.rotateRight(Integer.reverseBytes((int) LITTLE.get(samples, s)), 8);
                }
            }
        }
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            vips.g_object_unref(owned.pop());
        }
    }
}
