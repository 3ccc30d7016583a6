package imaging;

import imaging.RejectedImageException.Code;
import java.time.Duration;
import java.util.Locale;

/**
 * What an image may claim or cost before it is refused. All are inclusive: exactly the limit still passes. Each has a bound
 * of its own, within which no arithmetic with it overflows.
 *
 * @param maxAnimationPixels of all frames together, where a recipe keeps them, and of what it makes of them: see {@link
 *     AnimationWork}
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

    /** Four bytes of each fill the longest array that there is. */
    private static final long MOST_PIXELS = Integer.MAX_VALUE / 4;

    /** What is counted in an int times the bytes of a pixel stays one. */
    private static final int MOST_SIDE = 1_000_000;

    /** As long as an array may be on every virtual machine. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

    /** @throws IllegalArgumentException if a limit is out of its bounds, with its setting, its value and the bounds */
    public Limits {
        check("pixels", maxPixels, MOST_PIXELS);
        check("side-pixels", maxSide, MOST_SIDE);
        check("frames", maxFrames, Integer.MAX_VALUE);
        check("animation-megapixels", Math.floorDiv(maxAnimationPixels + 999_999, 1_000_000L), Integer.MAX_VALUE);
        check("scans", maxScans, Integer.MAX_VALUE);
        check("metadata-bytes", maxMetadataBytes, MOST_BYTES);
        check("image-millis", maxTime.toMillis(), Duration.ofDays(1).toMillis());
        check("variant-bytes", maxVariantBytes, MOST_BYTES);
    }

    private static void check(String setting, long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "darkroom.limits." + setting + " is " + value + "; give a whole number from 1 to " + most + ".");
        }
    }

    public static Limits defaults() {
        return new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16L << 20, Duration.ofSeconds(20), 64L << 20);
    }

    /** For files that our own engines wrote. */
    static Limits none() {
        return new Limits(
                MOST_PIXELS,
                MOST_SIDE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE * 1_000_000L,
                Integer.MAX_VALUE,
                MOST_BYTES,
                Duration.ofDays(1),
                MOST_BYTES);
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
    void check(Header header, Timing timing, Recipe recipe) throws RejectedImageException {
        long work = AnimationWork.pixels(header, timing, recipe);
        if (work > maxAnimationPixels) {
            throw refusal(
                    Code.TOO_MANY_PIXELS,
                    header,
                    "The animation is %,d frames of %,d x %,d pixels, which is %,d pixels in all, and counts as %,d with"
                            + " those that the recipe %s makes of them; it may count as %,d. Send fewer frames or smaller"
                            + " ones.",
                    header.frames(),
                    header.width(),
                    header.height(),
                    timing.pixels(),
                    work,
                    recipe.name(),
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
