package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import imaging.step.BytesFunction;
import imaging.step.BytesStep;
import imaging.step.ImageFunction;
import imaging.step.ImageStep;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a company's code does, the image alone has failed, by the name of the step. */
class CompanyStepTest {
    private static final Limits LIMITS = Limits.defaults();
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    /** Read out of a recipe, as it is in use. */
    private Step read(imaging.step.Step step) throws IOException {
        return read(step, LIMITS);
    }

    private Step read(imaging.step.Step step, Limits limits) throws IOException {
        Files.writeString(
                folder.resolve("r.yaml"),
                "version: 1\nsteps: [orient, " + step.name() + "]\nvariants: {one: {fit: 100x100, format: png}}\n");
        Engine engine = new ImgscalrEngine(limits);
        CompanySteps steps = CompanySteps.of(limits, () -> List.of(step));
        return Recipes.load(folder, engine, steps)
                .find("r")
                .orElseThrow()
                .steps()
                .get(1);
    }

    private static Picture picture() {
        return Pixels.of(Pictures.scene(40, 30));
    }

    private static Deadline late() {
        return Deadline.in(Duration.ofMillis(200));
    }

    private static Deadline ample() {
        return Deadline.in(SOON);
    }

    private Throwable failure(ImageFunction code) throws IOException {
        Step step = read(ImageStep.of("acme-bad", code));
        Throwable thrown = catchThrowable(() -> step.apply(picture(), ample()));
        assertThat(thrown).isInstanceOf(StepException.class).hasMessageStartingWith("The step 'acme-bad' ");
        return thrown;
    }

    static List<ImageFunction> whatItThrowsIsKnownByTheStepAndItsWordsStayInside() {
        return List.of(
                picture -> {
                    throw new IllegalStateException("secret");
                },
                picture -> {
                    throw new IOException("secret");
                },
                picture -> {
                    throw new RejectedImageException(RejectedImageException.Code.BROKEN_IMAGE, null, "secret");
                },
                picture -> {
                    throw new NoClassDefFoundError("secret");
                },
                picture -> {
                    throw new AssertionError("secret");
                },
                picture -> {
                    throw new OutOfMemoryError("secret");
                },
                CompanyStepTest::endless);
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static BufferedImage endless(BufferedImage picture) {
        return endless(picture);
    }

    @ParameterizedTest
    @MethodSource
    void whatItThrowsIsKnownByTheStepAndItsWordsStayInside(ImageFunction code) throws IOException {
        Throwable thrown = failure(code);
        assertThat(thrown).hasMessageContaining("threw ").hasMessageNotContaining("secret");
        assertThat(thrown.getCause()).isNotNull();
        assertThat(((StepException) thrown).isWorthAnotherTry()).isTrue();
    }

    @Test
    void anErrorThatTheProcessDoesNotOutliveStaysWhatItIs() throws IOException {
        Step step = read(ImageStep.of("acme-bad", picture -> {
            throw new InternalError("a fault in the machine");
        }));
        assertThatThrownBy(() -> step.apply(picture(), ample())).isInstanceOf(InternalError.class);
    }

    @Test
    void nothingIsNoPicture() throws IOException {
        assertThat(failure(picture -> null)).hasMessage("The step 'acme-bad' returned null.");
    }

    @Test
    void anotherSizeThanAnnouncedIsNonsense() throws IOException {
        assertThat(failure(picture -> new BufferedImage(4, 30, BufferedImage.TYPE_INT_RGB)))
                .hasMessage("The step 'acme-bad' made a picture of 4x30 and had announced 40x30.");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_4BYTE_ABGR_PRE
            })
    void anyTypeOfImageAndAPartOfALargerOneWillDo(int type) throws IOException {
        Step step = read(ImageStep.of("acme-part", picture -> {
            BufferedImage larger = new BufferedImage(picture.getWidth() + 7, picture.getHeight() + 3, type);
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    larger.setRGB(x + 5, y + 2, picture.getRGB(x, y));
                }
            }
            return larger.getSubimage(5, 2, picture.getWidth(), picture.getHeight());
        }));
        Picture made = step.apply(picture(), ample());
        assertThat(made.alpha()).as("a channel that nothing uses").isFalse();
        assertThat(made.pixels().getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(Picture.ints(made.pixels())).hasSize(40 * 30);
        for (int i : new int[] {0, 39, 40, 1_199}) {
            assertThat(made.pixels().getRGB(i % 40, i / 40))
                    .isEqualTo(picture().pixels().getRGB(i % 40, i / 40));
        }
    }

    @Test
    void aGrayPictureIsGrayNoMoreOnceItHasColour() throws IOException {
        Picture gray = Pixels.gray(Pixels.plain(40, 30, 0x777777));
        Step kept = read(ImageStep.of("acme-kept", picture -> picture));
        assertThat(kept.apply(gray, ample()).gray()).isTrue();
        Step coloured = read(ImageStep.of("acme-red", picture -> {
            picture.setRGB(39, 29, 0xff0000);
            return picture;
        }));
        assertThat(coloured.apply(gray, ample()).gray()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
    void aGrayscaleImageIsNotLightened(int type) throws IOException {
        int deep = type == BufferedImage.TYPE_USHORT_GRAY ? 256 : 1;
        Step step = read(ImageStep.of("acme-gray", picture -> {
            BufferedImage gray = new BufferedImage(picture.getWidth(), picture.getHeight(), type);
            gray.getRaster().setSample(3, 2, 0, 100 * deep);
            return gray;
        }));
        Picture made = step.apply(picture(), ample());
        assertThat(made.alpha()).isFalse();
        assertThat(Pixels.of(made)[2 * 40 + 3]).isEqualTo(0x646464);
        assertThat(Pixels.of(made)[0]).isZero();
    }

    @Test
    void aGrayPictureStaysGrayThroughAFile() throws IOException {
        Step step = read(BytesStep.of("acme-file", png -> png));
        Picture made = step.apply(Pixels.gray(Pixels.plain(40, 30, 0x777777)), ample());
        assertThat(made.gray()).isTrue();
        assertThat(Pixels.of(made)[0]).isEqualTo(0x777777);
    }

    /** Sizes that an announcing step may get wrong. */
    private static final class Announcing implements ImageStep {
        private final Dimension announced;

        Announcing(Dimension announced) {
            this.announced = announced;
        }

        @Override
        public String name() {
            return "acme-bad";
        }

        @Override
        public Dimension size(Dimension before) {
            if (announced != null && announced.height == 13) {
                throw new IllegalStateException("secret");
            }
            return announced;
        }

        @Override
        public BufferedImage apply(BufferedImage picture) {
            return new BufferedImage(announced.width, announced.height, BufferedImage.TYPE_INT_RGB);
        }
    }

    @Test
    void noSizeIsNonsenseWhereverItIsAsked() throws IOException {
        for (Dimension none : new Dimension[] {null, new Dimension(0, 5), new Dimension(5, -1), new Dimension(1, 13)}) {
            Step step = read(new Announcing(none));
            assertThatThrownBy(() -> step.size(new Size(40, 30)))
                    .isInstanceOf(StepException.class)
                    .hasMessageStartingWith("The step 'acme-bad' ")
                    .hasMessageNotContaining("secret");
            assertThatThrownBy(() -> step.apply(picture(), ample())).isInstanceOf(StepException.class);
        }
    }

    @Test
    void whatIsOverTheLimitsIsNotEvenBegun() throws IOException {
        Limits narrow = new Limits(10_000, 200, 1, 10_000, 1, 1 << 20, Duration.ofSeconds(20), 1 << 20);
        for (Dimension large : new Dimension[] {new Dimension(201, 1), new Dimension(101, 100)}) {
            Step step = read(new Announcing(large), narrow);
            assertThatThrownBy(() -> step.apply(picture(), ample()))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("which is over the limits (10000 pixels, 200 a side)");
        }
        assertThat(read(new Announcing(new Dimension(100, 100)), narrow)
                        .apply(picture(), ample())
                        .size())
                .isEqualTo(new Size(100, 100));
    }

    @Test
    void oneThatHeedsTheInterruptIsLateAndLeavesNoThreadBehind() throws IOException {
        AtomicReference<Thread> worker = new AtomicReference<>();
        Step step = read(ImageStep.of("acme-slow", picture -> {
            worker.set(Thread.currentThread());
            new CountDownLatch(1).await();
            return picture;
        }));
        // a busy machine may take longer than that to start a thread
        await().atMost(SOON).until(() -> {
            assertThatThrownBy(() -> step.apply(picture(), late())).hasMessageContaining("deadline");
            return worker.get() != null;
        });
        for (int i = 0; i < 2 * StepThreads.MOST_STUCK; i++) {
            assertThatThrownBy(() -> step.apply(picture(), late()))
                    .isInstanceOfSatisfying(StepException.class, e -> assertThat(e.isWorthAnotherTry())
                            .isFalse())
                    .hasMessageContaining("'acme-slow' was not done by the image's deadline");
            assertThat(worker.get().isDaemon()).isTrue();
            assertThat(worker.get().getName()).isEqualTo("step acme-slow");
        }
    }

    @Test
    void oneThatIgnoresItHoldsNobodyAndIsRefusedUntilItsThreadsEnd() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        Step step = read(ImageStep.of("acme-stuck", picture -> {
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException ignored) {
                    // that is the point
                }
            }
            return picture;
        }));
        List<String> late = new ArrayList<>();
        AtomicReference<Throwable> last = new AtomicReference<>();
        await().atMost(SOON).until(() -> {
            last.set(catchThrowable(() -> step.apply(picture(), late())));
            if (last.get().getMessage().contains("deadline")) {
                late.add(last.get().getMessage());
                return false;
            }
            return true;
        });
        assertThat(late).hasSizeGreaterThanOrEqualTo(StepThreads.MOST_STUCK);
        assertThat(last.get())
                .isInstanceOfSatisfying(StepException.class, e -> assertThat(e.isWorthAnotherTry())
                        .isFalse())
                .hasMessageContaining("'acme-stuck' is not run: 2 of its threads are stuck");
        end.countDown();
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(step.apply(picture(), ample()).size()).isEqualTo(new Size(40, 30)));
    }

    /** Never answers one of the questions that are asked before any pixel is there. */
    private record Silent(String question, CountDownLatch end) implements ImageStep {
        private void ask(String asked) {
            while (asked.equals(question) && end.getCount() > 0) {
                Thread.interrupted(); // that is the point
                Thread.onSpinWait();
            }
        }

        @Override
        public String name() {
            return "acme-silent";
        }

        @Override
        public Dimension size(Dimension before) {
            ask("size");
            return before;
        }

        @Override
        public imaging.step.Step scaled(double factor) {
            ask("scaled");
            return this;
        }

        @Override
        public long memoryNeeded(Dimension picture) {
            ask("memoryNeeded");
            return 0;
        }

        @Override
        public BufferedImage apply(BufferedImage picture) {
            return picture;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"size", "scaled", "memoryNeeded"})
    void aQuestionThatIsNeverAnsweredHoldsNobody(String question) throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try {
            Limits quick = new Limits(10_000, 200, 1, 10_000, 1, 1 << 20, Duration.ofMillis(200), 1 << 20);
            Files.writeString(
                    folder.resolve("r.yaml"),
                    "version: 1\nsteps: [acme-silent]\nvariants: {one: {fit: 10x10, format: png}}\n");
            Engine engine = new ImgscalrEngine(quick);
            CompanySteps steps = CompanySteps.of(quick, () -> List.of(new Silent(question, end)));
            Recipe recipe = Recipes.load(folder, engine, steps).find("r").orElseThrow();
            Pipeline pipeline = new Pipeline(engine, quick, new MemoryBudget(64 << 20, SOON));
            for (int i = 0; i < StepThreads.MOST_STUCK; i++) {
                assertThatThrownBy(() -> pipeline.render(Pictures.png(40, 30, false), recipe))
                        .isInstanceOf(StepException.class)
                        .hasMessageContaining("'acme-silent' was not done by the image's deadline");
            }
            assertThatThrownBy(() -> pipeline.render(Pictures.png(40, 30, false), recipe))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("2 of its threads are stuck");
        } finally {
            end.countDown();
        }
    }

    @Test
    void aBurstOnAStepThatHangsLeavesNoMoreThreadsThanMayWorkAtOnce() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        StepThreads threads = new StepThreads("acme-stuck", getClass().getClassLoader());
        ExecutorService callers = Executors.newFixedThreadPool(10 * StepThreads.MOST_RUNNING);
        AtomicInteger begun = new AtomicInteger();
        try {
            List<Callable<Void>> burst = Collections.nCopies(10 * StepThreads.MOST_RUNNING, () -> {
                threads.run(
                        () -> {
                            begun.incrementAndGet();
                            while (end.getCount() > 0) {
                                Thread.interrupted();
                                Thread.onSpinWait();
                            }
                            return null;
                        },
                        Deadline.in(Duration.ofMillis(500)));
                return null;
            });
            for (Future<Void> one : callers.invokeAll(burst)) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(RuntimeException.class);
            }
            assertThat(begun).hasValueLessThanOrEqualTo(StepThreads.MOST_RUNNING);
            assertThat(threads.stuck()).isBetween(StepThreads.MOST_STUCK, StepThreads.MOST_RUNNING);
        } finally {
            end.countDown();
            callers.shutdownNow();
        }
        await().until(() -> threads.stuck() == 0);
        assertThat(threads.run(() -> "works again", Deadline.in(SOON))).isEqualTo("works again");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
    void memoryThatNobodyHasIsTheStepsMistakeAndNotThePictures(long bytes) {
        imaging.step.Step greedy = new ImageStep() {
            @Override
            public String name() {
                return "acme-greedy";
            }

            @Override
            public long memoryNeeded(Dimension picture) {
                return bytes;
            }

            @Override
            public BufferedImage apply(BufferedImage picture) {
                return picture;
            }
        };
        CompanyStep step = new CompanyStep(
                "acme-greedy", greedy, new StepThreads("acme-greedy", getClass().getClassLoader()), LIMITS);
        assertThatThrownBy(() -> step.memoryNeeded(new Size(40, 30)))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("'acme-greedy' announced that it takes " + bytes + " bytes for 40x30");
    }

    @Test
    void memoryThatAStuckStepHadIsFreeForTheNextImage() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try {
            Files.writeString(
                    folder.resolve("r.yaml"),
                    "version: 1\nsteps: [acme-stuck]\nvariants: {one: {fit: 100x100, format: png}}\n");
            Files.writeString(
                    folder.resolve("plain.yaml"),
                    "version: 1\nsteps: [orient]\nvariants: {one: {fit: 100x100, format: png}}\n");
            Limits quick = new Limits(
                    LIMITS.maxPixels(),
                    LIMITS.maxSide(),
                    LIMITS.maxFrames(),
                    LIMITS.maxAnimationPixels(),
                    LIMITS.maxScans(),
                    LIMITS.maxMetadataBytes(),
                    Duration.ofSeconds(3),
                    LIMITS.maxVariantBytes());
            Engine engine = new ImgscalrEngine(quick);
            CompanySteps steps = CompanySteps.of(
                    quick,
                    () -> List.of(ImageStep.of("acme-stuck", picture -> {
                        while (end.getCount() > 0) {
                            Thread.interrupted();
                            Thread.onSpinWait();
                        }
                        return picture;
                    })));
            Recipes recipes = Recipes.load(folder, engine, steps);
            MemoryBudget budget = new MemoryBudget(32 << 20, Duration.ofMillis(1));
            Pipeline pipeline = new Pipeline(engine, quick, budget);
            assertThatThrownBy(() -> pipeline.render(
                            Pictures.jpeg(200, 100), recipes.find("r").orElseThrow()))
                    .isInstanceOf(StepException.class);
            budget.reserve(32 << 20).release();
            assertThat(pipeline.render(
                                    Pictures.jpeg(200, 100),
                                    recipes.find("plain").orElseThrow())
                            .variants())
                    .hasSize(1);
        } finally {
            end.countDown();
        }
    }

    @Test
    void whoeverIsInterruptedWhileHeWaitsComesAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Step step = read(ImageStep.of("acme-slow", picture -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return picture;
        }));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread worker = new Thread(() -> {
            try {
                step.apply(picture(), ample());
            } catch (BusyException e) {
                thrown.set(Thread.currentThread().isInterrupted() ? e : null);
            }
        });
        worker.start();
        begun.await();
        worker.interrupt();
        worker.join(SOON.toMillis());
        assertThat(thrown.get()).isInstanceOf(BusyException.class);
        interrupted.await();
    }

    @Test
    void aPictureThatHadAnAlphaChannelKeepsIt() throws IOException {
        Picture opaque = Pixels.veiled(40, Pixels.of(Pixels.plain(40, 30, 0)));
        Arrays.fill(Picture.ints(opaque.pixels()), 0xff102030);
        for (imaging.step.Step step :
                List.of(ImageStep.of("acme-kept", p -> p), BytesStep.of("acme-kept", png -> png))) {
            Picture made = read(step).apply(opaque, ample());
            assertThat(made.alpha()).isTrue();
            assertThat(Pixels.of(made)[0]).isEqualTo(0xff102030);
        }
    }

    private Picture bytes(BytesFunction code) throws IOException {
        return read(BytesStep.of("acme-file", code)).apply(picture(), ample());
    }

    @Test
    void aFileGoesInAsItIsAndComesBackUprightInAnyFormatThatIsRead() throws IOException {
        assertThat(Pixels.of(bytes(png -> png))).isEqualTo(Pixels.of(picture()));
        byte[] turned = Pictures.orientedJpeg(Pictures.quarters(40, 30), 6);
        Picture upright = bytes(png -> turned);
        assertThat(upright.size()).isEqualTo(new Size(40, 30));
        assertThat(upright.orientation()).isEqualTo(1);
        assertThat((Pixels.of(upright)[0] >> 16) & 0xff)
                .as("red on the upper left")
                .isGreaterThan(200);
        assertThat(bytes(png -> Pictures.bmp(40, 30)).size()).isEqualTo(new Size(40, 30));
        assertThat(bytes(png -> Pictures.transparentGif(40, 30)).alpha()).isTrue();
    }

    private record Broken(byte[] file, String words) {
        @Override
        public String toString() {
            return words;
        }
    }

    static List<Broken> aFileThatIsNoneIsNonsense() {
        return List.of(
                new Broken(null, "returned null"),
                new Broken(new byte[0], "returned a file that is refused: "),
                new Broken(Pictures.text(), "returned a file that is refused: The bytes are of no known image format"),
                new Broken(
                        Pictures.truncated(Pictures.png(40, 30, false), 0.5),
                        "returned a file that is refused: The PNG"),
                new Broken(Pictures.png(41, 30, false), "made a picture of 41x30 and had announced 40x30"),
                new Broken(Pictures.pngClaiming(40_000, 30), "a side may have 30,000"),
                new Broken(new byte[(64 << 20) + 1], "returned 67108865 bytes; it may be 67108864"),
                new Broken(StoredPictures.webp(), "which is not read here"));
    }

    @ParameterizedTest
    @MethodSource
    void aFileThatIsNoneIsNonsense(Broken broken) {
        assertThatThrownBy(() -> bytes(png -> broken.file()))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The step 'acme-file' ")
                .hasMessageContaining(broken.words());
    }

    @Test
    void whatComesOutHasTheFormatForTransparencyIfAPixelIsTransparent() throws Exception {
        Files.writeString(
                folder.resolve("r.yaml"),
                "version: 1\nsteps: [orient]\nvariants: {one: {fit: 100x100, format: jpeg, transparent: png, quality: 80,"
                        + " steps: [acme-hole]}}\n");
        Engine engine = new ImgscalrEngine(LIMITS);
        CompanySteps steps = CompanySteps.of(
                LIMITS,
                () -> List.of(ImageStep.of("acme-hole", picture -> {
                    BufferedImage hole =
                            new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_ARGB);
                    hole.setRGB(0, 0, 0xff123456);
                    return hole;
                })));
        Recipe recipe = Recipes.load(folder, engine, steps).find("r").orElseThrow();
        Rendition.Variant variant = new Pipeline(engine, LIMITS, new MemoryBudget(64 << 20, SOON))
                .render(Pictures.jpeg(40, 30), recipe)
                .variants()
                .get(0);
        assertThat(variant.format()).isEqualTo(Format.PNG);
        assertThat(variant.operations()).containsExactly("orient", "fit", "acme-hole");
    }

    @Test
    void aPictureThatIsDecodedSmallerMeetsTheStepScaled() throws IOException {
        Step step = read(new Inset(100));
        assertThat(step.size(new Size(1_000, 800))).isEqualTo(new Size(800, 600));
        assertThat(step.scaled(0.1).size(new Size(100, 80))).isEqualTo(new Size(80, 60));
        assertThat(step.scaled(0.1).name()).isEqualTo("acme-inset");
        assertThat(step.scaled(0.1)
                        .apply(Pixels.of(Pictures.scene(100, 80)), ample())
                        .size())
                .isEqualTo(new Size(80, 60));
    }

    /** Cuts the edges off. */
    private record Inset(double edge) implements ImageStep {
        @Override
        public String name() {
            return "acme-inset";
        }

        @Override
        public imaging.step.Step scaled(double factor) {
            return new Inset(edge * factor);
        }

        @Override
        public Dimension size(Dimension before) {
            int off = 2 * (int) Math.round(edge);
            return new Dimension(before.width - off, before.height - off);
        }

        @Override
        public BufferedImage apply(BufferedImage picture) {
            Dimension size = size(new Dimension(picture.getWidth(), picture.getHeight()));
            int off = (int) Math.round(edge);
            return picture.getSubimage(off, off, size.width, size.height);
        }
    }
}
