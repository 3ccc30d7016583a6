package imaging;

import imaging.Recipe.Output;
import java.io.IOException;
import java.util.stream.Stream;

/**
 * A finished picture to bytes, at the quality that its rule gives or that has to be found out. What has not become sRGB
 * carries the profile of its numbers. Thread-safe.
 */
final class VariantEncoder {
    /** A variant may be larger than an original may, where a recipe pads. */
    private static final HeaderProbe PROBE = new HeaderProbe(Limits.none());

    private final Engine engine;
    private final Limits limits;

    VariantEncoder(Engine engine, Limits limits) {
        this.engine = engine;
        this.limits = limits;
    }

    /**
     * Bytes of memory at the peak, beside the picture. Never too few.
     *
     * @param size of the picture
     * @param header of the original
     * @param mayVeil whether steps decide on transparency
     */
    long memoryNeeded(Output output, Size size, Header header, boolean mayVeil) {
        EncodingRule rule = output.encoding();
        boolean alpha = header.alpha() || output.shape().veils();
        long needed = memoryNeeded(rule, size, alpha);
        return mayVeil ? Math.max(needed, memoryNeeded(rule, size, !alpha)) : needed;
    }

    private long memoryNeeded(EncodingRule rule, Size size, boolean alpha) {
        return Stream.of(rule.of(alpha), rule.byContent() ? Format.PNG : rule.of(alpha))
                .mapToLong(format -> engine.memoryToEncode(size, format, alpha)
                        + (rule.searches(format) ? memoryToSearch(format, size, alpha) : 0))
                .max()
                .orElseThrow();
    }

    /** Another decode, and two planes of luma; what is encoded is never longer than its pixels, by and large. */
    private long memoryToSearch(Format format, Size size, boolean alpha) {
        Header candidate = new Header(format, size.width(), size.height(), 1, 1, 1, true, 3, 8, alpha, 0);
        return engine.memoryToDecode(candidate, size.pixels() * 4, size) + size.pixels() * (alpha ? 14 : 6);
    }

    /**
     * Bytes that a finished file has at the most: a little more than its pixels, which no codec makes longer by more.
     *
     * @param profileBytes of the profile that it may carry
     */
    long mostBytes(Size size, long profileBytes) {
        long file = size.pixels() * 5 + (64 << 10) + profileBytes;
        return Math.min(limits.maxVariantBytes(), file) + CopyrightNotice.MOST_ADDED;
    }

    byte[] encode(Picture made, Format format, EncodingRule rule, Deadline deadline) {
        Picture picture = carrying(made, format);
        return rule.searches(format)
                ? search(picture, format, rule, deadline).bytes()
                : engine.encode(picture, rule.encoding(format, rule.quality()), deadline);
    }

    /** What a writer takes. */
    FrameWriter.Memory memoryToWrite(Output output, Size size, int frames) {
        return engine.memoryToWrite(size, frames, output.encoding().animated());
    }

    /** Bytes that are taken before a writer is there. */
    long memoryToBegin(Output output, Size size) {
        Format format = output.encoding().animated();
        return output.encoding().searches(format)
                ? engine.memoryToEncode(size, format, true) + memoryToSearch(format, size, true)
                : 0;
    }

    /** For an animation of this format: a quality that has to be found out is that of its first frame. */
    FrameWriter writer(Picture first, Format format, EncodingRule rule, int plays, Deadline deadline) {
        int quality = rule.searches(format)
                ? search(carrying(first, format), format, rule, deadline).quality()
                : rule.quality();
        return engine.writer(rule.encoding(format, quality), first.size(), plays);
    }

    /** With the profile of its numbers, if the format has a place for that. */
    static Picture carrying(Picture made, Format format) {
        return carries(made, format) ? made : made.inSrgb();
    }

    private QualitySearch.Found search(Picture picture, Format format, EncodingRule rule, Deadline deadline) {
        return new QualitySearch(rule.likeness())
                .search(
                        picture,
                        quality -> engine.encode(picture, rule.encoding(format, quality), deadline),
                        bytes -> decode(bytes, picture.size(), deadline));
    }

    /** Whether the picture's profile is one for the channels of the file: WebP and AVIF write gray as colours. */
    private static boolean carries(Picture picture, Format format) {
        boolean gray = picture.gray() && (format == Format.JPEG || format == Format.PNG);
        return picture.profile() != null && EmbeddedProfile.fits(picture.profile(), gray);
    }

    private Picture decode(byte[] bytes, Size size, Deadline deadline) {
        try {
            return engine.decode(bytes, PROBE.probe(bytes), size, deadline);
        } catch (RejectedImageException | IOException e) {
            throw new IllegalStateException(
                    engine.name() + " does not read the " + size + " picture that it just wrote.", e);
        }
    }
}
