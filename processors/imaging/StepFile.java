package imaging;

import imaging.step.BytesStep;
import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * A picture on its way through a step that works on files: encoded for it, decoded after it, both without loss and in
 * Java, so that it is the same with every engine. What comes back is probed and limited like an upload. Thread-safe.
 */
final class StepFile {
    /** Of any file that is decoded, for each pixel; a file that takes more is none that a step has reason to write. */
    private static final long MOST_TO_DECODE = 24;

    private static final long AROUND = 4 << 20;

    private final Engine codec;
    private final HeaderProbe probe;
    private final Limits limits;

    StepFile(Limits limits) {
        this.codec = new ImgscalrEngine(limits);
        this.probe = new HeaderProbe(limits);
        this.limits = limits;
    }

    /** Bytes at the peak beside what the step itself takes. */
    static long memoryNeeded(Size before, Size after) {
        // its samples, and a file as long again, in three copies while it grows
        return Math.max(before.pixels() * 16, after.pixels() * MOST_TO_DECODE) + AROUND;
    }

    Picture run(BytesStep step, String name, Picture picture, Size announced, Deadline deadline) throws Exception {
        byte[] file = step.apply(PlainPng.of(picture));
        if (file == null) {
            throw StepException.nonsense(name, "returned null");
        }
        if (file.length > limits.maxVariantBytes()) {
            throw StepException.nonsense(
                    name,
                    "returned " + file.length + " bytes; it may be " + limits.maxVariantBytes()
                            + " (darkroom.limits.variant-bytes)");
        }
        try {
            return upright(decode(file, name, announced, deadline), picture);
        } catch (RejectedImageException e) {
            throw StepException.nonsense(name, "returned a file that is refused: " + sentence(e.getMessage()));
        }
    }

    private Picture decode(byte[] file, String name, Size announced, Deadline deadline)
            throws RejectedImageException, IOException {
        Header header = probe.probe(file);
        if (!codec.reads().contains(header.format())) {
            throw StepException.nonsense(
                    name,
                    "returned the format " + header.format().word() + ", which is not read here; PNG is, without loss");
        }
        Size stored = new Size(header.width(), header.height());
        CompanyStep.checkSize(name, stored.turned(header.orientation()), announced);
        if (codec.memoryToDecode(header, file.length, stored) > announced.pixels() * MOST_TO_DECODE + AROUND) {
            throw StepException.nonsense(
                    name,
                    "returned the format " + header.format().word()
                            + " in a size that takes too much memory to decode");
        }
        return codec.decode(file, header, stored, deadline);
    }

    private static Picture upright(Picture decoded, Picture before) {
        Picture picture = decoded.orientation() == 1 ? decoded : Recipe.ORIENT.apply(decoded);
        boolean tagged = picture.profile() != null;
        Picture known = tagged ? Recipe.SRGB.apply(picture) : picture;
        BufferedImage pixels = before.alpha() ? known.pixels() : ForeignImage.withoutSpareAlpha(known.pixels());
        return new Picture(
                pixels,
                pixels.getColorModel().hasAlpha(),
                known.gray() || (before.gray() && ForeignImage.isGray(pixels)),
                before.orientation(),
                tagged ? known.profile() : before.profile());
    }

    private static String sentence(String message) {
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
