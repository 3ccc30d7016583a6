package imaging.step.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import imaging.CompanySteps;
import imaging.Deadline;
import imaging.Engine;
import imaging.Engines;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Picture;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Recipes;
import imaging.Rendition;
import imaging.Size;
import imaging.Step;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every step of a company must keep to. Extend it, hand the step to the constructor as a recipe asks for it, and all
 * of this is tested; what a step is allowed is in the methods to override.
 */
public abstract class StepTest {
    private static final Limits LIMITS = Limits.defaults();
    private static final Engine JAVA = new ImgscalrEngine(LIMITS);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Rows and buffers. */
    private static final long SMALL_BYTES = 256 << 10;

    private static final int THREADS_AT_ONCE = 4;
    private static final double FACTOR = 0.4;

    private final String inRecipe;
    private Path folder;
    private Step step;

    private static Deadline ample() {
        return Deadline.in(LIMITS.maxTime());
    }

    /** @param inRecipe one item of {@code steps}, such as {@code {acme-card: {radius: 32}}} */
    protected StepTest(String inRecipe) {
        this.inRecipe = inRecipe;
    }

    /** Those that are found on the class path; others where the step is not registered. */
    protected CompanySteps steps() {
        return CompanySteps.find(LIMITS);
    }

    /** Levels of 0 to 255 that a sample may be off a golden file. */
    protected int goldenTolerance() {
        return 2;
    }

    /**
     * Levels of 0 to 255 that samples may be off on average: of what is scaled after the step and what is scaled before it,
     * and of what the two engines hand in.
     */
    protected double scaledTolerance() {
        return 4;
    }

    /** CPU that a megapixel may take, warm. Generous: it is to find a mistake, not to measure. */
    protected long cpuMillisPerMegapixel() {
        return 1_000;
    }

    /** Whether the step never draws on the picture that it is given. */
    protected boolean keepsItsInput() {
        return false;
    }

    @BeforeEach
    void readARecipe(@TempDir Path temporary) throws IOException {
        folder = temporary;
        step = recipe(JAVA, "[" + inRecipe + "]", "fit: 1000x1000").steps().get(0);
    }

    private Recipe recipe(Engine engine, String steps, String variant) throws IOException {
        Files.writeString(
                folder.resolve("kit.yaml"),
                "version: 1\nsteps: " + steps + "\nvariants:\n  one:\n    format: png\n    " + variant + "\n");
        return Recipes.load(folder, engine, steps()).find("kit").orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void makesTheSizeThatItAnnounces(PictureKind kind) {
        assertThat(step.apply(kind.picture()).size()).isEqualTo(step.size(kind.size()));
    }

    @ParameterizedTest
    @EnumSource
    void makesTheSameEachTime(PictureKind kind) {
        assertThat(pixels(step.apply(kind.picture()))).isEqualTo(pixels(step.apply(kind.picture())));
    }

    @Test
    void makesTheSameOnManyThreadsAtOnce() throws Exception {
        List<PictureKind> kinds = List.of(PictureKind.LANDSCAPE, PictureKind.TRANSPARENT, PictureKind.ODD);
        List<int[]> alone = new ArrayList<>();
        List<Callable<int[]>> calls = new ArrayList<>();
        for (int i = 0; i < 20 * THREADS_AT_ONCE; i++) {
            PictureKind kind = kinds.get(i % kinds.size());
            alone.add(pixels(step.apply(kind.picture())));
            Picture picture = kind.picture();
            calls.add(() -> pixels(step.apply(picture)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS_AT_ONCE);
        try {
            List<Future<int[]>> together = threads.invokeAll(calls);
            for (int i = 0; i < alone.size(); i++) {
                assertThat(together.get(i).get()).as("picture %d", i).isEqualTo(alone.get(i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void answersEachPictureWithPixelsOfItsOwn() {
        Picture first = step.apply(PictureKind.LANDSCAPE.picture());
        Picture second = step.apply(PictureKind.LANDSCAPE.picture());
        assertThat(Picture.ints(first.pixels()))
                .as("what one picture becomes must not be shared with the next")
                .isNotSameAs(Picture.ints(second.pixels()));
    }

    @ParameterizedTest
    @EnumSource
    void keepsItsInputIfItSaysSo(PictureKind kind) {
        if (keepsItsInput()) {
            Picture picture = kind.picture();
            step.apply(picture);
            assertThat(pixels(picture)).isEqualTo(pixels(kind.picture()));
        }
    }

    @Test
    void doesTheSameToASmallPictureAsToALargeOne() {
        Picture large = JAVA.resize(PictureKind.LARGE.picture(), new Size(800, 600), ample());
        Picture small = JAVA.resize(PictureKind.LARGE.picture(), large.size().scaled(FACTOR), ample());
        Picture before = step.scaled(FACTOR).apply(small);
        Size expected = step.size(large.size()).scaled(FACTOR);
        assertThat(Math.abs(before.width() - expected.width()))
                .as("pixels off across")
                .isLessThanOrEqualTo(2);
        assertThat(Math.abs(before.height() - expected.height()))
                .as("pixels off down")
                .isLessThanOrEqualTo(2);
        Picture after = step.apply(large);
        assertThat(apart(after, before))
                .as("scaled() against scaling afterwards")
                .isLessThan(scaledTolerance());
    }

    @Test
    void takesNoMoreMemoryThanItSays() throws IOException {
        step.apply(PictureKind.LARGE.picture());
        Picture picture = PictureKind.LARGE.picture();
        assertThat(LargeArrays.bytes(folder.resolve("memory.jfr"), () -> step.apply(picture)))
                .as("bytes of large arrays, given back or not; memoryNeeded() says how many it may be")
                .isLessThanOrEqualTo(step.memoryNeeded(picture.size()) + SMALL_BYTES);
    }

    @Test
    void takesNoMoreCpuThanItMay() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            Picture picture = PictureKind.LARGE.picture();
            long before = THREADS.getCurrentThreadCpuTime();
            step.apply(picture);
            least = Math.min(least, THREADS.getCurrentThreadCpuTime() - before);
        }
        assertThat(least / PictureKind.LARGE.size().pixels())
                .as("ms of CPU a megapixel")
                .isLessThanOrEqualTo(cpuMillisPerMegapixel());
    }

    @ParameterizedTest
    @EnumSource(names = {"ODD", "PORTRAIT", "LANDSCAPE", "TRANSPARENT", "PALETTE", "GRAY"})
    void looksAsItDidWhenSomebodyLooked(PictureKind kind) {
        Golden.of(getClass())
                .check(kind.name().toLowerCase(Locale.ROOT), step.apply(kind.picture()), goldenTolerance());
    }

    @ParameterizedTest
    @EnumSource(names = {"LARGE", "TRANSPARENT", "GRAY"})
    void makesTheSameOfAFileWithEitherEngine(PictureKind kind) throws Exception {
        Picture java = one(JAVA, kind);
        Engine vips = Engines.vips(LIMITS).orElse(null);
        if (vips != null) { // else it has said so
            assertThat(apart(java, one(vips, kind))).isLessThan(scaledTolerance());
        }
    }

    /** In the recipe and in its variant. */
    private Picture one(Engine engine, PictureKind kind) throws Exception {
        Pipeline pipeline = new Pipeline(engine, LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        Recipe recipe =
                recipe(engine, "[orient, srgb, " + inRecipe + "]", "fit: 200x200\n    steps: [" + inRecipe + "]");
        Rendition.Variant variant =
                pipeline.render(kind.file(), recipe).variants().get(0);
        assertThat(variant.operations()).containsSubsequence(step.name(), "fit", step.name());
        return PictureKind.decode(variant.bytes());
    }

    /** On average, and both at the size that holds in either. */
    private static double apart(Picture a, Picture b) {
        Size size = new Size(Math.min(a.width(), b.width()), Math.min(a.height(), b.height()));
        return Likeness.of(JAVA.resize(a, size, ample()), JAVA.resize(b, size, ample()))
                .mean();
    }

    /** What is to be seen: without the upper bits of an opaque picture, which mean nothing. */
    private static int[] pixels(Picture picture) {
        int[] pixels = Picture.ints(picture.pixels()).clone();
        if (!picture.alpha()) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] &= 0xffffff;
            }
        }
        return pixels;
    }
}
