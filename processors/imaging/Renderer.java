package imaging;

import imaging.Recipe.Output;
import java.io.IOException;
import java.util.stream.Stream;

/**
 * Runs a recipe on one original, with any engine: what size is needed, one decode, and a {@link Rendering}. A variant has the format for transparency where the source could be transparent (an alpha channel, a
 * transparent colour, a GIF with a transparent index or an uncovered canvas), whether or not a pixel is. Thread-safe.
 */
final class Renderer {
    private final Engine engine;
    private final VariantEncoder encoder;

    Renderer(Engine engine, Limits limits) {
        this.engine = engine;
        this.encoder = new VariantEncoder(engine, limits);
    }

    /** Bytes of memory, on the heap or beside it, that {@link #render} takes at its peak. Never too few. */
    long memoryNeeded(Header header, long originalBytes, Recipe recipe) {
        Plan plan = Plan.of(header, recipe);
        boolean moves = recipe.keepsFrames(header);
        long decode = moves
                ? engine.memoryToDecodeFrames(header, originalBytes, plan.stored())
                : engine.memoryToDecode(header, originalBytes, plan.stored());
        long profileBytes = recipe.keepsProfile() ? EmbeddedProfile.mostBytes(originalBytes) : 0;
        long held = 0; // of what is finished, or waits for its next frame
        long first = 0; // at the most expensive moment of the first frame, beside the picture
        long adding = 0; // to what waits
        long finishing = 0;
        for (Output output : plan.largestFirst(recipe.variants())) {
            Size size = plan.result(output);
            long making = plan.memoryOf(output);
            if (moves && output.encoding().animated() != null) {
                FrameWriter.Memory writer = encoder.memoryToWrite(output, size, header.frames());
                first = Math.max(first, held + making + encoder.memoryToBegin(output, size));
                adding = Math.max(adding, making + writer.adding());
                finishing = Math.max(finishing, writer.finishing());
                held += writer.waiting();
            } else {
                long encoding = encoder.memoryNeeded(output, size, header, mayVeil(recipe, output));
                first = Math.max(first, held + making + encoding);
                held += encoder.mostBytes(size, profileBytes);
            }
        }
        long frames = decode + plan.memoryOfSteps() + Math.max(first, held + adding);
        long profile = recipe.keepsProfile() ? EmbeddedProfile.memoryToCarry(originalBytes) : 0;
        return Math.max(frames, held + finishing) + profile;
    }

    private static boolean mayVeil(Recipe recipe, Output output) {
        return Stream.concat(recipe.steps().stream(), output.steps().stream()).anyMatch(Step::mayVeil);
    }

    /**
     * @param original not modified, and not kept
     * @param header as {@link HeaderProbe} read it from {@code original}, within the limits
     * @throws RejectedImageException if the bytes are not what their header promised
     * @throws DeadlineException if the deadline passes
     * @throws VariantTooLongException if a variant has too many bytes
     * @throws StepException if a company's step does not do its work
     */
    Rendition render(byte[] original, Header header, Recipe recipe, Deadline deadline) throws RejectedImageException {
        // The size of the largest variant first: all steps are cheaper on fewer pixels, and none asks for more of them
        Plan plan = Plan.of(header, recipe);
        return recipe.keepsFrames(header)
                ? moving(original, header, recipe, plan, deadline)
                : still(original, header, recipe, plan, deadline);
    }

    private Rendition still(byte[] original, Header header, Recipe recipe, Plan plan, Deadline deadline)
            throws RejectedImageException {
        Rendering rendering = rendering(original, header, recipe, plan, null, deadline);
        try (Picture decoded = read(header, () -> engine.decode(original, header, plan.stored(), deadline))) {
            deadline.check();
            try (Picture needed = engine.resize(decoded, plan.stored(), deadline)) {
                rendering.frame(needed);
            }
            return rendering.rendition();
        }
    }

    private Rendering rendering(
            byte[] original, Header header, Recipe recipe, Plan plan, Timing timing, Deadline deadline) {
        CopyrightNotice notice = recipe.kept().contains(Keep.COPYRIGHT) ? CopyrightNotice.of(original, header) : null;
        return new Rendering(engine, encoder, header, recipe, plan, timing, notice, deadline);
    }

    private Rendition moving(byte[] original, Header header, Recipe recipe, Plan plan, Deadline deadline)
            throws RejectedImageException {
        Timing timing = Timing.of(original, header);
        Rendering rendering = rendering(original, header, recipe, plan, timing, deadline);
        try (FrameReader frames = read(header, () -> engine.frames(original, header, plan.stored(), deadline))) {
            for (int i = 0; i < header.frames(); i++) {
                deadline.check();
                try (Picture frame = read(header, frames::next)) {
                    rendering.frame(frame);
                }
            }
        }
        return rendering.rendition();
    }

    /** What an engine does with bytes of strangers. */
    private interface Reading<T> {
        T run() throws RejectedImageException, IOException;
    }

    private static <T> T read(Header header, Reading<T> reading) throws RejectedImageException {
        try {
            return reading.run();
        } catch (DeadlineException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // codecs meet hostile bytes with any exception they like: about 7 % of them unchecked ones
            throw new RejectedImageException(
                    RejectedImageException.Code.BROKEN_IMAGE,
                    header,
                    "The bytes begin like a " + header.format().word() + " image but cannot be decoded.",
                    e);
        }
    }
}
