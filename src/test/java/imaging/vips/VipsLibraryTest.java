package imaging.vips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.Animations;
import imaging.DeadlineException;
import imaging.Engine;
import imaging.Engines;
import imaging.Format;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Picture;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Recipes;
import imaging.RejectedImageException;
import imaging.Step;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VipsLibraryTest {
    private static final Limits LIMITS = Limits.defaults();

    @Test
    void aConfiguredFileThatIsNoneIsNotPassedOver(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("libvips.so"), "no library");
        for (Path wrong : List.of(text, folder.resolve("nowhere.so"))) {
            assertThatThrownBy(() -> VipsLibrary.find(wrong.toString()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("DARKROOM_VIPS")
                    .hasMessageContaining(wrong.toString());
        }
    }

    private static Vips vips() {
        Assumptions.assumeTrue(Engines.vips(LIMITS).isPresent(), "NO LIBVIPS: the engine vips is NOT tested.");
        return VipsLibrary.find(System.getenv().getOrDefault("DARKROOM_VIPS", ""))
                .functions();
    }

    private static Pipeline pipeline(String engine, Limits limits) {
        return new Pipeline(Engines.named(engine, limits), limits, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vips", "turbo"})
    void releasesAllThatItTookWhetherThePictureIsGoodOrBroken(String engine) throws Exception {
        Vips vips = vips();
        Pipeline pipeline = pipeline(engine, LIMITS);
        Recipes recipes =
                Recipes.load(Path.of("processors/recipes"), Engines.vips(LIMITS).orElseThrow());
        Recipe web = recipes.find("web").orElseThrow();
        Recipe avatar = recipes.find("avatar").orElseThrow();
        byte[] good = Pictures.jpeg(2_000, 1_500);
        byte[] turned = Pictures.orientedJpeg(Pictures.scene(2_000, 1_500), 6);
        byte[] broken = Pictures.truncated(good, 0.5);
        pipeline.render(good, web);
        long before = vips.vips_tracked_get_mem();
        long lying = VipsSamples.lying();
        for (int i = 0; i < 20; i++) {
            pipeline.render(good, web);
            pipeline.render(good, avatar);
            pipeline.render(turned, web);
            assertThatThrownBy(() -> pipeline.render(broken, web)).isInstanceOf(RejectedImageException.class);
        }
        assertNothingIsKept(vips, before);
        assertThat(VipsSamples.lying()).isEqualTo(lying);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vips", "turbo"})
    void releasesAllThatItTookWhenTheTimeIsOverOrAVariantTooLong(String engine) throws Exception {
        Vips vips = vips();
        Recipe web = Recipes.load(Path.of("processors/recipes")).find("web").orElseThrow();
        byte[] good = Pictures.jpeg(2_000, 1_500);
        Pipeline hasty = pipeline(
                engine,
                new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16 << 20, Duration.ofMillis(6), 64 << 20));
        Pipeline narrow = pipeline(
                engine,
                new Limits(120_000_000, 30_000, 1_000, 200_000_000, 100, 16 << 20, Duration.ofSeconds(20), 10_000));
        pipeline(engine, LIMITS).render(good, web);
        long before = vips.vips_tracked_get_mem();
        long lying = VipsSamples.lying();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> hasty.render(good, web)).isInstanceOf(DeadlineException.class);
            assertThatThrownBy(() -> narrow.render(good, web)).hasMessageContaining("more than 10000 bytes");
        }
        assertNothingIsKept(vips, before);
        assertThat(VipsSamples.lying()).isEqualTo(lying);
    }

    @Test
    void releasesAllThatItTookOfAnAnimation(@TempDir Path folder) throws Exception {
        Vips vips = vips();
        Files.writeString(folder.resolve("moving.yaml"), """
                version: 1
                steps: [orient, srgb]
                variants:
                  one: {fit: 90x90, format: webp, animated: webp, quality: 80}
                """);
        Engine engine = Engines.vips(LIMITS).orElseThrow();
        Recipe moving = Recipes.load(folder, engine).find("moving").orElseThrow();
        Pipeline pipeline = pipeline("vips", LIMITS);
        byte[] good = pipeline.render(Animations.gif(Animations.everyDisposal(300, 200)), moving)
                .variants()
                .get(0)
                .bytes();
        byte[] broken = Pictures.truncated(good, 0.7);
        pipeline.render(good, moving);
        long before = vips.vips_tracked_get_mem();
        long lying = VipsSamples.lying();
        for (int i = 0; i < 20; i++) {
            pipeline.render(good, moving);
            assertThatThrownBy(() -> pipeline.render(broken, moving)).isInstanceOf(RejectedImageException.class);
        }
        assertNothingIsKept(vips, before);
        assertThat(VipsSamples.lying()).isEqualTo(lying);
    }

    /** A thread keeps a few buffers for its next image. */
    private static void assertNothingIsKept(Vips vips, long before) {
        assertThat(vips.vips_tracked_get_mem()).isLessThanOrEqualTo(before + (4 << 20));
    }

    @Test
    void turnsSamplesAsJavaTurnsPixels() {
        Vips vips = vips();
        Recipe.Output any = new Recipe.Output("any", 9, 9, Format.PNG, Format.PNG, 90);
        Step orient = Recipe.of("turns", 1, List.of(any)).steps().get(0);
        for (int bands = 1; bands <= 4; bands++) {
            for (int orientation = 2; orientation <= 8; orientation++) {
                try (Picture here = picture(vips, bands, orientation);
                        Picture there = picture(vips, bands, orientation)) {
                    there.pixels();
                    Picture inJava = orient.apply(there);
                    Picture turned = orient.apply(here);
                    assertThat(turned.packed()).isPresent();
                    assertThat(turned.size()).isEqualTo(inJava.size());
                    assertThat(Picture.ints(turned.pixels()))
                            .as(bands + " bands, orientation " + orientation)
                            .isEqualTo(Picture.ints(inJava.pixels()));
                }
            }
        }
    }

    /** Noise, with more rows than are made at once. */
    private static Picture picture(Vips vips, int bands, int orientation) {
        boolean alpha = bands % 2 == 0;
        BufferedImage noise = Picture.canvas(37, 101, alpha);
        int[] ints = Picture.ints(noise);
        Random random = new Random(bands);
        for (int i = 0; i < ints.length; i++) {
            int value = random.nextInt();
            int colours = bands < 3 ? (value & 0xff) * 0x010101 : value & 0xffffff;
            ints[i] = colours | (alpha ? value & 0xff000000 : 0xff000000);
        }
        Picture picture = new Picture(noise, alpha, bands < 3, orientation, null);
        return new Picture(VipsSamples.copyOf(vips, picture), alpha, bands < 3, orientation, null);
    }

    @Test
    void usesVectorInstructions() {
        Optional<Engine> engine = Engines.vips(LIMITS);
        Assumptions.assumeTrue(engine.isPresent(), "NO LIBVIPS: the engine vips is NOT tested.");
        assertThat(VipsLibrary.find(System.getenv().getOrDefault("DARKROOM_VIPS", ""))
                        .isVectorised())
                .isTrue();
    }
}
