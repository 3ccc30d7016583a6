package imaging;

import imaging.Recipe.Output;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs a recipe on one original, with any engine: what size is needed, one decode, the steps, and each variant from the
 * next larger one. A variant has the format for transparency where the source could be transparent (an alpha channel, a
 * transparent colour, a GIF with a transparent index or an uncovered canvas), whether or not a pixel is. Thread-safe.
 */
final class Renderer {
    private static final Step FLATTEN = new Flatten();

    private final Engine engine;
    private final VariantEncoder encoder;

    Renderer(Engine engine) {
        this.engine = engine;
        this.encoder = new VariantEncoder(engine);
    }

    /** Bytes of memory, on the heap or beside it, that {@link #render} takes at its peak. Never too few. */
    long memoryNeeded(Header header, long originalBytes, Recipe recipe) {
        Plan plan = Plan.of(header, recipe);
        long variant = recipe.variants().stream()
                .mapToLong(output -> plan.memoryOf(output)
                        + encoder.memoryNeeded(output, plan.result(output), header, mayVeil(recipe, output)))
                .max()
                .orElseThrow();
        long profile = recipe.keepsProfile() ? EmbeddedProfile.memoryToCarry(originalBytes) : 0;
        return engine.memoryToDecode(header, originalBytes, plan.stored()) + plan.memoryOfSteps() + variant + profile;
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
        try (Picture decoded = decode(original, header, plan.stored(), deadline)) {
            deadline.check();
            try (Picture needed = engine.resize(decoded, plan.stored(), deadline)) {
                Picture picture = needed;
                List<String> done = new ArrayList<>();
                for (Step step : plan.steps()) {
                    picture = step.apply(picture, deadline);
                    done.add(step.name());
                }
                CopyrightNotice notice =
                        recipe.kept().contains(Keep.COPYRIGHT) ? CopyrightNotice.of(original, header) : null;
                Measures measures = Measures.of(picture, recipe.measures());
                Map<String, Rendition.Variant> variants = variants(picture, recipe, plan, done, notice, deadline);
                return new Rendition(
                        header,
                        recipe.variants().stream()
                                .map(o -> variants.get(o.name()))
                                .toList(),
                        measures);
            }
        }
    }

    private Map<String, Rendition.Variant> variants(
            Picture picture, Recipe recipe, Plan plan, List<String> done, CopyrightNotice notice, Deadline deadline) {
        Map<String, Rendition.Variant> variants = new TreeMap<>();
        Picture last = picture;
        try {
            for (Output output : largestFirst(recipe, plan)) {
                deadline.check();
                Size size = within(plan.scaled(output), picture.size());
                Picture next = engine.resize(last.size().holds(size) ? last : picture, size, deadline);
                if (last != picture && last != next) {
                    last.close();
                }
                last = next;
                deadline.check();
                variants.put(output.name(), named(recipe, output, last, done, notice, deadline));
            }
        } finally {
            last.close();
        }
        return variants;
    }

    /** Whoever reads that it failed is to know which line of which recipe to change. */
    private Rendition.Variant named(
            Recipe recipe,
            Output output,
            Picture scaled,
            List<String> before,
            CopyrightNotice notice,
            Deadline deadline) {
        try {
            return variant(scaled, output, before, notice, deadline);
        } catch (DeadlineException e) {
            throw e.at(name(recipe, output));
        } catch (VariantTooLongException e) {
            throw e.at(name(recipe, output));
        }
    }

    private static String name(Recipe recipe, Output output) {
        return "The variant '" + output.name() + "' of " + recipe.id();
    }

    private Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException {
        try {
            return engine.decode(original, header, target, deadline);
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

    /**
     * @param scaled stays as it is: other variants are made of it
     * @param notice null = none
     */
    private Rendition.Variant variant(
            Picture scaled, Output output, List<String> before, CopyrightNotice notice, Deadline deadline) {
        List<String> operations = new ArrayList<>(before);
        operations.add(output.shape().name());
        Optional<Step> then = output.shape().then(scaled.size());
        Picture picture = then.isPresent() ? then.get().apply(scaled) : scaled;
        // where there are no steps nobody need ask for pixels
        if (!output.steps().isEmpty() && picture.pixels() == scaled.pixels()) {
            picture = copy(picture);
        }
        for (Step step : output.steps()) {
            picture = step.apply(picture, deadline);
            operations.add(step.name());
        }
        Format format = output.encoding().of(picture);
        if (picture.alpha() && format == Format.JPEG) {
            picture = FLATTEN.apply(picture);
            operations.add(FLATTEN.name());
        }
        byte[] bytes = encoder.encode(picture, format, output.encoding(), deadline);
        deadline.check(); // the last pass of an encoder is not stopped, but what is late has failed
        byte[] file = notice == null ? bytes : notice.in(bytes, format);
        return new Rendition.Variant(output.name(), format, picture.width(), picture.height(), operations, file);
    }

    private static Picture copy(Picture picture) {
        BufferedImage copy = Picture.canvas(picture.width(), picture.height(), picture.alpha());
        int[] pixels = Picture.ints(copy);
        System.arraycopy(Picture.ints(picture.pixels()), 0, pixels, 0, pixels.length);
        return picture.withPixels(copy);
    }

    /** By what becomes of this picture: a box that is wide and low may be the smaller one for it. */
    private static List<Output> largestFirst(Recipe recipe, Plan plan) {
        return recipe.variants().stream()
                .sorted(Comparator.comparingLong((Output o) -> plan.scaled(o).pixels())
                        .reversed())
                .toList();
    }

    /** What steps cut off a small picture may be a pixel more than planned. */
    private static Size within(Size size, Size whole) {
        return new Size(Math.min(size.width(), whole.width()), Math.min(size.height(), whole.height()));
    }
}
