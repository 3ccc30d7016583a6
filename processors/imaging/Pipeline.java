package imaging;

import imaging.RejectedImageException.Code;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Sniff, probe, limits, memory, engine: one call an image. Thread-safe. */
public final class Pipeline {
    private final Engine engine;
    private final Limits limits;
    private final MemoryBudget budget;
    private final HeaderProbe probe;
    private final Renderer renderer;
    private final Turns pictures;
    private final Turns animations;

    public Pipeline(Engine engine, Limits limits, MemoryBudget budget) {
        this.engine = engine;
        this.limits = limits;
        this.budget = budget;
        this.probe = new HeaderProbe(limits);
        this.renderer = new Renderer(engine, limits);
        int cores = Runtime.getRuntime().availableProcessors();
        // one more than a line may have: the first picture of another line finds it free
        this.pictures = new Turns("Pictures", cores + 1, cores, budget.patience());
        this.animations = new Turns("Animations", cores, cores, budget.patience());
    }

    /** Name and version of the engine, such as {@code imgscalr-4.2}. */
    public String engine() {
        return engine.name();
    }

    /** Whether the CPU time of the thread that calls {@link #render} is all that the work takes, under that recipe. */
    public boolean worksOnItsCaller(Recipe recipe) {
        return engine.worksOnItsCaller()
                && recipe.steps().stream().allMatch(Step::worksOnItsCaller)
                && recipe.variants().stream()
                        .flatMap(output -> output.steps().stream())
                        .allMatch(Step::worksOnItsCaller);
    }

    /** What the header says of an image that was not rendered; empty where it is refused before that is known. */
    public Optional<Header> header(byte[] original) {
        try {
            return Optional.of(probe.probe(original));
        } catch (RejectedImageException e) {
            return e.header();
        }
    }

    /** The same, for whoever stands in no line and keeps no variants: nothing is held in the budget any more. */
    public Rendition render(byte[] original, Recipe recipe) throws RejectedImageException {
        return render(original, recipe, "", MemoryBudget.Reservation::release);
    }

    /**
     * A turn is waited for first, then memory: who holds memory waits for no turn.
     *
     * @param original not modified, and not kept
     * @param line of those who wait for each other; lines take turns
     * @param keeper is given what the variants hold of the budget, and releases it when nobody holds them any more; asked
     *     only where there are some
     * @throws RejectedImageException the picture's fault, and for good
     * @throws BusyException no turn, or no memory, within the waiting time: come again
     * @throws DeadlineException it took too long
     * @throws VariantTooLongException a variant has too many bytes
     * @throws StepException a company's step did not do its work
     */
    public Rendition render(byte[] original, Recipe recipe, String line, Consumer<MemoryBudget.Reservation> keeper)
            throws RejectedImageException {
        Header header = probe(original);
        if (recipe.keepsFrames(header)) {
            limits.check(header, Timing.of(original, header), recipe);
        }
        long needed = renderer.memoryNeeded(header, original.length, recipe);
        if (!budget.holds(needed)) {
            throw new RejectedImageException(
                    Code.TOO_MANY_PIXELS,
                    header,
                    String.format(
                            Locale.ROOT,
                            "The image is %,d x %,d pixels%s and takes %,d MiB of memory under the recipe %s; it may take"
                                    + " %,d.",
                            header.width(),
                            header.height(),
                            recipe.keepsFrames(header) ? " in " + header.frames() + " frames, which are kept," : "",
                            needed >> 20,
                            recipe.name(),
                            budget.bytes() >> 20));
        }
        Turns turns = recipe.keepsFrames(header) ? animations : pictures; // milliseconds never wait for seconds
        turns.take(line);
        try {
            return render(original, header, recipe, budget.reserve(needed, line), needed, keeper);
        } finally {
            turns.end(line);
        }
    }

    private Rendition render(
            byte[] original,
            Header header,
            Recipe recipe,
            MemoryBudget.Reservation reserved,
            long needed,
            Consumer<MemoryBudget.Reservation> keeper)
            throws RejectedImageException {
        boolean kept = false;
        try {
            Rendition rendition = renderer.render(original, header, recipe, Deadline.in(limits.maxTime()));
            // never more than there is: whoever waits for memory while he holds some may wait for another who does the
            // same
            reserved.resize(Math.min(needed, rendition.bytes()));
            keeper.accept(reserved);
            kept = true;
            return rendition;
        } catch (RejectedImageException e) {
            throw e.header().isPresent() ? e : e.of(header);
        } finally {
            if (!kept) {
                reserved.release();
            }
        }
    }

    private Header probe(byte[] original) throws RejectedImageException {
        try {
            Header header = probe.probe(original);
            if (engine.reads().contains(header.format())) {
                return header;
            }
            throw new RejectedImageException(
                    Code.UNSUPPORTED_FORMAT,
                    header,
                    "The format of the bytes is " + header.format().word() + ", which " + engine.name()
                            + " does not read.");
        } catch (RejectedImageException e) {
            throw e.is(Code.UNSUPPORTED_FORMAT) ? e.and("Formats that can be read: " + formats() + ".") : e;
        }
    }

    private String formats() {
        return engine.reads().stream()
                .map(format -> format.word().toUpperCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
