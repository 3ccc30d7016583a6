package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.Engines;
import imaging.Limits;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineChoiceTest {
    private static final Limits LIMITS = Limits.defaults();

    @Test
    void pureJavaIsThereWheneverItIsWanted() {
        assertThat(EngineChoice.choose(Settings.EngineName.imgscalr, "/nowhere/libvips.so", LIMITS)
                        .name())
                .isEqualTo("imgscalr-4.2");
    }

    @ParameterizedTest
    @EnumSource(
            value = Settings.EngineName.class,
            names = {"auto", "vips"})
    void aLibraryThatIsConfiguredAndNotThereStopsTheStartWithTheFix(Settings.EngineName name) {
        assertThatThrownBy(() -> EngineChoice.choose(name, "/nowhere/libvips.so", LIMITS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DARKROOM_VIPS")
                .hasMessageContaining("/nowhere/libvips.so");
    }

    @Test
    void theFastOneIsTakenWhereItIsFound() {
        Assumptions.assumeTrue(Engines.vips(LIMITS).isPresent(), "NO LIBVIPS: the engine vips is NOT tested.");
        String library = System.getenv().getOrDefault("DARKROOM_VIPS", "");
        assertThat(EngineChoice.choose(Settings.EngineName.auto, library, LIMITS)
                        .name())
                .startsWith("vips-8.");
    }
}
