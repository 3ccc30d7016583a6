package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.Engine;
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
        assertThat(EngineChoice.choose(
                                Settings.EngineName.imgscalr, "/nowhere/libvips.so", "/nowhere/libturbojpeg.so", LIMITS)
                        .name())
                .isEqualTo("imgscalr-4.2");
    }

    @ParameterizedTest
    @EnumSource(
            value = Settings.EngineName.class,
            names = {"auto", "vips"})
    void aLibraryThatIsConfiguredAndNotThereStopsTheStartWithTheFix(Settings.EngineName name) {
        assertThatThrownBy(() -> EngineChoice.choose(name, "/nowhere/libvips.so", "", LIMITS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DARKROOM_VIPS")
                .hasMessageContaining("/nowhere/libvips.so");
    }

    @Test
    void noLibraryIsTakenWhereItIsOffThoughOneMayBeFound() {
        EngineChoice without = EngineChoice.of(Settings.EngineName.auto, "off", "", LIMITS);
        assertThat(without.engine().name()).isEqualTo("imgscalr-4.2");
        assertThat(without.why()).contains("DARKROOM_VIPS").contains("off");
        assertThat(without.slow()).isEmpty(); // it is wanted so

        assertThatThrownBy(() -> EngineChoice.of(Settings.EngineName.vips, "off", "", LIMITS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DARKROOM_VIPS");
    }

    @Test
    void theFastOneIsTakenWhereItIsFound() {
        Assumptions.assumeTrue(Engines.vips(LIMITS).isPresent(), "NO LIBVIPS: the engine vips is NOT tested.");
        String library = System.getenv().getOrDefault("DARKROOM_VIPS", "");
        assertThat(EngineChoice.choose(Settings.EngineName.auto, library, "", LIMITS)
                        .name())
                .startsWith("vips-8.");
    }

    @Test
    void jpegsAreDecodedByLibturbojpegWhereItIsFoundAndNotOff() {
        String library = System.getenv().getOrDefault("DARKROOM_VIPS", "");
        String turbojpeg = System.getenv().getOrDefault("DARKROOM_TURBOJPEG", "");
        Engine both = Engines.named("turbo", LIMITS);
        EngineChoice with = EngineChoice.of(Settings.EngineName.auto, library, turbojpeg, LIMITS);
        assertThat(with.engine().name()).isEqualTo(both.name());
        assertThat(with.why()).contains("; JPEGs are decoded and encoded by /").contains("libturbojpeg");

        EngineChoice without = EngineChoice.of(Settings.EngineName.auto, library, "off", LIMITS);
        assertThat(without.engine().name())
                .isEqualTo(Engines.named("vips", LIMITS).name());
        assertThat(without.why()).endsWith("libturbojpeg is off by darkroom.turbojpeg-library");
    }

    @Test
    void aLibturbojpegThatIsConfiguredAndNotThereStopsTheStartWithTheFix() {
        Engines.named("vips", LIMITS); // or it is not run
        String library = System.getenv().getOrDefault("DARKROOM_VIPS", "");
        assertThatThrownBy(() -> EngineChoice.of(Settings.EngineName.auto, library, "/nowhere/libturbojpeg.so", LIMITS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DARKROOM_TURBOJPEG")
                .hasMessageContaining("/nowhere/libturbojpeg.so");
    }
}
