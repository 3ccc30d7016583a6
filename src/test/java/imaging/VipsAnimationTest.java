package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import imaging.Animations.Frame;
import imaging.Animations.Movie;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/** Animated WebP, which this engine alone knows, and all of the suite. Skipped, and loudly, where there is no libvips. */
class VipsAnimationTest extends AnimationSuite {
    private static final String WEBP =
            "steps: []\nvariants:\n  one: {fit: 500x500, format: webp, animated: webp, lossless: true}\n";
    private static final String GIF = "steps: []\nvariants:\n  one: {fit: 500x500, format: gif, animated: gif}\n";

    @Override
    Engine engine(Limits limits) {
        return Engines.vips(limits)
                .orElseThrow(() -> new TestAbortedException("NO LIBVIPS: the engine vips is NOT tested."));
    }

    private byte[] webp(Movie movie) throws Exception {
        return render(Animations.gif(movie), WEBP).variants().get(0).bytes();
    }

    /** As libvips shows the frames: 0 or 0xffRRGGBB. */
    private List<int[]> seen(byte[] webp) throws Exception {
        Header header = new HeaderProbe(LIMITS).probe(webp);
        Size size = new Size(header.width(), header.height());
        List<int[]> seen = new ArrayList<>();
        try (FrameReader frames = engine(LIMITS).frames(webp, header, size, Deadline.in(Duration.ofSeconds(20)))) {
            for (int i = 0; i < header.frames(); i++) {
                try (Picture frame = frames.next()) {
                    int[] argb = Picture.ints(frame.pixels()).clone();
                    seen.add(Arrays.stream(argb)
                            .map(v -> frame.alpha() && v >>> 24 == 0 ? 0 : v | 0xff000000)
                            .toArray());
                }
            }
        }
        return seen;
    }

    private void assertSame(byte[] webp, Movie movie) throws Exception {
        List<int[]> expected = movie.seen();
        List<int[]> seen = seen(webp);
        assertThat(seen).hasSameSizeAs(expected);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i)).as("frame " + i).isEqualTo(expected.get(i));
        }
        Timing timing = Timing.of(webp, new HeaderProbe(LIMITS).probe(webp));
        assertThat(timing.delays())
                .isEqualTo(movie.delays().stream().map(d -> d * 10).toList());
    }

    @Test
    void aGifBecomesAWebpOfTheSameFrames() throws Exception {
        Movie movie = Animations.everyDisposal(64, 48);
        byte[] webp = webp(movie);
        assertSame(webp, movie);
        assertThat(Timing.of(webp, new HeaderProbe(LIMITS).probe(webp)).plays()).isEqualTo(5);
    }

    @Test
    void anyFramesStayTheSameAsWebpAndBackAsGif() throws Exception {
        Random random = new Random(12);
        for (int i = 0; i < 30; i++) {
            Movie movie = Animations.any(random);
            byte[] webp = webp(movie);
            if (movie.frames().size() == 1) {
                continue;
            }
            assertSame(webp, movie);
            Movie back = Animations.read(render(webp, GIF).variants().get(0).bytes());
            assertThat(back.delays()).isEqualTo(movie.delays());
            assertThat(back.again()).isEqualTo(movie.again());
            for (int f = 0; f < movie.frames().size(); f++) {
                assertThat(back.seen().get(f)).isEqualTo(movie.seen().get(f));
            }
        }
    }

    @Test
    void framesLowerThanTheRowsThatLibvipsReadsAtOnceAreNotMixed() throws Exception {
        for (int height : new int[] {1, 2, 3, 15, 16, 17}) {
            Movie movie = Animations.plainFrames(5, height, 40);
            assertSame(webp(movie), movie);
        }
    }

    @Test
    void scalesEveryFrameOfAWebpByItself() throws Exception {
        Movie movie = Animations.plainFrames(300, 200, 6);
        Rendition.Variant one = render(
                        webp(movie), "steps: []\nvariants:\n  one: {fit: 70x70, format: gif, animated: gif}\n")
                .variants()
                .get(0);
        List<int[]> seen = Animations.read(one.bytes()).seen();
        for (int i = 0; i < 6; i++) {
            int rgb = movie.frames().get(i).argb()[0];
            assertThat(seen.get(i)).hasSize(70 * 47).containsOnly(rgb);
        }
    }

    @Test
    void losesAsLittleAsAStillPictureWouldWhereItMayLose() throws Exception {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            BufferedImage scene = Pictures.scene(200, 150);
            int[] argb = new int[200 * 150];
            for (int p = 0; p < argb.length; p++) {
                int v = scene.getRGB((p % 200 + 5 * i) % 200, p / 200);
                argb[p] = 0xff000000 | (v & 0xe0e0c0);
            }
            frames.add(new Frame(0, 0, 200, 150, Animations.STAYS, 4, argb));
        }
        Movie movie = new Movie(200, 150, 0, frames);
        Rendition.Variant one = render(
                        Animations.gif(movie),
                        "steps: []\nvariants:\n  one: {fit: 200x200, format: png, animated: [webp, gif], quality: 82}\n")
                .variants()
                .get(0);
        assertThat(one.format()).isEqualTo(Format.WEBP);
        assertThat(one.frames()).isEqualTo(4);
        List<int[]> seen = seen(one.bytes());
        for (int i = 0; i < 4; i++) {
            assertThat(Similarity.ssim(
                            Similarity.luma(Pixels.image(movie.seen().get(i), 200)),
                            Similarity.luma(Pixels.image(seen.get(i), 200))))
                    .as("frame " + i)
                    .isGreaterThan(0.93);
        }
    }

    @Test
    void findsTheQualityForAnAnimationToo() throws Exception {
        byte[] original = Animations.gif(Animations.everyDisposal(120, 90));
        Rendition.Variant one = render(
                        original,
                        "steps: []\nvariants:\n  one: {fit: 120x120, format: webp, animated: webp, auto-quality: 0.9}\n")
                .variants()
                .get(0);
        assertThat(one.frames()).isEqualTo(11);
        assertThat(seen(one.bytes())).hasSize(11);
    }

    @Test
    void keepsTheProfileOfAnAnimationOnceAndMakesAGifSrgb() throws Exception {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] webp = withProfile(Animations.plainFrames(20, 20, 3), linear);
        Header header = new HeaderProbe(LIMITS).probe(webp);
        try (Picture first =
                engine(LIMITS).decode(webp, header, new Size(20, 20), Deadline.in(Duration.ofSeconds(20)))) {
            assertThat(first.profile()).isEqualTo(linear);
        }
        Rendition kept = render(webp, WEBP);
        Header again = new HeaderProbe(LIMITS).probe(kept.variants().get(0).bytes());
        assertThat(again.metadataBytes()).isBetween((long) linear.length, linear.length + 16L);
        Rendition.Variant gif = render(webp, GIF).variants().get(0);
        assertThat(gif.operations()).containsExactly("fit", "srgb");
        // 0x8a of linear light is 0xc2 or so
        int before = Animations.plainFrames(20, 20, 3).frames().get(1).argb()[0];
        int after = Animations.read(gif.bytes()).seen().get(1)[0];
        assertThat(Argb.green(after)).isCloseTo(srgb(Argb.green(before)), within(3));
    }

    private static int srgb(int linear) {
        double v = linear / 255.0;
        return (int) Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055));
    }

    @ParameterizedTest
    @CsvSource({"'quality: 82', 600000", "'lossless: true', 3400000"})
    void countsWebpByWhatItTakesToWriteIt(String rule, long counted) throws Exception {
        byte[] original = Animations.gif(Animations.plainFrames(100, 100, 20));
        String recipe = "steps: []\nvariants:\n  one: {fit: 500x500, format: png, animated: webp, " + rule + "}\n";
        Header header = new HeaderProbe(LIMITS).probe(original);
        assertThat(AnimationWork.pixels(header, Timing.of(original, header), recipe(recipe)))
                .isEqualTo(counted);
    }

    @Test
    void refusesMoreRowsInAllThanAnImageOfLibvipsMayHave() throws Exception {
        Engine engine = engine(LIMITS);
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        Size size = new Size(1, 12_000);
        FrameWriter writer = engine.writer(new Encoding(Format.WEBP, 80, true, false), size, 0);
        Picture still = Pixels.plain(1, 12_000, 0xff203040);
        for (int i = 0; i < 834; i++) {
            writer.add(still, 50, deadline);
        }
        byte[] high = writer.finish(deadline);
        RejectedImageException refusal = catchThrowableOfType(RejectedImageException.class, () -> render(high, GIF));
        assertThat(refusal.code()).isEqualTo("too-many-pixels");
        assertThat(refusal).hasMessageContaining("834 frames of 12,000 rows, which is 10,008,000 rows in all");
        assertThat(refusal.header()).map(Header::frames).hasValue(834);
        assertThat(render(high, "steps: []\nvariants:\n  one: {fit: 500x500, format: png}\n")
                        .variants())
                .hasSize(1);
    }

    private byte[] withProfile(Movie movie, byte[] profile) {
        Engine engine = engine(LIMITS);
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        Size size = new Size(movie.width(), movie.height());
        FrameWriter writer = engine.writer(new Encoding(Format.WEBP, 80, true, false), size, 0);
        for (int[] argb : movie.seen()) {
            BufferedImage image = Picture.canvas(size.width(), size.height(), false);
            System.arraycopy(argb, 0, Picture.ints(image), 0, argb.length);
            writer.add(new Picture(image, false, false, 1, profile), 50, deadline);
        }
        return writer.finish(deadline);
    }

    @Test
    void refusesAWebpThatEndsInItsFifthFrame() throws Exception {
        byte[] webp = webp(Animations.everyDisposal(64, 48));
        int frames = 0;
        int at = 12;
        while (frames < 5) {
            if (new Bytes(webp).is(at, "ANMF")) {
                frames++;
            }
            int length = new Bytes(webp).i32le(at + 4);
            at += frames == 5 ? 8 + length - 40 : 8 + length + (length & 1);
        }
        byte[] cut = Arrays.copyOf(webp, at);
        RejectedImageException refusal = catchThrowableOfType(RejectedImageException.class, () -> render(cut, GIF));
        assertThat(refusal.code()).isEqualTo("broken-image");
    }

    @Test
    void answersAnyDamageOfAnAnimatedWebpWithARenditionOrARefusal() throws Exception {
        byte[] whole = webp(Animations.everyDisposal(32, 24));
        Random random = new Random(6);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                render(damaged, GIF);
            } catch (RejectedImageException e) {
                assertThat(e.code()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("damage " + i, e);
            }
        }
    }
}
