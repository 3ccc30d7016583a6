package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import imaging.Animations.Frame;
import imaging.Animations.Movie;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Animations that a recipe keeps, with every engine. */
abstract class AnimationSuite {
    static final Limits LIMITS = Limits.defaults();
    private static final String KEPT = "steps: []\nvariants:\n  one: {fit: 500x500, format: gif, animated: gif}\n";

    @TempDir
    Path folder;

    /** Ends every test as not run where there is none. */
    private final Engine engine = engine(LIMITS);

    /** The engine under test. */
    abstract Engine engine(Limits limits);

    final Recipe recipe(String text) throws Exception {
        Files.writeString(folder.resolve("recipe.yaml"), "version: 1\n" + text);
        return Recipes.load(folder, engine).find("recipe").orElseThrow();
    }

    final Rendition render(byte[] original, String recipe) throws Exception {
        return render(original, recipe, LIMITS);
    }

    private Rendition render(byte[] original, String recipe, Limits limits) throws Exception {
        MemoryBudget budget = new MemoryBudget(512L << 20, Duration.ofSeconds(1));
        return new Pipeline(engine(limits), limits, budget).render(original, recipe(recipe));
    }

    private RejectedImageException refusal(byte[] original, String recipe) {
        return catchThrowableOfType(RejectedImageException.class, () -> render(original, recipe));
    }

    private Movie kept(byte[] original) throws Exception {
        Rendition.Variant one = render(original, KEPT).variants().get(0);
        assertThat(one.format()).isEqualTo(Format.GIF);
        Movie movie = Animations.read(one.bytes());
        assertThat(movie.frames()).hasSize(one.frames());
        assertThat(movie.width()).isEqualTo(one.width());
        assertThat(movie.height()).isEqualTo(one.height());
        return movie;
    }

    private static void assertSeen(Movie kept, Movie original) {
        assertThat(kept.delays()).isEqualTo(original.delays());
        assertThat(kept.again()).isEqualTo(original.again());
        List<int[]> expected = original.seen();
        List<int[]> seen = kept.seen();
        assertThat(seen).hasSameSizeAs(expected);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i)).as("frame " + i).isEqualTo(expected.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void showsEveryFrameAsBrowsersDo(boolean interlaced) throws Exception {
        Movie movie = Animations.everyDisposal(64, 48);
        assertSeen(kept(Animations.gif(movie, interlaced)), movie);
    }

    @Test
    void showsAnyFramesAsBrowsersDo() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 60; i++) {
            Movie movie = Animations.any(random);
            assertSeen(kept(Animations.gif(movie)), movie);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aFirstFrameThatCoversAPartOfTheCanvasLeavesTheRestTransparent(int disposal) throws Exception {
        Movie movie = new Movie(
                30,
                20,
                0,
                List.of(
                        Animations.plain(5, 5, 10, 10, disposal, 4, 0xffff0000),
                        Animations.plain(12, 8, 10, 10, disposal, 4, 0xff00ff00),
                        Animations.plain(0, 0, 3, 3, disposal, 4, 0xff0000ff)));
        assertSeen(kept(Animations.gif(movie)), movie);
    }

    @Test
    void keepsWhetherItIsPlayedOnceSeveralTimesOrForEver() throws Exception {
        for (Integer again : Arrays.asList(null, 0, 1, 7, 65_535)) {
            Movie movie = new Movie(8, 8, again, Animations.plainFrames(8, 8, 3).frames());
            assertThat(kept(Animations.gif(movie)).again()).isEqualTo(again);
        }
    }

    @Test
    void keepsDelaysOfNothingAndOfMinutes() throws Exception {
        List<Frame> frames = new ArrayList<>();
        for (int delay : new int[] {0, 1, 2, 65_535, 0}) {
            frames.add(Animations.plain(0, 0, 9, 9, Animations.STAYS, delay, 0xff000000 | delay * 77));
        }
        assertThat(kept(Animations.gif(new Movie(9, 9, 0, frames))).delays()).containsExactly(0, 1, 2, 65_535, 0);
    }

    @Test
    void aFrameThatChangesNothingStaysAFrame() throws Exception {
        Frame same = Animations.drawn(0, 0, 20, 20, Animations.STAYS, 8, 3, false);
        Movie movie = new Movie(20, 20, 0, List.of(same, same, same));
        assertSeen(kept(Animations.gif(movie)), movie);
    }

    @Test
    void scalesEveryFrameByItself() throws Exception {
        Movie movie = Animations.plainFrames(300, 200, 12);
        Rendition.Variant one = render(
                        Animations.gif(movie),
                        "steps: []\nvariants:\n  one: {fit: 70x70, format: gif, animated: gif}\n")
                .variants()
                .get(0);
        Movie small = Animations.read(one.bytes());
        assertThat(one.width()).isEqualTo(70);
        assertThat(one.height()).isEqualTo(47);
        for (int i = 0; i < 12; i++) {
            int[] expected = new int[70 * 47];
            Arrays.fill(expected, movie.frames().get(i).argb()[0]);
            // no colour of the frame above or below, at no edge
            assertThat(small.seen().get(i)).as("frame " + i).isEqualTo(expected);
        }
    }

    @Test
    void looksLikeTheFramesWhenItIsScaled() throws Exception {
        Movie movie = Animations.everyDisposal(240, 180);
        Rendition.Variant one = render(Animations.gif(movie), """
                        steps: [{flatten: {background: '#ffffff'}}]
                        variants:
                          one: {fit: 100x100, format: gif, animated: gif}
                        """).variants().get(0);
        List<int[]> seen = Animations.read(one.bytes()).seen();
        assertThat(seen).hasSize(11);
        for (int i = 0; i < seen.size(); i++) {
            Similarity.Luma whole =
                    Similarity.luma(Pixels.image(onWhite(movie.seen().get(i)), 240));
            assertThat(Similarity.ssim(
                            Similarity.lanczos(whole, 100, 75), Similarity.luma(Pixels.image(seen.get(i), 100))))
                    .as("frame " + i)
                    .isGreaterThan(0.93);
        }
    }

    private static int[] onWhite(int[] argb) {
        return Arrays.stream(argb).map(v -> v == 0 ? 0xffffffff : v).toArray();
    }

    @Test
    void whatDoesNotMoveIsTheFirstFrameAsWithoutAnAnimation() throws Exception {
        String rest = """
                  jpeg: {fit: 30x30, format: jpeg, transparent: png, quality: 90}
                  png: {fill: 20x20, format: png}
                """;
        byte[] original = Animations.gif(Animations.everyDisposal(64, 48));
        Rendition kept = render(original, """
                steps: [orient, srgb]
                measures: [blurhash, colours, phash]
                variants:
                  moving: {fit: 64x64, format: png, animated: gif}
                """ + rest);
        Rendition still = render(original, """
                steps: [orient, srgb]
                measures: [blurhash, colours, phash]
                variants:
                  moving: {fit: 64x64, format: png}
                """ + rest);
        assertThat(kept.measures()).isEqualTo(still.measures());
        assertThat(kept.header().frames()).isEqualTo(11);
        assertThat(kept.variants())
                .extracting(Rendition.Variant::format)
                .containsExactly(Format.GIF, Format.JPEG, Format.PNG);
        assertThat(kept.variants()).extracting(Rendition.Variant::frames).containsExactly(11, 1, 1);
        assertThat(still.variants()).extracting(Rendition.Variant::frames).containsExactly(1, 1, 1);
        for (int i = 1; i < 3; i++) {
            assertThat(kept.variants().get(i).bytes())
                    .isEqualTo(still.variants().get(i).bytes());
            assertThat(kept.variants().get(i).operations())
                    .isEqualTo(still.variants().get(i).operations());
        }
        assertThat(kept.variants().get(0).operations()).containsExactly("orient", "srgb", "fit");
    }

    @Test
    void aGifOfOneFrameIsAStillPicture() throws Exception {
        byte[] original = Animations.gif(Animations.plainFrames(40, 30, 1));
        String still = "steps: []\nvariants:\n  one: {fit: 30x30, format: png";
        assertThat(render(original, still + ", animated: gif}\n")
                        .variants()
                        .get(0)
                        .bytes())
                .isEqualTo(render(original, still + "}\n").variants().get(0).bytes());
    }

    @Test
    void formatAutoMovesWhereItIsToldTo() throws Exception {
        byte[] moving = Animations.gif(Animations.everyDisposal(64, 48));
        String auto = "steps: []\nvariants:\n  one: {fit: 64x64, quality: 82, format: auto";
        assertThat(render(moving, auto + ", animated: gif}\n").variants().get(0).format())
                .isEqualTo(Format.GIF);
        assertThat(render(moving, auto + "}\n").variants().get(0).format()).isEqualTo(Format.PNG);
        assertThat(render(Pictures.jpeg(64, 48), auto + ", animated: gif}\n")
                        .variants()
                        .get(0)
                        .format())
                .isEqualTo(Format.JPEG);
    }

    @Test
    void cutsAllFramesAtTheSamePlace() throws Exception {
        // what is looked at jumps from the right to the left
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Frame gray = Animations.plain(0, 0, 300, 100, Animations.STAYS, 5, 0xff60707c);
            int[] argb = gray.argb().clone();
            for (int y = 30; y < 70; y++) {
                for (int x = 0; x < 40; x++) {
                    argb[y * 300 + x + (i == 0 ? 230 : 20)] = 0xffe04020;
                }
            }
            frames.add(new Frame(0, 0, 300, 100, Animations.STAYS, 5, argb));
        }
        byte[] original = Animations.gif(new Movie(300, 100, 0, frames));
        String kept = "format: gif, animated: gif";
        String crop = "[{crop: {gravity: smart, width: 100, height: 100}}]";
        for (String variant : List.of(
                "steps: []\nvariants:\n  one: {fill: 100x100, gravity: smart, %1$s}\n",
                "steps: %2$s\nvariants:\n  one: {fit: 100x100, %1$s}\n",
                "steps: []\nvariants:\n  one: {fit: 300x300, steps: %2$s, %1$s}\n")) {
            List<int[]> seen = Animations.read(render(original, variant.formatted(kept, crop))
                            .variants()
                            .get(0)
                            .bytes())
                    .seen();
            assertThat(seen.get(0)).contains(0xffe04020);
            for (int i = 1; i < 4; i++) {
                assertThat(seen.get(i)).hasSize(100 * 100).containsOnly(0xff60707c);
            }
        }
    }

    @Test
    void everyStepWorksOnEveryFrame() throws Exception {
        byte[] original = Animations.gif(Animations.plainFrames(60, 40, 5));
        Rendition.Variant one = render(original, """
                        steps: [{rotate: 90}, {adjust: {brightness: 0}}]
                        variants:
                          one:
                            pad: 50x80
                            background: "#ff0000"
                            steps: [{flip: vertical}, {sharpen: {radius: 1, amount: 0.5}}]
                            format: png
                            animated: gif
                        """).variants().get(0);
        assertThat(one.operations()).containsExactly("rotate", "adjust", "pad", "flip", "sharpen");
        Movie movie = Animations.read(one.bytes());
        assertThat(movie.frames()).hasSize(5);
        for (int[] seen : movie.seen()) {
            assertThat(seen).hasSize(50 * 80);
            assertThat(seen[40 * 50 + 25]).isEqualTo(0xff000000);
            assertThat(seen[25]).isEqualTo(0xffff0000);
        }
    }

    // ---- what strangers send

    @Test
    void refusesAnAnimationThatEndsInItsFifthFrameButNotItsFirst() throws Exception {
        Movie movie = Animations.everyDisposal(64, 48);
        byte[] whole = Animations.gif(movie);
        int four = Animations.gif(new Movie(64, 48, 4, movie.frames().subList(0, 4))).length - 1;
        byte[] cut = Arrays.copyOf(whole, four + 800 + 300);
        assertThat(refusal(cut, KEPT).code()).isEqualTo("broken-image");
        assertThat(refusal(cut, KEPT).header()).map(Header::frames).hasValue(5);
        assertThat(render(cut, "steps: []\nvariants:\n  one: {fit: 64x64, format: png}\n")
                        .variants())
                .hasSize(1);
        // between two frames nothing but the end mark is missing
        assertThat(kept(Arrays.copyOf(whole, four)).frames()).hasSize(4);
    }

    @Test
    void takesAThousandFramesAndNotOneMore() throws Exception {
        Movie movie = Animations.plainFrames(16, 12, 1_000);
        assertSeen(kept(Animations.gif(movie)), movie);
        assertThat(refusal(Animations.gif(Animations.plainFrames(16, 12, 1_001)), KEPT)
                        .code())
                .isEqualTo("too-many-frames");
    }

    @Test
    void refusesMorePixelsInAllThanAnAnimationMayHaveFromTheHeader() throws Exception {
        byte[] original = Animations.gif(Animations.plainFrames(100, 100, 20));
        Limits exact = ofAnimations(400_000); // read once, and written once
        Limits narrow = ofAnimations(399_999);
        assertThat(render(original, KEPT, exact).variants().get(0).frames()).isEqualTo(20);
        RejectedImageException refusal =
                catchThrowableOfType(RejectedImageException.class, () -> render(original, KEPT, narrow));
        assertThat(refusal.code()).isEqualTo("too-many-pixels");
        assertThat(refusal)
                .hasMessageContaining("20 frames of 100 x 100")
                .hasMessageContaining("200,000 pixels in all, and counts as 400,000")
                .hasMessageContaining("399,999");
        // only where it is kept
        render(original, "steps: []\nvariants:\n  one: {fit: 64x64, format: png}\n", narrow);
    }

    private static Limits ofAnimations(long pixels) {
        return new Limits(120_000_000, 30_000, 1_000, pixels, 100, 16 << 20, Duration.ofSeconds(20), 64 << 20);
    }

    @Test
    void countsEveryVariantThatMovesByWhatItTakes() throws Exception {
        byte[] original = Animations.gif(Animations.plainFrames(100, 100, 20));
        String two = """
                steps: []
                variants:
                  one: {fit: 500x500, format: gif, animated: gif}
                  two: {fit: 50x50, format: gif, animated: gif}
                  poster: {fit: 500x500, format: png}
                """;
        assertThat(render(original, two, ofAnimations(450_000)).variants()).hasSize(3);
        assertThat(catchThrowableOfType(
                        RejectedImageException.class, () -> render(original, two, ofAnimations(449_999))))
                .hasMessageContaining("counts as 450,000 with those that the recipe recipe makes of them");
    }

    @Test
    void refusesAnAbsurdCanvasOrFrame() {
        Movie small = Animations.plainFrames(4, 4, 300);
        byte[] canvas = Animations.gif(small);
        canvas[6] = (byte) (1_000 & 255);
        canvas[7] = (byte) (1_000 >> 8);
        canvas[8] = canvas[6];
        canvas[9] = canvas[7];
        assertThat(refusal(canvas, KEPT).code()).isEqualTo("too-many-pixels");
        // a second frame that claims what no canvas shows
        byte[] frame = Animations.gif(new Movie(
                4,
                4,
                0,
                List.of(
                        Animations.plain(0, 0, 4, 4, 1, 1, 0xff010203),
                        Animations.plain(0, 0, 4, 4, 1, 1, 0xff030201))));
        int second = frame.length - 1;
        while (frame[second] != 0x2c || frame[second + 5] != 4) {
            second--;
        }
        Arrays.fill(frame, second + 5, second + 9, (byte) 0xff);
        assertThat(refusal(frame, KEPT).code()).isEqualTo("too-many-pixels");
    }

    @Test
    void answersAnyDamageWithARenditionOrARefusal() throws Exception {
        byte[] whole = Animations.gif(Animations.everyDisposal(32, 24));
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                render(damaged, KEPT);
            } catch (RejectedImageException e) {
                assertThat(e.code()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("damage " + i, e);
            }
        }
    }

    @Test
    void stopsWhileItWritesWhatIsTooLong() throws Exception {
        Limits narrow =
                new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16 << 20, Duration.ofSeconds(20), 10_000);
        byte[] original = Animations.gif(Animations.everyDisposal(200, 150));
        assertThatThrownBy(() -> render(original, KEPT, narrow))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than 10000 bytes");
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        Limits hasty =
                new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16 << 20, Duration.ofMillis(5), 64 << 20);
        byte[] original = Animations.gif(Animations.plainFrames(400, 300, 100));
        assertThatThrownBy(() -> render(original, KEPT, hasty)).isInstanceOf(DeadlineException.class);
    }

    @Test
    void givesTheSameBytesForTheSameAnimation() throws Exception {
        byte[] original = Animations.gif(Animations.everyDisposal(64, 48));
        assertThat(render(original, KEPT).variants().get(0).bytes())
                .isEqualTo(render(original, KEPT).variants().get(0).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 50})
    void takesNoMoreMemoryThanItReserved(int frames) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] original = Animations.gif(Animations.plainFrames(600, 400, frames));
        Recipe recipe = recipe("""
                steps: [orient, srgb]
                variants:
                  one: {fit: 300x300, format: gif, animated: gif}
                  two: {fill: 90x90, gravity: smart, format: gif, animated: gif}
                """);
        Renderer renderer = new Renderer(engine, LIMITS);
        Header header = new HeaderProbe(LIMITS).probe(original);
        renderer.render(original, header, recipe, Deadline.in(Duration.ofSeconds(20)));
        long before = threads.getCurrentThreadAllocatedBytes();
        renderer.render(original, header, recipe, Deadline.in(Duration.ofSeconds(20)));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // of the frames of an animation one is there, and one is garbage
        assertThat(allocated / (frames / 2)).isLessThan(renderer.memoryNeeded(header, original.length, recipe));
        // what is needed hangs on the file that is written, and not on frames that are kept
        assertThat(renderer.memoryNeeded(header, original.length, recipe)).isLessThan(64 << 20);
    }

    @Test
    void threeVariantsOfAnOrdinaryAnimationFitIntoTheBudget() throws Exception {
        List<Frame> two = Animations.plainFrames(600, 600, 2).frames();
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            frames.add(two.get(i % 2));
        }
        byte[] original = Animations.gif(new Movie(600, 600, 0, frames));
        Rendition rendition = render(original, """
                steps: [orient, srgb]
                variants:
                  web: {fit: 1280x1280, format: jpeg, transparent: png, animated: [webp, gif], quality: 82}
                  app: {fit: 800x800, format: jpeg, transparent: png, animated: [webp, gif], quality: 82}
                  list: {fit: 600x600, format: jpeg, transparent: png, animated: [webp, gif], quality: 82}
                """);
        assertThat(rendition.variants()).extracting(Rendition.Variant::frames).containsExactly(60, 60, 60);
    }

    @Test
    void keepsAnimationsFromTheWild() throws Exception {
        List<Corpus.Entry> entries = Corpus.entries().stream()
                .filter(entry -> entry.kind().equals("gif") && entry.isValid())
                .toList();
        int moving = 0;
        for (Corpus.Entry entry : entries) {
            byte[] original = entry.bytes();
            if (new HeaderProbe(LIMITS).probe(original).frames() > 1) {
                moving++;
                assertSeen(kept(original), Animations.read(original));
            }
        }
        assertThat(moving).isPositive();
        byte[] photo = Files.readAllBytes(Path.of("../shared/photos/anim.gif"));
        assertSeen(kept(photo), Animations.read(photo));
    }
}
