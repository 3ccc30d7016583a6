package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do, and all of them the same. A class for each of them adds what it alone does. */
abstract class EngineSuite {
    static final Limits LIMITS = Limits.defaults();
    static final Recipe WEB =
            Recipes.load(Path.of("processors/recipes")).find("web").orElseThrow();
    private final Pipeline pipeline = pipeline(LIMITS, 512L << 20);

    /** The engine under test. */
    abstract Engine engine(Limits limits);

    Pipeline pipeline(Limits limits, long memory) {
        return new Pipeline(engine(limits), limits, new MemoryBudget(memory, Duration.ofMillis(50)));
    }

    private static Recipe flatRecipe() {
        Recipe.Output flat = new Recipe.Output("flat", 64, 64, Format.JPEG, Format.JPEG, 90);
        return Recipe.of("flat", 1, List.of(flat));
    }

    private static BufferedImage decode(Rendition.Variant variant) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(variant.bytes()));
        assertThat(image.getWidth()).isEqualTo(variant.width());
        assertThat(image.getHeight()).isEqualTo(variant.height());
        return image;
    }

    private RejectedImageException refusal(byte[] bytes) {
        return catchThrowableOfType(RejectedImageException.class, () -> pipeline.render(bytes, WEB));
    }

    private static final Map<String, byte[]> KIT = draw();

    private static Map<String, byte[]> draw() {
        Map<String, byte[]> kit = new LinkedHashMap<>();
        kit.put("jpeg", Pictures.jpeg(700, 500));
        kit.put("large jpeg", Pictures.jpeg(2_700, 2_000));
        kit.put("huge jpeg", Pictures.jpeg(5_200, 400));
        kit.put("progressive jpeg", Pictures.progressiveJpeg(700, 500));
        kit.put("gray jpeg", Pictures.grayJpeg(700, 500));
        kit.put("cmyk jpeg", Pictures.cmykJpeg(Pictures.scene(700, 500)));
        kit.put("png", Pictures.png(700, 500, false));
        kit.put("alpha png", Pictures.png(700, 500, true));
        kit.put("gray png", Pictures.grayPng(700, 500));
        kit.put("deep png", Pictures.deepPng(700, 500));
        kit.put("palette png", Pictures.palettePng(700, 500, false));
        kit.put("transparent palette png", Pictures.palettePng(700, 500, true));
        kit.put("interlaced png", Pictures.interlacedPng(Pictures.scene(700, 500)));
        kit.put("gif", Pictures.gif(700, 500));
        kit.put("interlaced gif", Pictures.interlacedGif(700, 500));
        kit.put("transparent gif", Pictures.transparentGif(700, 500));
        kit.put("animated gif", Pictures.animatedGif(350, 250, 4));
        kit.put("bmp", Pictures.bmp(700, 500));
        return Collections.unmodifiableMap(kit);
    }

    @Test
    void makesBothVariantsOfEveryKindOfPicture() {
        KIT.forEach((name, bytes) -> {
            try {
                Rendition rendition = pipeline.render(bytes, WEB);
                assertThat(rendition.variants())
                        .extracting(Rendition.Variant::name)
                        .containsExactly("web", "thumb");
                boolean transparent = name.startsWith("alpha") || name.startsWith("transparent");
                for (Rendition.Variant variant : rendition.variants()) {
                    assertThat(variant.format()).as(name).isEqualTo(transparent ? Format.PNG : Format.JPEG);
                    assertThat(variant.operations()).containsExactly("orient", "srgb", "fit");
                    decode(variant);
                }
                assertThat(rendition.variants().get(1).width()).as(name).isEqualTo(320);
            } catch (RejectedImageException | IOException e) {
                throw new AssertionError(name, e);
            }
        });
    }

    @Test
    void looksLikeTheOriginalInEveryKindOfPicture() throws Exception {
        for (Map.Entry<String, byte[]> picture : KIT.entrySet()) {
            if (picture.getKey().equals("cmyk jpeg") || picture.getKey().contains("deep")) {
                continue; // the JDK's ImageIO, which is the judge here, does not read the one and darkens the other
            }
            Similarity.Luma source = Similarity.luma(ImageIO.read(new ByteArrayInputStream(picture.getValue())));
            for (Rendition.Variant variant :
                    pipeline.render(picture.getValue(), WEB).variants()) {
                Similarity.Luma reference = Similarity.lanczos(source, variant.width(), variant.height());
                assertThat(Similarity.ssim(reference, Similarity.luma(decode(variant))))
                        .as(picture.getKey() + " " + variant.name())
                        .isGreaterThan(0.9);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1280, 960, 1280, 960, 320, 240",
        "1281, 960, 1280, 959, 320, 240",
        "4032, 3024, 1280, 960, 320, 240",
        "3024, 4032, 960, 1280, 240, 320",
        "2559, 1000, 1280, 500, 320, 125",
        "2560, 1000, 1280, 500, 320, 125",
        "100, 80, 100, 80, 100, 80",
        "1, 1, 1, 1, 1, 1",
        "5000, 3, 1280, 1, 320, 1",
        "2, 6000, 1, 1280, 1, 320",
    })
    void fitsTheBoxAndNeverScalesUp(int w, int h, int webW, int webH, int thumbW, int thumbH) throws Exception {
        BufferedImage scene = Pictures.scene(w, h);
        for (byte[] original : List.of(Pictures.jpeg(scene), Pictures.png(scene))) {
            List<Rendition.Variant> variants = pipeline.render(original, WEB).variants();
            assertThat(variants.get(0).width()).isEqualTo(webW);
            assertThat(variants.get(0).height()).isEqualTo(webH);
            assertThat(variants.get(1).width()).isEqualTo(thumbW);
            assertThat(variants.get(1).height()).isEqualTo(thumbH);
            decode(variants.get(0));
            decode(variants.get(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void standsUprightHoweverTheCameraWasHeld(int orientation) throws Exception {
        // once through the full decode, once through the small one
        for (int side : new int[] {64, 1_400}) {
            byte[] jpeg = Pictures.orientedJpeg(Pictures.quarters(4 * side, 2 * side), orientation);
            Rendition.Variant thumb = pipeline.render(jpeg, WEB).variants().get(1);
            BufferedImage image = decode(thumb);
            int w = image.getWidth();
            int h = image.getHeight();
            assertThat(w).isEqualTo(2 * h);
            assertColour(image.getRGB(w / 4, h / 4), 255, 0, 0);
            assertColour(image.getRGB(3 * w / 4, h / 4), 0, 255, 0);
            assertColour(image.getRGB(w / 4, 3 * h / 4), 0, 0, 255);
            assertColour(image.getRGB(3 * w / 4, 3 * h / 4), 255, 255, 255);
        }
    }

    @Test
    void leavesAPictureLyingWhereTheRecipeDoesNotTurnIt() throws Exception {
        Recipe.Output output = new Recipe.Output("small", 60, 40, Format.JPEG, Format.PNG, 90);
        byte[] lying = Pictures.orientedJpeg(Pictures.quarters(200, 400), 6);
        for (boolean turns : new boolean[] {true, false}) {
            Recipe recipe = new Recipe(
                    "r", 1, "", turns ? List.of(Recipe.ORIENT) : List.of(), Set.of(), Set.of(), List.of(output));
            Rendition.Variant small = pipeline.render(lying, recipe).variants().get(0);
            assertThat(small.width()).isEqualTo(turns ? 20 : 60);
            assertThat(small.height()).isEqualTo(turns ? 40 : 30);
        }
    }

    @Test
    void makesVariantsOfAnyShapeInTheOrderOfTheRecipe() throws Exception {
        List<Recipe.Output> outputs = List.of(
                new Recipe.Output("low", 1_000, 50, Format.JPEG, Format.PNG, 90),
                new Recipe.Output("large", 600, 600, Format.PNG, Format.PNG, 90),
                new Recipe.Output("tall", 40, 1_000, Format.JPEG, Format.PNG, 90));
        Rendition rendition = pipeline.render(
                Pictures.jpeg(800, 600), new Recipe("r", 1, "", List.of(), Set.of(), Set.of(), outputs));
        assertThat(rendition.variants())
                .extracting(v -> v.name() + " " + v.format().word() + " " + v.width() + "x" + v.height())
                .containsExactly("low jpeg 67x50", "large png 600x450", "tall jpeg 40x30");
    }

    private static void assertColour(int argb, int r, int g, int b) {
        assertThat((argb >> 16) & 0xff).isCloseTo(r, within(6));
        assertThat((argb >> 8) & 0xff).isCloseTo(g, within(6));
        assertThat(argb & 0xff).isCloseTo(b, within(6));
    }

    private static BufferedImage plain(int width, int height, int argb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        int[] row = new int[width * height];
        Arrays.fill(row, argb);
        image.setRGB(0, 0, width, height, row, 0, width);
        return image;
    }

    private static BufferedImage opaque(int argb) {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        image.getGraphics().drawImage(plain(64, 64, argb), 0, 0, null);
        return image;
    }

    @Test
    void convertsTheColoursOfAnEmbeddedProfileToSrgb() throws Exception {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] jpeg = Pictures.jpegWithProfile(opaque(0xff404040), linear);
        BufferedImage image = decode(pipeline.render(jpeg, WEB).variants().get(0));
        // a quarter of the light is a good half of the way to white for the eye
        assertColour(image.getRGB(32, 32), 137, 137, 137);
    }

    @Test
    void convertsTheProfileOfAPng() throws Exception {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] png = Pictures.pngWithProfile(opaque(0xff404040), linear);
        BufferedImage image = decode(pipeline.render(png, WEB).variants().get(0));
        assertColour(image.getRGB(32, 32), 137, 137, 137);
    }

    @Test
    void takesABrokenProfileForSrgb() throws Exception {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            byte[] broken = i < 20 ? Arrays.copyOf(linear, i * linear.length / 20) : linear.clone();
            for (int k = 0; i >= 20 && k < 40; k++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            byte[] jpeg = Pictures.jpegWithProfile(opaque(0xff404040), broken);
            decode(pipeline.render(jpeg, WEB).variants().get(0));
        }
        byte[] none = Pictures.jpegWithProfile(opaque(0xff404040), new byte[500]);
        assertColour(decode(pipeline.render(none, WEB).variants().get(0)).getRGB(9, 9), 64, 64, 64);
    }

    @Test
    void keepsGrayAsDarkAsItIs() throws Exception {
        BufferedImage gray = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster().setSamples(0, 0, 64, 64, 0, filled(64 * 64, 64));
        for (byte[] original : List.of(Pictures.jpeg(gray), Pictures.png(gray))) {
            Rendition.Variant variant =
                    pipeline.render(original, WEB).variants().get(0);
            BufferedImage image = decode(variant);
            assertThat(image.getRaster().getNumBands()).isEqualTo(1);
            assertThat(image.getRaster().getSample(32, 32, 0)).isCloseTo(64, within(1));
        }
    }

    private static int[] filled(int length, int value) {
        int[] values = new int[length];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void scalesSixteenBitsToEight() throws Exception {
        byte[] rows = new byte[64 * (1 + 64 * 2)];
        for (int y = 0; y < 64; y++) {
            Arrays.fill(rows, y * 129 + 1, y * 129 + 129, (byte) 0x80); // 0x8080 of 0xffff
        }
        BufferedImage image = decode(pipeline.render(Pictures.png(64, 64, 16, 0, rows), WEB)
                .variants()
                .get(0));
        assertThat(image.getRaster().getSample(32, 32, 0)).isCloseTo(128, within(1));
    }

    @Test
    void readsFourInks() throws Exception {
        for (int rgb : new int[] {0xffff0000, 0xff00ff00, 0xff0000ff, 0xff808080, 0xffffffff, 0xff000000}) {
            byte[] jpeg = Pictures.cmykJpeg(opaque(rgb));
            int seen = decode(pipeline.render(jpeg, WEB).variants().get(0)).getRGB(32, 32);
            assertColour(seen, (rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff);
        }
    }

    @Test
    void keepsTransparencyWhereTheRecipeWantsPng() throws Exception {
        Rendition rendition = pipeline.render(Pictures.png(640, 480, true), WEB);
        for (Rendition.Variant variant : rendition.variants()) {
            BufferedImage image = decode(variant);
            assertThat(image.getRGB(image.getWidth() / 4, image.getHeight() / 2) >>> 24)
                    .isZero();
            assertThat(image.getRGB(image.getWidth() - 1, image.getHeight() / 2) >>> 24)
                    .isEqualTo(255);
        }
    }

    @Test
    void laysOnWhiteWhereTheRecipeWantsJpeg() throws Exception {
        byte[] half = Pictures.png(plain(64, 64, 0x80ff0000));
        Rendition.Variant variant =
                pipeline.render(half, flatRecipe()).variants().get(0);
        assertThat(variant.format()).isEqualTo(Format.JPEG);
        assertThat(variant.operations()).containsExactly("orient", "srgb", "fit", "flatten");
        assertColour(decode(variant).getRGB(32, 32), 255, 127, 127);
        byte[] gone = Pictures.png(plain(64, 64, 0x00000000));
        assertColour(
                decode(pipeline.render(gone, flatRecipe()).variants().get(0)).getRGB(5, 5), 255, 255, 255);
    }

    @Test
    void letsNoColourOfInvisiblePixelsBleedIntoVisibleOnes() throws Exception {
        BufferedImage image = plain(2_600, 64, 0xffffffff);
        for (int x = 0; x < 2_600; x += 2) {
            for (int y = 0; y < 64; y++) {
                image.setRGB(x, y, 0x00ff0000); // every other column is an invisible red
            }
        }
        BufferedImage web =
                decode(pipeline.render(Pictures.png(image), WEB).variants().get(0));
        assertColour(web.getRGB(600, 10), 255, 255, 255);
        assertThat(web.getRGB(600, 10) >>> 24).isCloseTo(128, within(3));
    }

    @Test
    void usesTheOneTransparentColourOfAPng() throws Exception {
        byte[] rows = new byte[64 * (1 + 64 * 3)];
        for (int y = 0; y < 64; y++) {
            Arrays.fill(rows, y * 193 + 1, y * 193 + 97, (byte) 9); // left half: the colour 9, 9, 9
        }
        byte[] png = Pictures.withChunk(Pictures.png(64, 64, 8, 2, rows), "tRNS", new byte[] {0, 9, 0, 9, 0, 9});
        BufferedImage image = decode(pipeline.render(png, WEB).variants().get(0));
        assertThat(image.getRGB(10, 10) >>> 24).isZero();
        assertThat(image.getRGB(50, 10)).isEqualTo(0xff000000);
    }

    @Test
    void takesTheFirstFrameOfAnAnimation() throws Exception {
        Rendition animated = pipeline.render(Pictures.animatedGif(120, 90, 5), WEB);
        Rendition still = pipeline.render(Pictures.gif(120, 90), WEB);
        assertThat(animated.header().frames()).isEqualTo(5);
        assertThat(animated.variants().get(0).bytes())
                .isEqualTo(still.variants().get(0).bytes());
    }

    @Test
    void readsInterlacedPicturesLikeOthers() throws Exception {
        BufferedImage scene = Pictures.transparentScene(101, 67);
        assertThat(bytes(Pictures.interlacedPng(scene))).isEqualTo(bytes(Pictures.png(scene)));
        assertThat(bytes(Pictures.interlacedGif(101, 67))).isEqualTo(bytes(Pictures.gif(101, 67)));
        assertThat(bytes(Pictures.interlacedPng(Pictures.scene(1, 1))))
                .isEqualTo(bytes(Pictures.png(Pictures.scene(1, 1))));
    }

    private byte[] bytes(byte[] original) throws RejectedImageException {
        return pipeline.render(original, WEB).variants().get(0).bytes();
    }

    @Test
    void keepsNoMetadata() throws Exception {
        byte[] secret = "GPS 52.5163 N 13.3777 E".getBytes(StandardCharsets.US_ASCII);
        byte[] jpeg = Pictures.withSegment(Pictures.orientedJpeg(Pictures.scene(64, 48), 6), 0xfe, secret);
        byte[] png = Pictures.withChunk(Pictures.png(64, 48, true), "tEXt", secret);
        for (byte[] original : List.of(jpeg, png)) {
            for (Rendition.Variant variant : pipeline.render(original, WEB).variants()) {
                String text = new String(variant.bytes(), StandardCharsets.ISO_8859_1);
                assertThat(text).doesNotContain("GPS").doesNotContain("Exif").doesNotContain("tEXt");
            }
        }
    }

    @Test
    void givesTheSameBytesForTheSamePicture() throws Exception {
        for (Map.Entry<String, byte[]> picture : KIT.entrySet()) {
            byte[] before = picture.getValue().clone();
            List<Rendition.Variant> first =
                    pipeline.render(picture.getValue(), WEB).variants();
            List<Rendition.Variant> second =
                    pipeline(LIMITS, 256L << 20).render(before, WEB).variants();
            for (int i = 0; i < first.size(); i++) {
                assertThat(first.get(i).bytes())
                        .as(picture.getKey())
                        .isEqualTo(second.get(i).bytes());
            }
            assertThat(picture.getValue()).as(picture.getKey() + " untouched").isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.9})
    void refusesATruncatedPicture(double share) {
        KIT.forEach((name, bytes) -> {
            if (name.equals("animated gif")) {
                return; // its first frame is whole
            }
            RejectedImageException refusal = refusal(Pictures.truncated(bytes, share));
            assertThat(refusal).as(name).isNotNull();
            assertThat(refusal.code()).as(name).isEqualTo("broken-image");
            assertThat(refusal.header()).as(name).map(Header::format).isPresent();
        });
    }

    @Test
    void forgivesAMissingEndMarkWhereThePictureIsWhole() throws Exception {
        for (int side : new int[] {100, 2_700}) {
            byte[] jpeg = Pictures.jpeg(side, side);
            assertThat(bytes(Arrays.copyOf(jpeg, jpeg.length - 2))).isEqualTo(bytes(jpeg));
        }
        byte[] png = Pictures.png(100, 100, false);
        assertThat(bytes(Arrays.copyOf(png, png.length - 12))).isEqualTo(bytes(png));
        byte[] gif = Pictures.gif(100, 100);
        assertThat(bytes(Arrays.copyOf(gif, gif.length - 1))).isEqualTo(bytes(gif));
    }

    @Test
    void ignoresWhatFollowsThePicture() throws Exception {
        KIT.forEach((name, original) -> {
            byte[] longer = Arrays.copyOf(original, original.length + 5_000);
            Arrays.fill(longer, original.length, longer.length, (byte) 0xda);
            try {
                assertThat(bytes(longer)).as(name).isEqualTo(bytes(original));
            } catch (RejectedImageException e) {
                throw new AssertionError(name, e);
            }
        });
    }

    @Test
    void answersAnyDamageWithARenditionOrARefusal() {
        Map<String, byte[]> small = new LinkedHashMap<>(HeaderProbeTest.kit());
        small.put("half size", Pictures.jpeg(2_600, 40));
        small.put("deep", Pictures.deepPng(20, 20));
        small.put("transparent gif", Pictures.transparentGif(24, 20));
        assertAnswersAnyDamage(small, new Random(2026));
    }

    /** Of each file 150 damaged copies: a rendition or a refusal, never another exception. */
    final void assertAnswersAnyDamage(Map<String, byte[]> files, Random random) {
        files.forEach((name, bytes) -> {
            for (int i = 0; i < 150; i++) {
                byte[] damaged = bytes.clone();
                for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                try {
                    pipeline.render(damaged, WEB);
                } catch (RejectedImageException e) {
                    assertThat(e.code()).isNotBlank();
                } catch (RuntimeException e) {
                    throw new AssertionError(name + ", damage " + i, e);
                }
            }
        });
    }

    @Test
    void refusesAPngWithAWrongChecksum() {
        byte[] png = Pictures.png(64, 64, false);
        png[png.length - 20] ^= 1;
        assertThat(refusal(png).code()).isEqualTo("broken-image");
        assertThat(refusal(png)).hasMessageContaining("checksum");
    }

    @Test
    void inflatesNoMoreThanThePictureNeeds() throws Exception {
        byte[] bomb = Pictures.pngWithTooMuchData(50_000_000);
        pipeline.render(bomb, WEB);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        pipeline.render(bomb, WEB);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void allocatesNoMoreThanItReserved() throws Exception {
        Renderer renderer = new Renderer(engine(LIMITS), LIMITS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<String, byte[]> kit = new LinkedHashMap<>(KIT);
        kit.put("turned jpeg", Pictures.orientedJpeg(Pictures.scene(2_700, 2_000), 6));
        kit.put("large progressive jpeg", Pictures.progressiveJpeg(2_700, 2_000));
        kit.put("large alpha png", Pictures.png(2_000, 1_500, true));
        for (Map.Entry<String, byte[]> picture : kit.entrySet()) {
            Header header = new HeaderProbe(LIMITS).probe(picture.getValue());
            renderer.render(picture.getValue(), header, WEB, Deadline.in(Duration.ofSeconds(20)));
            long before = threads.getCurrentThreadAllocatedBytes();
            renderer.render(picture.getValue(), header, WEB, Deadline.in(Duration.ofSeconds(20)));
            // all of it at once, although most is garbage soon: more than the peak
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(picture.getKey())
                    .isLessThan(renderer.memoryNeeded(header, picture.getValue().length, WEB));
        }
    }

    @Test
    void refusesAPictureThatNeedsMoreThanTheWholeBudget() {
        Pipeline poor = pipeline(LIMITS, 8L << 20);
        byte[] interlaced = Pictures.interlacedPng(Pictures.scene(2_000, 1_500));
        assertThatThrownBy(() -> poor.render(interlaced, WEB))
                .isInstanceOfSatisfying(
                        RejectedImageException.class, e -> assertThat(e.code()).isEqualTo("too-many-pixels"))
                .hasMessageContaining("2,000 x 1,500")
                .hasMessageContaining("MiB");
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        Limits hasty =
                new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16 << 20, Duration.ofMillis(1), 64 << 20);
        for (byte[] original : List.of(
                Pictures.jpeg(4_000, 3_000),
                Pictures.png(2_000, 2_000, false),
                Pictures.bmp(3_000, 2_000),
                Pictures.progressiveJpeg(2_000, 2_000),
                Pictures.gif(2_000, 2_000))) {
            assertThatThrownBy(() -> pipeline(hasty, 512L << 20).render(original, WEB))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("longer than 1 ms");
        }
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    /** Of noise: nothing takes longer to encode. */
    static Picture noise(int side) {
        BufferedImage image = Picture.canvas(side, side, false);
        int[] pixels = Picture.ints(image);
        Random random = new Random(side);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt() & 0xffffff;
        }
        return new Picture(image, false, false, 1, null);
    }

    @Test
    void stopsResizingWhenTheTimeIsOver() {
        Picture large = noise(3_000);
        Engine engine = engine(LIMITS);
        assertThatThrownBy(() -> engine.resize(large, new Size(2_000, 2_000), Deadline.in(Duration.ZERO)))
                .isInstanceOf(DeadlineException.class);
    }

    @Test
    void failsOnAVariantThatIsTooLong() {
        Limits narrow =
                new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16 << 20, Duration.ofSeconds(20), 10_000);
        for (byte[] original : List.of(Pictures.jpeg(700, 500), Pictures.png(700, 500, true))) {
            assertThatThrownBy(() -> pipeline(narrow, 512L << 20).render(original, WEB))
                    .isInstanceOf(VariantTooLongException.class)
                    .hasMessage(
                            "The variant 'web' of web@1: A variant has more than 10000 bytes: give its recipe a smaller"
                                    + " box or a lower quality, or raise darkroom.limits.variant-bytes.");
        }
    }

    @ParameterizedTest
    @MethodSource("imaging.HeaderProbeTest#floods")
    void refusesAFlood(byte[] bytes) {
        assertThat(refusal(bytes).code()).isEqualTo("too-many-pixels");
    }

    @Test
    void writesCoarseToFineWhereItIsWanted() throws Exception {
        Engine engine = engine(LIMITS);
        Picture picture = new Picture(Pictures.scene(64, 48), false, false, 1, null);
        for (boolean progressive : new boolean[] {false, true}) {
            for (Format format : List.of(Format.JPEG, Format.PNG)) {
                byte[] bytes = engine.encode(picture, new Encoding(format, 80, false, progressive), soon());
                assertThat(new HeaderProbe(LIMITS).probe(bytes).progressive()).isEqualTo(progressive);
            }
        }
    }

    /** A reader that leaves the rest as it was makes a black picture of it. */
    @Test
    void refusesAGifOfFewerPixelsThanItClaims() {
        byte[] gif = HexFormat.of()
                .parseHex("474946383961" + "2c012c01800000" + "000000ffffff" + "2c000000002c012c0100" + "0202440100"
                        + "3b");
        assertThatThrownBy(() -> pipeline(LIMITS, 512L << 20).render(gif, WEB))
                .isInstanceOf(RejectedImageException.class)
                .hasMessageContaining("fewer pixels");
    }
}
