package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the native engine does alone; all the rest is in the suite. Skipped, and loudly, where there is no libvips. */
class VipsEngineTest extends EngineSuite {
    @Override
    Engine engine(Limits limits) {
        return Engines.named("vips", limits);
    }

    private static Recipe to(Format format, int side) {
        Recipe.Output only = new Recipe.Output("only", side, side, format, format, 90);
        return Recipe.of("test", 1, List.of(only));
    }

    private Rendition.Variant render(byte[] original, Recipe recipe) throws RejectedImageException {
        return pipeline(LIMITS, 512L << 20).render(original, recipe).variants().get(0);
    }

    private BufferedImage png(byte[] original, int side) throws Exception {
        return ImageIO.read(
                new ByteArrayInputStream(render(original, to(Format.PNG, side)).bytes()));
    }

    private static Map<String, byte[]> modern() {
        Map<String, byte[]> kit = new LinkedHashMap<>();
        kit.put("webp", StoredPictures.webp());
        kit.put("lossless webp", StoredPictures.losslessWebp());
        kit.put("transparent webp", StoredPictures.transparentWebp());
        kit.put("turned webp", StoredPictures.turnedWebp());
        kit.put("tiff", TiffPictures.tiff(Pictures.quarters(24, 16), true, 1));
        kit.put("big-endian tiff", TiffPictures.tiff(Pictures.quarters(24, 16), false, 1));
        kit.put("turned tiff", TiffPictures.tiff(Pictures.quarters(24, 16), true, 6));
        kit.put("avif", StoredPictures.avif());
        kit.put("transparent avif", StoredPictures.transparentAvif());
        return kit;
    }

    @Test
    void namesItself() {
        assertThat(engine(LIMITS).name()).matches("vips-8\\.\\d+\\.\\d+");
    }

    @Test
    void readsWhatJavaReadsAndMore() {
        assertThat(engine(LIMITS).reads()).containsAll(Engines.imgscalr(LIMITS).reads());
        assertThat(engine(LIMITS).reads()).contains(Format.WEBP, Format.TIFF, Format.AVIF);
        assertThat(engine(LIMITS).writes())
                .containsExactlyInAnyOrder(Format.JPEG, Format.PNG, Format.GIF, Format.WEBP, Format.AVIF);
    }

    @Test
    void showsWebpTiffAndAvifAsTheyAre() throws Exception {
        for (Map.Entry<String, byte[]> picture : modern().entrySet()) {
            BufferedImage image = png(picture.getValue(), 100);
            boolean turned = picture.getKey().startsWith("turned");
            int w = image.getWidth();
            int h = image.getHeight();
            assertThat(w).as(picture.getKey()).isEqualTo(turned ? 16 : 24);
            assertThat(h).as(picture.getKey()).isEqualTo(turned ? 24 : 16);
            int[] colours = new int[] {0xff0000, 0x00ff00, 0x0000ff, 0xffffff};
            // turned by 90 degrees to the right: lower left, upper left / lower right, upper right
            int[] order = turned ? new int[] {2, 0, 3, 1} : new int[] {0, 1, 2, 3};
            for (int i = 0; i < 4; i++) {
                int argb = image.getRGB(w * (1 + i % 2 * 2) / 4, h * (1 + i / 2 * 2) / 4);
                assertThat(deltaE(argb, colours[order[i]]))
                        .as(picture.getKey() + " quarter " + i)
                        .isLessThan(6);
                boolean half = i % 2 == 1
                        && (picture.getKey().startsWith("transparent")
                                || picture.getKey().startsWith("lossless"));
                assertThat(argb >>> 24).as(picture.getKey()).isCloseTo(half ? 128 : 255, within(2));
            }
        }
    }

    @Test
    void takesTheFirstFrameOfAnAnimatedWebp() throws Exception {
        Rendition rendition = pipeline(LIMITS, 512L << 20).render(StoredPictures.animatedWebp(), WEB);
        assertThat(rendition.header().frames()).isEqualTo(2);
        assertThat(rendition.variants().get(0).height()).isEqualTo(16);
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"WEBP", "AVIF"})
    void writesWhatItReadsBack(Format format) throws Exception {
        for (boolean alpha : new boolean[] {false, true}) {
            byte[] original = Pictures.png(640, 480, alpha);
            Rendition.Variant variant = render(original, to(format, 320));
            assertThat(variant.format()).isEqualTo(format);
            Header header = new HeaderProbe(LIMITS).probe(variant.bytes());
            assertThat(header.format()).isEqualTo(format);
            assertThat(header.width()).isEqualTo(320);
            assertThat(header.height()).isEqualTo(240);
            assertThat(header.alpha()).isEqualTo(alpha);
            assertThat(header.metadataBytes()).isLessThan(40);
            Similarity.Luma reference = Similarity.luma(png(original, 320));
            assertThat(Similarity.ssim(reference, Similarity.luma(png(variant.bytes(), 320))))
                    .isGreaterThan(0.93);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"WEBP", "PNG"})
    void losesNothingWhereNothingMayBeLost(Format format) throws Exception {
        Engine engine = engine(LIMITS);
        Picture picture = new Picture(Pictures.scene(61, 43), false, false, 1, null);
        byte[] bytes = engine.encode(picture, new Encoding(format, 50, true, false), soon());
        Header header = new HeaderProbe(LIMITS).probe(bytes);
        Picture back = engine.decode(bytes, header, picture.size(), Deadline.in(Duration.ofSeconds(9)));
        int[] expected = Picture.ints(picture.pixels()).clone();
        int[] seen = Picture.ints(back.pixels()).clone();
        for (int i = 0; i < seen.length; i++) {
            seen[i] |= 0xff000000;
            expected[i] |= 0xff000000;
        }
        assertThat(seen).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"JPEG, false", "PNG, false", "WEBP, false", "WEBP, true"})
    void stopsEncodingInTheMiddle(Format format, boolean lossless) {
        Picture large = noise(5_000);
        Encoding encoding = new Encoding(format, 95, lossless, false);
        // what is not stopped comes back as bytes, however late
        assertThatThrownBy(() -> engine(LIMITS).encode(large, encoding, Deadline.in(Duration.ofMillis(20))))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("longer than 20 ms");
    }

    @Test
    void doesNotBeginAnAvifThatMightNotBeDoneInTime() {
        Limits hasty =
                new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16 << 20, Duration.ofSeconds(9), 64 << 20);
        byte[] original = Pictures.png(4_000, 3_000, false);
        Recipe huge = to(Format.AVIF, 10_000);
        assertThatThrownBy(() -> pipeline(hasty, 2L << 30).render(original, huge))
                .isInstanceOf(DeadlineException.class)
                .hasMessageStartingWith(
                        "The variant 'only' of test@1: Writing an AVIF of 4000x3000 pixels may take 16800 ms,"
                                + " and nothing stops it; ")
                .hasMessageEndingWith(" of 9000 ms are left. Give its recipe a smaller box, or jpeg or webp, or raise"
                        + " darkroom.limits.image-millis.");
    }

    @Test
    void showsTheColoursThatTheEngineInJavaShows() throws Exception {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        for (int i = 0; i < 27; i++) {
            int rgb = (i % 3 * 127) << 16 | (i / 3 % 3 * 127) << 8 | i / 9 * 127;
            BufferedImage flat = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
            Arrays.fill(Picture.ints(flat), rgb);
            for (byte[] original : List.of(
                    Pictures.jpeg(flat),
                    Pictures.png(flat),
                    Pictures.cmykJpeg(flat),
                    Pictures.jpegWithProfile(flat, linear))) {
                assertThat(deltaE(
                                png(original, 32).getRGB(16, 12),
                                java(original, 32).getRGB(16, 12)))
                        .as("colour %06x", rgb)
                        .isLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void showsWhatTheEngineInJavaShows() throws Exception {
        for (byte[] original : List.of(
                Pictures.jpeg(1_400, 1_000), Pictures.png(700, 500, false), Pictures.progressiveJpeg(700, 500))) {
            BufferedImage here = png(original, 320);
            BufferedImage there = java(original, 320);
            assertThat(here.getHeight()).isEqualTo(there.getHeight());
            double sum = 0;
            for (int y = 0; y < here.getHeight(); y++) {
                for (int x = 0; x < here.getWidth(); x++) {
                    sum += deltaE(here.getRGB(x, y), there.getRGB(x, y));
                }
            }
            // on average, over edges and fine noise that two filters reduce in two ways
            assertThat(sum / here.getWidth() / here.getHeight()).isLessThan(4);
        }
    }

    private static BufferedImage java(byte[] original, int side) throws Exception {
        MemoryBudget budget = new MemoryBudget(512L << 20, Duration.ofSeconds(1));
        Pipeline java = new Pipeline(Engines.imgscalr(LIMITS), LIMITS, budget);
        byte[] png =
                java.render(original, to(Format.PNG, side)).variants().get(0).bytes();
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    /** CIE 1976: 1 is just about visible, side by side. */
    private static double deltaE(int a, int b) {
        double[] p = lab(a);
        double[] q = lab(b);
        return Math.sqrt(Math.pow(p[0] - q[0], 2) + Math.pow(p[1] - q[1], 2) + Math.pow(p[2] - q[2], 2));
    }

    private static double[] lab(int rgb) {
        double r = light(rgb >> 16 & 0xff);
        double g = light(rgb >> 8 & 0xff);
        double b = light(rgb & 0xff);
        double x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        double y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
        double z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double light(int value) {
        double v = value / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static double root(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116.0;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.6, 0.9})
    void refusesATruncatedWebpTiffOrAvif(double share) {
        Pipeline pipeline = pipeline(LIMITS, 512L << 20);
        modern().forEach((name, bytes) -> {
            byte[] cut = Pictures.truncated(bytes, share);
            RejectedImageException refusal =
                    catchThrowableOfType(RejectedImageException.class, () -> pipeline.render(cut, WEB));
            if (name.equals("turned webp") && share == 0.9) {
                return; // only what is behind the picture is cut off
            }
            assertThat(refusal).as(name).isNotNull();
            assertThat(refusal.code()).as(name).isEqualTo("broken-image");
        });
    }

    @Test
    void answersAnyDamageOfAWebpTiffOrAvifWithARenditionOrARefusal() {
        assertAnswersAnyDamage(modern(), new Random(2027));
    }

    @Test
    void namesAHeicAndDoesNotReadIt() {
        byte[] heic = StoredPictures.avif();
        for (int i = 8; i < 28; i += 4) {
            System.arraycopy(new byte[] {'h', 'e', 'i', 'c'}, 0, heic, i, 4);
        }
        Pipeline pipeline = pipeline(LIMITS, 512L << 20);
        RejectedImageException refusal =
                catchThrowableOfType(RejectedImageException.class, () -> pipeline.render(heic, WEB));
        assertThat(refusal.code()).isEqualTo("unsupported-format");
        assertThat(refusal).hasMessageContaining("heic");
    }
}
