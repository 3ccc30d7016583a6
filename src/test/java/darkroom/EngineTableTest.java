package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import imaging.Engine;
import imaging.Engines;
import imaging.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class EngineTableTest {
    private static final Limits LIMITS = Limits.defaults();

    @Test
    void theTableInTheDocsIsWhatTheEnginesSay() throws Exception {
        Optional<Engine> vips = Engines.vips(LIMITS);
        Assumptions.assumeTrue(vips.isPresent(), "NO LIBVIPS: the table in docs/recipes.md is NOT tested.");
        String table = EngineTable.rows(List.of(Engines.imgscalr(LIMITS), vips.get()));
        assertThat(Files.readString(Path.of("docs/recipes.md"))).contains(table);
    }

    @Test
    void anEngineReadsWhatItSaysAndNothingElse() {
        assertThat(EngineTable.rows(List.of(Engines.imgscalr(LIMITS))))
                .startsWith("| format | imgscalr |\n|---|---|\n")
                .contains(
                        "| `jpeg` | reads, writes |\n",
                        "| `gif` | reads, writes |\n",
                        "| `webp` | no |\n",
                        "| `svg` | no |\n");
    }

    @Test
    void saysWhichOneWorksAndWhy() {
        EngineChoice said = EngineChoice.of(Settings.EngineName.imgscalr, "", "", LIMITS);
        assertThat(EngineTable.chosen(Settings.EngineName.imgscalr, said))
                .isEqualTo(
                        "Here: imgscalr-4.2.\ndarkroom.engine=imgscalr takes imgscalr-4.2: darkroom.engine says so.");
    }

    @Test
    void saysFromWhereTheLibraryIs() {
        Assumptions.assumeTrue(Engines.vips(LIMITS).isPresent(), "NO LIBVIPS: the engine vips is NOT tested.");
        String library = System.getenv().getOrDefault("DARKROOM_VIPS", "");
        EngineChoice found = EngineChoice.of(Settings.EngineName.auto, library, "", LIMITS);
        assertThat(EngineTable.chosen(Settings.EngineName.auto, found))
                .startsWith("Here: imgscalr-4.2, vips-8.")
                .contains("\ndarkroom.engine=auto takes vips-8.")
                .contains(": the library is ");
    }
}
