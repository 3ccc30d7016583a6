package imaging.vips;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import imaging.Deadline;
import imaging.Format;
import imaging.Header;
import imaging.Picture;
import imaging.RejectedImageException;
import imaging.Size;

/**
 * Bytes to a picture of exactly the target's size. The loader is the one of the format that our own probe found, never
 * what libvips makes of the bytes. JPEGs and opaque WebPs are decoded at a reduced size, everything else in full, row by
 * row where the format allows it.
 */
final class VipsDecoder {
    /** The name of an image's profile in libvips. */
    static final String PROFILE = "icc-profile-data";

    /** Real profiles have 0.5 KB to 2 MB; a larger one counts as none. */
    private static final int MAX_PROFILE = 4 << 20;

    /** A picture that is whole without its end mark is fine; one that is not runs into this, and is refused. */
    static final byte[] JPEG_END = {(byte) 0xff, (byte) 0xd9};

    private static final byte[] NOTHING = {};

    private final Vips vips;

    VipsDecoder(Vips vips) {
        this.vips = vips;
    }

    Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, VipsException {
        byte[] end = header.format() == Format.JPEG ? JPEG_END : NOTHING;
        try (Memory input = new Memory(original.length + end.length);
                VipsWork work = new VipsWork(vips)) {
            input.write(0, original, 0, original.length);
            input.write(original.length, end, 0, end.length);
            Pointer image = load(work, input, header, target);
            return picture(work, image, header, header.alpha(), target, deadline);
        } catch (VipsException e) {
            throw e.unlessOutOfMemory();
        }
    }

    /** Runs all that was planned for a loaded image. */
    Picture picture(VipsWork work, Pointer loaded, Header header, boolean alpha, Size target, Deadline deadline)
            throws VipsException {
        Pointer image = withoutExtras(work, loaded, alpha);
        byte[] profile = profile(image);
        boolean inks = vips.vips_image_get_interpretation(image) == Vips.INTERPRETATION_CMYK;
        image = eightBits(work, work.resize(image, target), inks);
        boolean gray = vips.vips_image_get_bands(image) < 3;
        if (alpha && vips.vips_image_get_bands(image) % 2 == 1) {
            Pointer opaque = image;
            image = work.make(out -> vips.vips_addalpha(opaque, out));
        }
        VipsSamples samples = work.samples(image, deadline);
        return new Picture(samples, alpha, gray, header.orientation(), inks ? null : profile);
    }

    /** All frames of a WebP, one below the other, of 8 bits; to be read from top to bottom. */
    Pointer loadFrames(VipsWork work, Memory input, Header header) throws RejectedImageException, VipsException {
        Pointer image = work.make(out -> vips.vips_webpload_buffer(
                input, input.size(), out, "n", -1, "access", Vips.ACCESS_SEQUENTIAL, "fail_on", Vips.FAIL_ON_ERROR));
        Size size = work.size(image);
        if (size.width() != header.width() || size.height() != (long) header.height() * header.frames()) {
            throw RejectedImageException.broken("The animation is another size than its header says.");
        }
        return image;
    }

    private Pointer load(VipsWork work, Memory input, Header header, Size target)
            throws RejectedImageException, VipsException {
        double scale = scale(header, target);
        Pointer image = work.make(out -> load(input, header.format(), scale, out));
        Size size = work.size(image);
        boolean wrong =
                scale < 1 ? !size.holds(target) : size.width() != header.width() || size.height() != header.height();
        if (wrong) {
            throw RejectedImageException.broken(
                    "The " + header.format().word() + " image is another size than its header says.");
        }
        return image;
    }

    private int load(Memory input, Format format, double scale, PointerByReference out) {
        long length = input.size();
        return switch (format) {
            case JPEG ->
                vips.vips_jpegload_buffer(
                        input,
                        length,
                        out,
                        "shrink",
                        (int) Math.round(1 / scale),
                        "access",
                        Vips.ACCESS_SEQUENTIAL,
                        "fail_on",
                        Vips.FAIL_ON_WARNING);
            case PNG ->
                vips.vips_pngload_buffer(
                        input, length, out, "access", Vips.ACCESS_SEQUENTIAL, "fail_on", Vips.FAIL_ON_WARNING);
            case WEBP ->
                vips.vips_webpload_buffer(
                        input,
                        length,
                        out,
                        "scale",
                        scale,
                        "access",
                        Vips.ACCESS_SEQUENTIAL,
                        "fail_on",
                        Vips.FAIL_ON_ERROR);
            case TIFF ->
                vips.vips_tiffload_buffer(
                        input, length, out, "access", Vips.ACCESS_SEQUENTIAL, "fail_on", Vips.FAIL_ON_ERROR);
            case AVIF ->
                vips.vips_heifload_buffer(
                        input, length, out, "access", Vips.ACCESS_SEQUENTIAL, "fail_on", Vips.FAIL_ON_ERROR);
            default -> throw new IllegalArgumentException(format + " is not for libvips");
        };
    }

    /**
     * What the loader is asked to reduce to. A JPEG's reduction is coarse, so that at least the last 1.5 of an eighth are
     * left to the filter; a WebP's is an average over rectangles, which may go to twice the target.
     */
    static double scale(Header header, Size target) {
        double factor = Math.min(header.width() / (double) target.width(), header.height() / (double) target.height());
        return switch (header.format()) {
            case JPEG -> factor >= 12 ? 1 / 8.0 : factor >= 4 ? 1 / 4.0 : factor >= 2 ? 1 / 2.0 : 1;
            case WEBP -> header.alpha() || factor <= 2 ? 1 : 2 / factor;
            default -> 1;
        };
    }

    /** A channel that is no colour and no opacity is nobody's business. */
    private Pointer withoutExtras(VipsWork work, Pointer image, boolean alpha) throws VipsException {
        int bands = vips.vips_image_get_bands(image);
        int colours =
                switch (vips.vips_image_get_interpretation(image)) {
                    case Vips.INTERPRETATION_B_W, Vips.INTERPRETATION_GREY16 -> 1;
                    case Vips.INTERPRETATION_CMYK -> 4;
                    default -> bands < 3 ? 1 : 3;
                };
        int wanted = colours + (alpha ? 1 : 0);
        return bands <= wanted ? image : work.make(out -> vips.vips_extract_band(image, out, 0, "n", wanted));
    }

    private Pointer eightBits(VipsWork work, Pointer image, boolean inks) throws VipsException {
        if (inks) {
            return work.make(out ->
                    vips.vips_icc_transform(image, out, "srgb", "embedded", 1, "input_profile", "cmyk", "depth", 8));
        }
        Pointer small = image;
        int format = vips.vips_image_get_format(image);
        int space = vips.vips_image_get_interpretation(image);
        boolean gray = vips.vips_image_get_bands(image) < 3;
        if (format == Vips.FORMAT_UINT) {
            Pointer deep = work.make(out -> vips.vips_cast(image, out, Vips.FORMAT_USHORT, "shift", 1));
            int deepSpace = gray ? Vips.INTERPRETATION_GREY16 : Vips.INTERPRETATION_RGB16;
            small = work.make(out -> vips.vips_copy(deep, out, "interpretation", deepSpace));
        }
        int wanted = gray ? Vips.INTERPRETATION_B_W : Vips.INTERPRETATION_SRGB;
        if (format != Vips.FORMAT_UCHAR || space != wanted) {
            Pointer from = small;
            small = work.make(out -> vips.vips_colourspace(from, out, wanted));
        }
        if (vips.vips_image_get_format(small) != Vips.FORMAT_UCHAR) {
            Pointer from = small;
            small = work.make(out -> vips.vips_cast(from, out, Vips.FORMAT_UCHAR));
        }
        return small;
    }

    /** @return null if there is none to use */
    byte[] profile(Pointer image) {
        PointerByReference data = new PointerByReference();
        LongByReference length = new LongByReference();
        boolean there = vips.vips_image_get_typeof(image, PROFILE) != 0
                && vips.vips_image_get_blob(image, PROFILE, data, length) == 0;
        if (!there || length.getValue() < 1 || length.getValue() > MAX_PROFILE) {
            return null;
        }
        return data.getValue().getByteArray(0, (int) length.getValue());
    }
}
