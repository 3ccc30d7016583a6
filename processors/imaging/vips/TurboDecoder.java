package imaging.vips;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import imaging.Deadline;
import imaging.EmbeddedProfile;
import imaging.Header;
import imaging.Picture;
import imaging.RejectedImageException;
import imaging.Size;
import java.util.Optional;

/**
 * JPEGs of one or three colours to a picture of exactly the target's size: decoded by libturbojpeg to the size that libvips'
 * loader would be asked for, and filtered by libvips. Its decoder is the one that libvips has inside, so that the pixels are
 * the same, bit by bit; it only takes less time, as nothing hands rows from thread to thread. Nothing stops it, and all
 * that it decodes lies in memory at once: both are bounded by size. Thread-safe.
 */
final class TurboDecoder {
    /** Less than a second, noise included; cameras make 61. */
    private static final long MOST_PIXELS = 64_000_000;

    private static final long MOST_ORIGINAL_BYTES = 64 << 20;

    /** 16 megapixels; libvips' loader keeps a few rows. */
    private static final long MOST_DECODED_BYTES = 48 << 20;

    private final Vips vips;
    private final Turbo turbo;

    TurboDecoder(Vips vips, TurboLibrary library) {
        this.vips = vips;
        this.turbo = library.functions();
    }

    /** @param header of a JPEG within the bounds of libvips */
    static boolean isFor(Header header, long originalBytes, Size target) {
        return originalBytes <= MOST_ORIGINAL_BYTES
                && header.pixels() <= MOST_PIXELS
                && decodedBytes(header, target) <= MOST_DECODED_BYTES;
    }

    /** Bytes of memory at the peak, beside what libvips takes for the same. */
    static long decodedBytes(Header header, Size target) {
        return decoded(header, target).pixels() * bands(header);
    }

    /** What a file is decoded to: the last row and column may be made of less than they stand for. */
    private static Size decoded(Header header, Size target) {
        int shrink = shrink(header, target);
        return new Size((header.width() + shrink - 1) / shrink, (header.height() + shrink - 1) / shrink);
    }

    private static int shrink(Header header, Size target) {
        return (int) Math.round(1 / VipsDecoder.scale(header, target));
    }

    private static int bands(Header header) {
        return header.samples() == 1 ? 1 : 3;
    }

    /**
     * @return empty if libturbojpeg makes something else of the header: a sampling of colours that it does not know
     * @throws RejectedImageException if it as much as warns
     */
    Optional<Picture> decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, VipsException {
        deadline.check();
        Optional<VipsSamples> decoded = decoded(original, header, decoded(header, target));
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        int shrink = shrink(header, target);
        Size whole = new Size(header.width() / shrink, header.height() / shrink);
        VipsSamples samples = filtered(decoded.get(), whole, target, deadline);
        byte[] profile = EmbeddedProfile.find(original, header);
        return Optional.of(new Picture(samples, false, bands(header) == 1, header.orientation(), profile));
    }

    private Optional<VipsSamples> decoded(byte[] original, Header header, Size size) throws RejectedImageException {
        byte[] end = VipsDecoder.JPEG_END;
        Pointer handle = turbo.tjInitDecompress(); // its own, for a broken picture spoils it; that costs nothing
        if (handle == null) {
            throw new OutOfMemoryError("libturbojpeg has no memory for a handle");
        }
        try (Memory input = new Memory(original.length + end.length)) {
            input.write(0, original, 0, original.length);
            input.write(original.length, end, 0, end.length);
            return agrees(handle, input, header) ? Optional.of(decoded(handle, input, header, size)) : Optional.empty();
        } finally {
            turbo.tjDestroy(handle);
        }
    }

    /** What is reserved goes by our header: not a row may be more, or left as it was. */
    private boolean agrees(Pointer handle, Memory input, Header header) {
        IntByReference width = new IntByReference();
        IntByReference height = new IntByReference();
        IntByReference rest = new IntByReference();
        return turbo.tjDecompressHeader3(handle, input, input.size(), width, height, rest, rest) == 0
                && width.getValue() == header.width()
                && height.getValue() == header.height();
    }

    private VipsSamples decoded(Pointer handle, Memory input, Header header, Size size) throws RejectedImageException {
        int bands = bands(header);
        VipsSamples samples = VipsSamples.of(vips, size, bands, new Memory(size.pixels() * bands));
        int failed = turbo.tjDecompress2(
                handle,
                input,
                input.size(),
                samples.memory(),
                size.width(),
                size.width() * bands,
                size.height(),
                bands == 1 ? Turbo.PIXELS_GRAY : Turbo.PIXELS_RGB,
                Turbo.STOP_ON_WARNING | Turbo.LIMIT_SCANS);
        if (failed == 0) {
            return samples;
        }
        samples.close();
        String message = turbo.tjGetErrorStr2(handle);
        if (message.contains("Insufficient memory") || message.contains("Memory allocation failure")) {
            // ours, not the picture's
            throw new OutOfMemoryError("libturbojpeg: " + message);
        }
        throw RejectedImageException.broken("The JPEG image is broken (" + message + ").");
    }

    /**
     * @param decoded closed, if it is not what comes back
     * @param whole as much of it as libvips' loader would show, which leaves out what is less than a pixel
     */
    private VipsSamples filtered(VipsSamples decoded, Size whole, Size target, Deadline deadline) throws VipsException {
        if (decoded.size().equals(target)) {
            return decoded;
        }
        try (decoded;
                VipsWork work = new VipsWork(vips)) {
            Pointer image = work.image(decoded);
            Pointer cut = work.make(out -> vips.vips_extract_area(image, out, 0, 0, whole.width(), whole.height()));
            return work.samples(work.resize(cut, target), deadline);
        }
    }
}
