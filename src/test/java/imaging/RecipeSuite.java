package imaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the words of recipes make of pictures, with every engine. */
abstract class RecipeSuite {
    static final Limits LIMITS = Limits.defaults();

    @TempDir
    Path folder;

    /** The engine under test. */
    abstract Engine engine(Limits limits);

    final Rendition render(byte[] original, String recipe) throws Exception {
        Files.writeString(folder.resolve("recipe.yaml"), "version: 1\n" + recipe);
        Engine engine = engine(LIMITS);
        return new Pipeline(engine, LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)))
                .render(original, Recipes.load(folder, engine).find("recipe").orElseThrow());
    }

    /** One variant, as a PNG, so that its pixels are seen as they are. */
    private BufferedImage one(byte[] original, String steps, String variant) throws Exception {
        return decode(render(original, "steps: " + steps + "\nvariants:\n  one: {format: png, " + variant + "}\n")
                .variants()
                .get(0));
    }

    private static BufferedImage decode(Rendition.Variant variant) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(variant.bytes()));
        assertThat(size(image)).isEqualTo(new Size(variant.width(), variant.height()));
        if (image.getRaster().getNumBands() > 1 || image.getColorModel() instanceof IndexColorModel) {
            return image;
        }
        // getRGB would lighten a gray
        BufferedImage rgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                rgb.setRGB(x, y, image.getRaster().getSample(x, y, 0) * 0x010101);
            }
        }
        return rgb;
    }

    private static Size size(BufferedImage image) {
        return new Size(image.getWidth(), image.getHeight());
    }

    private static void assertColour(BufferedImage image, int x, int y, int rgb) {
        int seen = image.getRGB(x, y);
        for (int shift : new int[] {16, 8, 0}) {
            assertThat((seen >> shift) & 0xff)
                    .as("%06x at %d,%d is not %06x", seen & 0xffffff, x, y, rgb)
                    .isCloseTo((rgb >> shift) & 0xff, within(3));
        }
    }

    // ---- steps of the recipe: lengths are pixels of the original

    @Test
    void cropsInPixelsOfTheOriginalHoweverSmallItIsDecoded() throws Exception {
        // red, green / blue, white: the crop takes 600 pixels of each, left and right of the middle
        byte[] quarters = Pictures.png(Pictures.quarters(4_000, 2_000));
        BufferedImage image =
                one(quarters, "[orient, {crop: {left: 1400, top: 0, width: 1200, height: 1000}}]", "fit: 120x120");
        assertThat(size(image)).isEqualTo(new Size(120, 100));
        assertColour(image, 10, 50, 0xff0000);
        assertColour(image, 55, 50, 0xff0000);
        assertColour(image, 65, 50, 0x00ff00);
        assertColour(image, 10, 97, 0xff0000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 8})
    void cropsAfterThePictureStandsUpright(int orientation) throws Exception {
        byte[] jpeg = Pictures.orientedJpeg(Pictures.quarters(800, 400), orientation);
        BufferedImage image =
                one(jpeg, "[orient, srgb, {crop: {gravity: north-east, width: 100, height: 100}}]", "fit: 50x50");
        assertThat(size(image)).isEqualTo(new Size(50, 50));
        assertColour(image, 25, 25, 0x00ff00);
    }

    @Test
    void cropsWhereTheFaceIs() throws Exception {
        BufferedImage image = new BufferedImage(1_600, 900, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(0x60707c));
        g.fillRect(0, 0, 1_600, 900);
        g.setColor(new Color(0xe0ac8c));
        g.fillOval(1_200, 300, 200, 200);
        g.dispose();
        for (byte[] original : List.of(Pictures.png(image), Pictures.jpeg(image))) {
            // as far to the right as it goes; the middle of the picture has no face
            assertColour(one(original, "[orient]", "fill: 256x256, gravity: smart"), 171, 114, 0xe0ac8c);
            assertColour(
                    one(original, "[{crop: {gravity: smart, width: 300, height: 300}}]", "fit: 90x90"),
                    45,
                    45,
                    0xe0ac8c);
        }
    }

    @Test
    void cropsWhereTheDetailIs() throws Exception {
        BufferedImage image = new BufferedImage(1_600, 900, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(0x60707c));
        g.fillRect(0, 0, 1_600, 900);
        g.drawImage(Pictures.scene(300, 300), 100, 600, null);
        g.setColor(new Color(0xff0000));
        g.fillRect(240, 740, 20, 20);
        g.dispose();
        for (byte[] original : List.of(Pictures.png(image), Pictures.jpeg(image))) {
            for (BufferedImage cut : List.of(
                    one(original, "[{crop: {gravity: entropy, width: 300, height: 300}}]", "fit: 300x300"),
                    one(original, "[]", "fill: 300x300, gravity: entropy"))) {
                assertThat(size(cut)).isEqualTo(new Size(300, 300));
                assertThat(reds(cut)).isGreaterThan(30);
            }
        }
    }

    private static int reds(BufferedImage image) {
        int reds = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                Color c = new Color(image.getRGB(x, y));
                reds += c.getRed() > 200 && c.getGreen() < 80 && c.getBlue() < 80 ? 1 : 0;
            }
        }
        return reds;
    }

    @Test
    void rotatesAndFlips() throws Exception {
        byte[] quarters = Pictures.png(Pictures.quarters(900, 600));
        BufferedImage turned = one(quarters, "[{rotate: 90}]", "fit: 300x300");
        assertThat(size(turned)).isEqualTo(new Size(200, 300));
        assertColour(turned, 10, 10, 0x0000ff);
        assertColour(turned, 190, 10, 0xff0000);
        assertColour(one(quarters, "[{flip: horizontal}]", "fit: 30x30"), 2, 2, 0x00ff00);
        assertColour(one(quarters, "[{flip: vertical}]", "fit: 30x30"), 2, 2, 0x0000ff);
    }

    @Test
    void rotatesByAnyAngle() throws Exception {
        byte[] quarters = Pictures.png(Pictures.quarters(900, 600));
        String tilt = "[{rotate: {angle: 30, background: '#102030'}}]";
        BufferedImage turned = one(quarters, tilt, "fit: 2000x2000");
        // 900 cos 30 + 600 sin 30, 900 sin 30 + 600 cos 30
        assertThat(size(turned)).isEqualTo(new Size(1_080, 970));
        assertColour(turned, 5, 5, 0x102030);
        assertColour(turned, 1_075, 965, 0x102030);
        // clockwise: red, which was above and to the left, comes up
        assertColour(turned, 540 - 50, 485 - 100, 0xff0000);
        assertColour(turned, 540 + 250, 485, 0x00ff00);
        assertColour(turned, 540 - 250, 485, 0x0000ff);
        assertColour(turned, 540 + 50, 485 + 100, 0xffffff);
        BufferedImage small = one(quarters, tilt, "fit: 108x108");
        assertThat(size(small)).isEqualTo(new Size(108, 97));
        assertColour(small, 54 + 25, 48, 0x00ff00);
        BufferedImage open = one(quarters, "[{rotate: {angle: -12.5, background: transparent}}]", "fit: 300x300");
        assertThat(open.getRGB(1, 1) >>> 24).isZero();
        assertThat(open.getRGB(150, 120) >>> 24).isEqualTo(255);
    }

    @Test
    void laysTransparentCornersOnWhiteWhereTheFormatKnowsNone() throws Exception {
        Rendition rendition = render(Pictures.png(Pictures.quarters(90, 60)), """
                steps: [{rotate: {angle: 30, background: transparent}}]
                variants:
                  one: {fit: 90x90, format: png, transparent: jpeg, quality: 90}
                """);
        Rendition.Variant one = rendition.variants().get(0);
        assertThat(one.format()).isEqualTo(Format.JPEG);
        assertThat(one.operations()).containsExactly("rotate", "fit", "flatten");
        assertColour(decode(one), 1, 1, 0xffffff);
    }

    @Test
    void whatIsGrayIsWrittenAsGray() throws Exception {
        byte[] png = render(Pictures.png(Pictures.quarters(64, 64)), """
                steps: [grayscale]
                variants:
                  one: {fit: 64x64, format: png}
                """)
                .variants()
                .get(0)
                .bytes();
        BufferedImage gray = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(gray.getRaster().getNumBands()).isEqualTo(1);
        assertThat(gray.getRaster().getSample(10, 10, 0)).isEqualTo(0x7f);
    }

    @Test
    void theMarkHasItsShareOfEveryVariant() throws Exception {
        Files.write(folder.resolve("logo.png"), Pictures.png(plain(200, 100, 0xffff0000)));
        byte[] white = Pictures.png(plain(2_000, 1_000, 0xffffffff));
        Rendition rendition = render(white, """
                steps: [{watermark: {image: logo.png, at: south-east, scale: 0.1, margin: 100}}]
                variants:
                  large: {fit: 1000x1000, format: png}
                  small: {fit: 200x200, format: png}
                """);
        BufferedImage large = decode(rendition.variants().get(0));
        assertColour(large, 900 - 3, 450 - 3, 0xff0000);
        assertColour(large, 848, 450 - 3, 0xffffff);
        assertColour(large, 851, 403, 0xff0000);
        assertColour(large, 902, 452, 0xffffff);
        BufferedImage small = decode(rendition.variants().get(1));
        assertColour(small, 177, 87, 0xff0000);
        assertColour(small, 183, 93, 0xffffff);
        assertThat(rendition.variants().get(0).operations()).containsExactly("watermark", "fit");
    }

    private static BufferedImage plain(int width, int height, int argb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, argb);
            }
        }
        return image;
    }

    // ---- variants

    @ParameterizedTest
    @CsvSource({"1000, 500, 256, 256", "300, 200, 200, 200", "256, 256, 256, 256", "2, 900, 2, 2"})
    void fillsTheBox(int w, int h, int toW, int toH) throws Exception {
        assertThat(size(one(Pictures.png(w, h, false), "[]", "fill: 256x256, gravity: smart")))
                .isEqualTo(new Size(toW, toH));
    }

    @Test
    void padsToTheBox() throws Exception {
        byte[] red = Pictures.png(plain(400, 100, 0xffff0000));
        BufferedImage padded = one(red, "[flatten]", "pad: 200x200, background: '#00ff00'");
        assertThat(size(padded)).isEqualTo(new Size(200, 200));
        assertColour(padded, 100, 70, 0x00ff00);
        assertColour(padded, 100, 100, 0xff0000);
        BufferedImage open = one(red, "[flatten]", "pad: 200x200, background: transparent");
        assertThat(open.getRGB(100, 70) >>> 24).isZero();
        assertThat(open.getRGB(100, 100) >>> 24).isEqualTo(255);
    }

    @Test
    void aVariantsStepsAreItsOwn() throws Exception {
        Rendition rendition = render(Pictures.png(Pictures.quarters(64, 64)), """
                steps: []
                variants:
                  gray: {fit: 64x64, format: png, steps: [grayscale, {blur: {radius: 3}}]}
                  plain: {fit: 64x64, format: png}
                  small: {fit: 32x32, format: png, steps: [{adjust: {brightness: 0}}]}
                """);
        assertColour(decode(rendition.variants().get(0)), 10, 10, 0x7f7f7f);
        BufferedImage plain = decode(rendition.variants().get(1));
        for (int i = 0; i < 64; i++) {
            assertThat(plain.getRGB(i, 31)).isEqualTo(i < 32 ? 0xffff0000 : 0xff00ff00);
        }
        assertColour(decode(rendition.variants().get(2)), 20, 20, 0);
        assertThat(rendition.variants().get(0).operations()).containsExactly("fit", "grayscale", "blur");
    }

    @Test
    void variantsOfDifferentShapesDoNotTouchEachOther() throws Exception {
        Rendition rendition = render(Pictures.png(Pictures.quarters(1_000, 500)), """
                steps: []
                variants:
                  square: {fill: 100x100, gravity: west, format: png}
                  wide: {fit: 100x100, format: png}
                  tall: {fit: 400x90, format: png}
                  padded: {pad: 900x900, format: png}
                """);
        assertThat(rendition.variants())
                .extracting(v -> v.width() + "x" + v.height())
                .containsExactly("100x100", "100x50", "180x90", "900x900");
        assertColour(decode(rendition.variants().get(0)), 80, 20, 0xff0000);
        assertColour(decode(rendition.variants().get(1)), 80, 20, 0x00ff00);
    }

    // ---- encoding

    @Test
    void choosesTheFormatByContent() throws Exception {
        String recipe = "steps: []\nvariants:\n  one: {fit: 400x400, format: auto, quality: 82}\n";
        assertThat(render(Pictures.png(400, 300, false), recipe)
                        .variants()
                        .get(0)
                        .format())
                .isEqualTo(Format.JPEG);
        assertThat(render(Pictures.png(Pictures.quarters(400, 300)), recipe)
                        .variants()
                        .get(0)
                        .format())
                .isEqualTo(Format.PNG);
        Format veiled = engine(LIMITS).writes().contains(Format.WEBP) ? Format.WEBP : Format.PNG;
        assertThat(render(Pictures.png(400, 300, true), recipe)
                        .variants()
                        .get(0)
                        .format())
                .isEqualTo(veiled);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.85, 0.9, 0.95})
    void compressesAsFarAsTheLikenessAllows(double bound) throws Exception {
        byte[] original = Pictures.png(500, 400, false);
        Rendition rendition = render(original, """
                steps: []
                variants:
                  found: {fit: 500x500, format: jpeg, transparent: png, auto-quality: %s}
                  best: {fit: 500x500, format: jpeg, transparent: png, quality: 95}
                """.formatted(bound));
        Rendition.Variant found = rendition.variants().get(0);
        Similarity.Luma source = Similarity.luma(Pictures.scene(500, 400));
        assertThat(Similarity.ssim(source, Similarity.luma(decode(found)))).isCloseTo(bound, within(0.02));
        assertThat(found.bytes().length).isLessThan(rendition.variants().get(1).bytes().length);
    }

    @Test
    void writesProgressiveJpegs() throws Exception {
        Rendition rendition = render(Pictures.png(300, 200, false), """
                steps: []
                variants:
                  slow: {fit: 300x300, format: jpeg, transparent: png, quality: 82, progressive: true}
                  plain: {fit: 300x300, format: jpeg, transparent: png, quality: 82}
                """);
        HeaderProbe probe = new HeaderProbe(LIMITS);
        assertThat(probe.probe(rendition.variants().get(0).bytes()).progressive())
                .isTrue();
        assertThat(probe.probe(rendition.variants().get(1).bytes()).progressive())
                .isFalse();
    }

    // ---- profiles

    private static final byte[] LINEAR =
            ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    private static final byte[] GRAY =
            ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();

    /** As the engine reads it: libvips knows nothing of how ours are written. */
    private byte[] profile(Rendition.Variant variant) throws Exception {
        Header header = new HeaderProbe(LIMITS).probe(variant.bytes());
        Size size = new Size(header.width(), header.height());
        try (Picture picture =
                engine(LIMITS).decode(variant.bytes(), header, size, Deadline.in(Duration.ofSeconds(20)))) {
            return picture.profile();
        }
    }

    /** In every format that the engine writes and that may carry a profile. */
    private List<Rendition.Variant> inEveryFormat(byte[] original, String steps) throws Exception {
        String variants = engine(LIMITS).writes().stream()
                .filter(format -> format != Format.GIF)
                .map(format ->
                        "  %1$s: {fit: 90x90, format: %1$s, transparent: png, quality: 80}%n".formatted(format.word()))
                .collect(Collectors.joining());
        return render(original, "steps: " + steps + "\nvariants:\n" + variants).variants();
    }

    @Test
    void withoutSrgbEveryVariantCarriesTheProfileOfTheOriginal() throws Exception {
        BufferedImage scene = Pictures.scene(300, 200);
        for (byte[] original :
                List.of(Pictures.pngWithProfile(scene, LINEAR), Pictures.jpegWithProfile(scene, LINEAR))) {
            assertThat(inEveryFormat(original, "[orient]"))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(variant ->
                            assertThat(profile(variant)).as(variant.name()).isEqualTo(LINEAR));
            assertThat(inEveryFormat(original, "[orient, srgb]"))
                    .allSatisfy(variant ->
                            assertThat(profile(variant)).as(variant.name()).isNull());
        }
        assertThat(inEveryFormat(Pictures.png(scene), "[orient]"))
                .allSatisfy(variant ->
                        assertThat(profile(variant)).as(variant.name()).isNull());
    }

    @Test
    void carriesTheProfileOfAVeiledPictureToo() throws Exception {
        byte[] original = Pictures.pngWithProfile(Pictures.transparentScene(80, 60), LINEAR);
        for (Format format : engine(LIMITS).writes()) {
            if (format != Format.JPEG && format != Format.GIF) {
                Rendition rendition = render(
                        original,
                        "steps: []\nvariants:\n  one: {fit: 80x80, format: %s, lossless: true}%n"
                                .formatted(format.word()));
                assertThat(profile(rendition.variants().get(0)))
                        .as(format.word())
                        .isEqualTo(LINEAR);
            }
        }
    }

    @Test
    void aGifBecomesSrgbForItCarriesNoProfile() throws Exception {
        BufferedImage gray = plain(40, 30, 0xff404040);
        Rendition rendition = render(Pictures.pngWithProfile(gray, LINEAR), """
                steps: []
                variants:
                  gif: {fit: 40x40, format: gif}
                  png: {fit: 40x40, format: png}
                """);
        assertThat(rendition.variants().get(0).operations()).containsExactly("fit", "srgb");
        assertThat(rendition.variants().get(1).operations()).containsExactly("fit");
        // a quarter of the light is a good half of the way to white for the eye
        assertColour(decode(rendition.variants().get(0)), 20, 15, 0x898989);
        assertThat(profile(rendition.variants().get(1))).isEqualTo(LINEAR);
    }

    @Test
    void writesAGifOfAnyPicture() throws Exception {
        for (byte[] original : List.of(
                Pictures.jpeg(300, 200),
                Pictures.png(300, 200, true),
                Pictures.grayPng(300, 200),
                Pictures.gif(300, 200))) {
            Rendition.Variant gif = render(original, "steps: []\nvariants:\n  one: {fit: 90x90, format: gif}\n")
                    .variants()
                    .get(0);
            Rendition.Variant png = render(original, "steps: []\nvariants:\n  one: {fit: 90x90, format: png}\n")
                    .variants()
                    .get(0);
            assertThat(gif.format()).isEqualTo(Format.GIF);
            assertThat(gif.frames()).isEqualTo(1);
            // half and more is opaque, less is gone
            BufferedImage expected = decode(png);
            for (int y = 0; y < png.height(); y++) {
                for (int x = 0; x < png.width() && expected.getColorModel().hasAlpha(); x++) {
                    int v = expected.getRGB(x, y);
                    expected.setRGB(x, y, v >>> 24 < 128 ? 0 : v | 0xff000000);
                }
            }
            assertThat(Similarity.ssim(Similarity.luma(expected), Similarity.luma(decode(gif))))
                    .isGreaterThan(0.93);
        }
    }

    private static boolean isOfColours(Rendition.Variant variant) {
        return variant.format() == Format.WEBP || variant.format() == Format.AVIF;
    }

    @Test
    void carriesOnlyAProfileForTheChannelsThatThereAre() throws Exception {
        BufferedImage gray = Pictures.gray(Pictures.scene(60, 40));
        assertThat(inEveryFormat(Pictures.jpegWithProfile(gray, GRAY), "[]"))
                .allSatisfy(variant ->
                        assertThat(profile(variant)).as(variant.name()).isEqualTo(isOfColours(variant) ? null : GRAY));
        assertThat(inEveryFormat(Pictures.pngWithProfile(Pictures.scene(60, 40), LINEAR), "[grayscale]"))
                .allSatisfy(variant -> assertThat(profile(variant))
                        .as(variant.name())
                        .isEqualTo(isOfColours(variant) ? LINEAR : null));
        assertThat(inEveryFormat(Pictures.jpegWithProfile(Pictures.scene(60, 40), new byte[500]), "[]"))
                .allSatisfy(variant -> assertThat(profile(variant)).isNull());
    }

    @Test
    void printKeepsEveryPixelAndTheProfile() throws Exception {
        BufferedImage scene = Pictures.scene(300, 200);
        Engine engine = engine(LIMITS);
        Recipe print = Recipes.load(Path.of("processors/recipes"), engine)
                .find("print")
                .orElseThrow();
        Pipeline pipeline = new Pipeline(engine, LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        Rendition.Variant variant = pipeline.render(Pictures.pngWithProfile(scene, LINEAR), print)
                .variants()
                .get(0);
        assertThat(variant.format()).isEqualTo(Format.PNG);
        assertThat(profile(variant)).isEqualTo(LINEAR);
        Header header = new HeaderProbe(LIMITS).probe(variant.bytes());
        try (Picture picture =
                engine.decode(variant.bytes(), header, new Size(300, 200), Deadline.in(Duration.ofSeconds(20)))) {
            assertThat(Pixels.of(picture)).isEqualTo(Pixels.of(Pixels.of(scene)));
        }
    }

    // ---- measures

    @Test
    void measuresWhatIsAskedFor() throws Exception {
        byte[] quarters = Pictures.png(Pictures.quarters(640, 480));
        String variants = "variants:\n  one: {fit: 640x640, format: png}\n";
        Measures all = render(quarters, "steps: []\nmeasures: [blurhash, colours, phash]\n" + variants)
                .measures();
        assertThat(all.blurhash()).isEqualTo(BlurHash.of(Pixels.of(Pictures.quarters(64, 48))));
        assertThat(all.colours()).containsExactlyInAnyOrder("#ff0000", "#00ff00", "#0000ff", "#ffffff");
        assertThat(all.phash()).matches("[0-9a-f]{16}");
        Measures one =
                render(quarters, "steps: []\nmeasures: [phash]\n" + variants).measures();
        assertThat(one).isEqualTo(new Measures(null, null, all.phash()));
        assertThat(render(quarters, "steps: []\n" + variants).measures()).isNull();
    }

    @Test
    void measuresWhatTheStepsLeft() throws Exception {
        String recipe = """
                steps: [orient, {crop: {gravity: south-east, width: 90, height: 90}}]
                measures: [colours]
                variants:
                  one: {fit: 90x90, format: png}
                """;
        for (int orientation : new int[] {1, 6}) {
            byte[] jpeg = Pictures.orientedJpeg(Pictures.quarters(400, 400), orientation);
            assertThat(render(jpeg, recipe).measures().colours()).containsExactly("#ffffff");
        }
    }

    // ---- all of it

    @Test
    void everyShippedRecipeServesEveryKindOfPicture() throws Exception {
        Engine engine = engine(LIMITS);
        Recipes recipes = Recipes.load(Path.of("processors/recipes"), engine);
        Pipeline pipeline = new Pipeline(engine, LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        for (String name : recipes.names()) {
            Recipe recipe = recipes.find(name).orElseThrow();
            for (byte[] original : List.of(
                    Pictures.jpeg(1_000, 700),
                    Pictures.png(300, 400, true),
                    Pictures.grayJpeg(100, 80),
                    Pictures.png(1, 1, false))) {
                Rendition rendition = pipeline.render(original, recipe);
                assertThat(rendition.variants()).hasSameSizeAs(recipe.variants());
                assertThat(rendition.measures() == null)
                        .isEqualTo(recipe.measures().isEmpty());
                assertThat(pipeline.render(original, recipe).variants().get(0).bytes())
                        .as(name)
                        .isEqualTo(rendition.variants().get(0).bytes());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fit: 1280x1280, steps: [{blur: {radius: 20}}]",
                "pad: 2000x2000, background: transparent",
                "fill: 900x900, gravity: smart",
                "fill: 900x900, gravity: entropy",
                "fit: 1280x1280, steps: [{rotate: {angle: 30, background: transparent}}]",
            })
    void takesNoMoreMemoryThanItReserved(String variant) throws Exception {
        Files.writeString(
                folder.resolve("recipe.yaml"),
                "version: 1\nsteps: [orient, srgb]\nmeasures: [blurhash, colours, phash]\nvariants:\n  one: {format: png, "
                        + variant + "}\n");
        Engine engine = engine(LIMITS);
        Recipe recipe = Recipes.load(folder, engine).find("recipe").orElseThrow();
        Renderer renderer = new Renderer(engine, LIMITS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (byte[] original : List.of(Pictures.jpeg(2_700, 2_000), Pictures.png(1_500, 1_500, true))) {
            Header header = new HeaderProbe(LIMITS).probe(original);
            renderer.render(original, header, recipe, Deadline.in(Duration.ofSeconds(20)));
            long before = threads.getCurrentThreadAllocatedBytes();
            renderer.render(original, header, recipe, Deadline.in(Duration.ofSeconds(20)));
            // all of it at once, although most is garbage soon: more than the peak
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(header.format().word())
                    .isLessThan(renderer.memoryNeeded(header, original.length, recipe));
        }
    }

    @ParameterizedTest
    @CsvSource({"jpeg, jpeg", "jpeg, png", "png, jpeg", "jpeg-little-endian, png"})
    void keepsWhosePictureItIsWhenAskedAndNothingElseOfItsExif(String kind, String format) throws Exception {
        byte[] exif = Pictures.exif("Ann Example", "(c) 2026 Ann", kind.endsWith("little-endian"));
        byte[] original = kind.equals("png")
                ? Pictures.withChunk(Pictures.png(60, 40, false), "eXIf", exif)
                : Pictures.withSegment(Pictures.jpeg(60, 40), 0xe1, Pictures.exifSegment(exif));
        String rule = format.equals("png") ? "png" : "jpeg, transparent: jpeg, quality: 80";
        String variants = "variants:\n  one: {fit: 30x30, format: " + rule + "}\n";
        byte[] kept = render(original, "steps: [orient]\nkeep: [copyright]\n" + variants)
                .variants()
                .get(0)
                .bytes();
        byte[] left = render(original, "steps: [orient]\n" + variants)
                .variants()
                .get(0)
                .bytes();

        assertThat(Pictures.exifTexts(kept)).containsExactly("Ann Example", "(c) 2026 Ann");
        assertThat(new String(kept, ISO_8859_1)).doesNotContain("Secret Camera");
        assertThat(new String(left, ISO_8859_1)).doesNotContain("Ann");
        assertThat(ImageIO.read(new ByteArrayInputStream(kept)).getHeight())
                .as("upright")
                .isEqualTo(30);
        assertThat(new HeaderProbe(LIMITS).probe(kept).orientation()).isEqualTo(1);
    }
}
