package imaging;

import imaging.RejectedImageException.Code;
import java.time.Duration;
import java.util.Locale;

/**
 * What an image may claim or cost before it is refused. All are inclusive: exactly the limit still passes.
 *
 * @param maxAnimationPixels of all frames together, where a recipe keeps them
 */
public record Limits(
        long maxPixels,
        int maxSide,
        int maxFrames,
        long maxAnimationPixels,
        int maxScans,
        long maxMetadataBytes,
        Duration maxTime,
        long maxVariantBytes) {

    public static Limits defaults() {
        return new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16L << 20, Duration.ofSeconds(20), 64L << 20);
    }

    void check(Header header) throws RejectedImageException {
        checkSize(header);
        if (header.frames() > maxFrames) {
            throw refusal(Code.TOO_MANY_FRAMES, header, "The image has more than %,d frames.", maxFrames);
        }
        if (header.scans() > maxScans) {
            throw refusal(Code.TOO_MANY_SCANS, header, "The image has more than %,d scans.", maxScans);
        }
        if (header.metadataBytes() > maxMetadataBytes) {
            throw refusal(
                    Code.BROKEN_IMAGE,
                    header,
                    "The image declares %,d bytes of metadata; it may have %,d.",
                    header.metadataBytes(),
                    maxMetadataBytes);
        }
    }

    /** For whoever keeps all frames; nobody has decoded one of them by then. */
    void check(Header header, Timing timing) throws RejectedImageException {
        if (timing.pixels() > maxAnimationPixels) {
            throw refusal(
                    Code.TOO_MANY_PIXELS,
                    header,
                    "The animation is %,d frames of %,d x %,d pixels, which is %,d pixels in all; it may have %,d.",
                    header.frames(),
                    header.width(),
                    header.height(),
                    timing.pixels(),
                    maxAnimationPixels);
        }
    }

    /** Probes call this as soon as they know the size: nobody walks through a file that claims too much. */
    void checkSize(Header header) throws RejectedImageException {
        int w = header.width();
        int h = header.height();
        if (w < 1 || h < 1) {
            throw refusal(Code.BROKEN_IMAGE, header, "The image is %,d x %,d pixels: there is nothing to see.", w, h);
        }
        if (w > maxSide || h > maxSide) {
            throw refusal(
                    Code.TOO_MANY_PIXELS, header, "The image is %,d x %,d pixels; a side may have %,d.", w, h, maxSide);
        }
        if (header.pixels() > maxPixels) {
            throw refusal(
                    Code.TOO_MANY_PIXELS,
                    header,
                    "The image is %,d x %,d = %,d pixels; it may have %,d.",
                    w,
                    h,
                    header.pixels(),
                    maxPixels);
        }
    }

    private static RejectedImageException refusal(Code code, Header header, String message, Object... numbers) {
        return new RejectedImageException(code, header, String.format(Locale.ROOT, message, numbers));
    }
}
