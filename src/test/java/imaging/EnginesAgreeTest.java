package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * Both engines make the same of a picture: the same sizes and operations, and colours within a bound. What is left are the
 * filters, which draw edges and noise differently, and the codecs, which differ where an engine writes WebP or AVIF.
 */
class EnginesAgreeTest {
    private static final Limits LIMITS = Limits.defaults();
    private static final Path RECIPES = Path.of("processors/recipes");
    private static final Path PHOTOS = Path.of("../shared/photos");

    /** CIEDE2000 of a variant's pixels, on average and of all but a hundredth: edges and noise are in it. */
    private static final double MEAN = 4;

    private static final double P99 = 17;

    /** The same of the mean light of squares of so many pixels: colours without their detail. */
    private static final int SQUARE = 8;

    private static final double SQUARE_MEAN = 1.5;
    private static final double SQUARE_P99 = 5;

    private static final Map<String, byte[]> PICTURES = pictures();

    /** Each step as a recipe asks for it. */
    private static final Map<String, String> STEPS = Map.ofEntries(
            Map.entry("orient", "orient"),
            Map.entry("srgb", "srgb"),
            Map.entry("crop", "{crop: {gravity: centre, width: 500, height: 400}}"),
            Map.entry("rotate", "{rotate: {angle: 12.5, background: transparent}}"),
            Map.entry("flip", "{flip: horizontal}"),
            Map.entry("sharpen", "{sharpen: {radius: 1, amount: 0.5}}"),
            Map.entry("blur", "{blur: {radius: 2}}"),
            Map.entry("grayscale", "grayscale"),
            Map.entry("adjust", "{adjust: {brightness: 1.1, contrast: 1.2, saturation: 1.3}}"),
            Map.entry("watermark", "{watermark: {image: logo.png, at: south-east, scale: 0.3}}"),
            Map.entry("flatten", "{flatten: {background: '#204060'}}"),
            Map.entry("acme-card", "{acme-card: {border: 12, radius: 32, colour: '#f4f1ea'}}"));

    @TempDir
    Path folder;

    private final Engine java = Engines.imgscalr(LIMITS);
    private final Engine vips = Engines.vips(LIMITS)
            .orElseThrow(() -> new TestAbortedException("NO LIBVIPS: whether engines agree is NOT tested."));

    private static Map<String, byte[]> pictures() {
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        BufferedImage scene = Pictures.scene(1_400, 1_000);
        pictures.put("jpeg", Pictures.jpeg(scene));
        pictures.put("turned jpeg", Pictures.orientedJpeg(scene, 6));
        pictures.put("small jpeg", Pictures.jpeg(300, 200));
        pictures.put("gray jpeg", Pictures.grayJpeg(700, 500));
        pictures.put("linear png", Pictures.pngWithProfile(Pictures.scene(700, 500), linear));
        pictures.put("alpha png", Pictures.png(1_400, 1_000, true));
        for (String photo : List.of("cam12_exif6.jpg", "small640.jpg", "alpha3.png")) {
            Path file = PHOTOS.resolve(photo);
            if (Files.exists(file) && Boolean.getBoolean("darkroom.long")) {
                try {
                    pictures.put(photo, Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return pictures;
    }

    private static Rendition render(Engine engine, Path folder, String recipe, byte[] original)
            throws RejectedImageException {
        return new Pipeline(engine, LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)))
                .render(original, Recipes.load(folder, engine).find(recipe).orElseThrow());
    }

    /** Whatever it was written as, by the engine that reads all of them. */
    private BufferedImage pixels(Rendition.Variant variant) throws RejectedImageException, IOException {
        Header header = new HeaderProbe(LIMITS).probe(variant.bytes());
        Size size = new Size(header.width(), header.height());
        assertThat(size).isEqualTo(new Size(variant.width(), variant.height()));
        try (Picture picture = vips.decode(variant.bytes(), header, size, Deadline.in(LIMITS.maxTime()))) {
            return picture.pixels();
        }
    }

    private void assertAgreement(Path folder, String recipe, Map<String, byte[]> pictures)
            throws RejectedImageException, IOException {
        for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
            List<Rendition.Variant> here =
                    render(vips, folder, recipe, picture.getValue()).variants();
            List<Rendition.Variant> there =
                    render(java, folder, recipe, picture.getValue()).variants();
            assertThat(here).hasSameSizeAs(there);
            for (int i = 0; i < here.size(); i++) {
                Rendition.Variant a = here.get(i);
                Rendition.Variant b = there.get(i);
                String what = recipe + " " + a.name() + " of " + picture.getKey();
                assertThat(a.width() + "x" + a.height()).as(what).isEqualTo(b.width() + "x" + b.height());
                assertThat(a.operations()).as(what).isEqualTo(b.operations());
                BufferedImage one = pixels(a);
                BufferedImage other = pixels(b);
                DeltaE.Distances detail = DeltaE.between(one, other, 1);
                assertThat(detail.mean()).as(what).isLessThanOrEqualTo(MEAN);
                assertThat(detail.p99()).as(what).isLessThanOrEqualTo(P99);
                DeltaE.Distances colour = DeltaE.between(one, other, SQUARE);
                assertThat(colour.mean()).as(what + " without detail").isLessThanOrEqualTo(SQUARE_MEAN);
                assertThat(colour.p99()).as(what + " without detail").isLessThanOrEqualTo(SQUARE_P99);
            }
        }
    }

    static Stream<String> shipped() {
        return Recipes.load(RECIPES).names().stream();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void onSizesAndColoursOfEveryShippedRecipe(String recipe) throws Exception {
        assertAgreement(RECIPES, recipe, PICTURES);
    }

    static Stream<String> steps() {
        return Stream.concat(StepWords.OURS.stream(), CompanySteps.find(LIMITS).words().stream());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void onSizesAndColoursOfEveryStep(String step) throws Exception {
        assertThat(STEPS).as("how a recipe asks for the step").containsKey(step);
        Files.write(folder.resolve("logo.png"), Pictures.png(200, 100, true));
        Files.writeString(
                folder.resolve(step + ".yaml"),
                "version: 1\nsteps: [" + STEPS.get(step) + "]\nvariants: {one: {fit: 320x320, format: png}}\n");
        Map<String, byte[]> some = new LinkedHashMap<>(PICTURES);
        some.keySet().retainAll(List.of("turned jpeg", "alpha png", "small640.jpg"));
        assertAgreement(folder, step, some);
    }
}
