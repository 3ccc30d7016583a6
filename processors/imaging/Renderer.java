package imaging;

import imaging.Recipe.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a recipe on one original, with any engine: what size is needed, one decode, the steps, and each variant from the
 * next larger one. A variant has the format for transparency where the source could be transparent (an alpha channel, a
 * transparent colour, a GIF with a transparent index or an uncovered canvas), whether or not a pixel is. Thread-safe.
 */
final class Renderer {
    private static final Map<String, Step> STEPS = Map.of("orient", new Orient(), "srgb", new ToSrgb());
    private static final Step FLATTEN = new Flatten();

    private final Engine engine;

    Renderer(Engine engine) {
        this.engine = engine;
    }

    /** Bytes of memory, on the heap or beside it, that {@link #render} takes at its peak. Never too few. */
    long memoryNeeded(Header header, long originalBytes, Recipe recipe) {
        Size target = target(header, recipe);
        long encode = recipe.variants().stream()
                .map(output -> header.alpha() ? output.transparent() : output.format())
                .mapToLong(format -> engine.memoryToEncode(target, format, header.alpha()))
                .max()
                .orElseThrow();
        // beside what the engine takes: the picture that a step makes of another, at four bytes a pixel
        return engine.memoryToDecode(header, originalBytes, target) + target.pixels() * 4 + encode;
    }

    /**
     * @param original not modified, and not kept
     * @param header as {@link HeaderProbe} read it from {@code original}, within the limits
     * @throws RejectedImageException if the bytes are not what their header promised
     * @throws DeadlineException if the deadline passes
     */
    Rendition render(byte[] original, Header header, Recipe recipe, Deadline deadline) throws RejectedImageException {
        // The size of the largest variant first: all steps are cheaper on fewer pixels, and none asks for more of them
        Size target = target(header, recipe);
        Picture decoded = decode(original, header, target, deadline);
        deadline.check();
        Picture picture = engine.resize(decoded, target);
        List<String> done = new ArrayList<>();
        for (String name : recipe.steps()) {
            deadline.check();
            picture = STEPS.get(name).apply(picture);
            done.add(name);
        }
        Size upright = new Size(header.width(), header.height()).turned(turn(header, recipe));
        Map<String, Rendition.Variant> variants = new TreeMap<>();
        for (Output output : largestFirst(recipe, upright)) {
            deadline.check();
            picture = engine.resize(picture, upright.fit(output));
            deadline.check();
            variants.put(output.name(), variant(picture, output, done));
        }
        return new Rendition(
                header,
                recipe.variants().stream().map(o -> variants.get(o.name())).toList());
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

    private Rendition.Variant variant(Picture picture, Output output, List<String> before) {
        List<String> operations = new ArrayList<>(before);
        operations.add("fit");
        Format format = picture.alpha() ? output.transparent() : output.format();
        Picture last = picture;
        if (picture.alpha() && format == Format.JPEG) {
            last = FLATTEN.apply(picture);
            operations.add(FLATTEN.name());
        }
        byte[] bytes = engine.encode(last, new Encoding(format, output.quality(), false, false));
        return new Rendition.Variant(output.name(), format, last.width(), last.height(), operations, bytes);
    }

    /** By what becomes of this picture: a box that is wide and low may be the smaller one for it. */
    private static List<Output> largestFirst(Recipe recipe, Size upright) {
        return recipe.variants().stream()
                .sorted(Comparator.comparingLong((Output o) -> upright.fit(o).pixels())
                        .reversed())
                .toList();
    }

    /** What the decoder must deliver at least, as the pixels are stored. */
    private static Size target(Header header, Recipe recipe) {
        int turn = turn(header, recipe);
        Size upright = new Size(header.width(), header.height()).turned(turn);
        return recipe.variants().stream()
                .map(upright::fit)
                .reduce(Size::union)
                .orElseThrow()
                .turned(turn);
    }

    /** The orientation that will be applied. */
    private static int turn(Header header, Recipe recipe) {
        return recipe.steps().contains("orient") ? header.orientation() : 1;
    }
}
