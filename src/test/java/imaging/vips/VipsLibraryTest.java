package imaging.vips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.Engine;
import imaging.Engines;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Recipes;
import imaging.RejectedImageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void releasesAllThatItTookWhetherThePictureIsGoodOrBroken() throws Exception {
        Optional<Engine> engine = Engines.vips(LIMITS);
        Assumptions.assumeTrue(engine.isPresent(), "NO LIBVIPS: the engine vips is NOT tested.");
        Vips vips = VipsLibrary.find(System.getenv().getOrDefault("DARKROOM_VIPS", ""))
                .functions();
        Pipeline pipeline = new Pipeline(engine.get(), LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        Recipe web = Recipes.load(Path.of("processors/recipes")).find("web").orElseThrow();
        byte[] good = Pictures.jpeg(1_600, 1_200);
        byte[] broken = Pictures.truncated(Pictures.jpeg(1_600, 1_200), 0.5);
        pipeline.render(good, web);
        long before = vips.vips_tracked_get_mem();
        for (int i = 0; i < 20; i++) {
            pipeline.render(good, web);
            assertThatThrownBy(() -> pipeline.render(broken, web)).isInstanceOf(RejectedImageException.class);
        }
        // a thread keeps a few buffers for its next image
        assertThat(vips.vips_tracked_get_mem()).isLessThanOrEqualTo(before + (4 << 20));
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
