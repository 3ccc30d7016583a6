package darkroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void areWhatWasAskedFor() {
        Options options = Options.of(
                List.of("--kills", "3", "--seed", "7", "--source", "kafka", "--replicas", "1", "--report", "r"));
        assertThat(options).isEqualTo(new Options(3, 7, List.of(Source.KAFKA), 1, false, Path.of("r")));
        assertThat(Options.of(List.of("--source", "all")).sources()).containsExactly(Source.values());
    }

    @ParameterizedTest
    @CsvSource({"--kills, 0", "--kills, many", "--replicas, 9", "--seed, -1", "--source, ftp"})
    void whatIsNotUnderstoodIsNamed(String flag, String value) {
        assertThatThrownBy(() -> Options.of(List.of(flag, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(flag + " " + value + ": give ");
    }

    @Test
    void aReportThatCannotBeWrittenIsNamedBeforeTheRun(@TempDir Path folder) {
        Path nowhere = folder.resolve("no/r.md");
        assertThatThrownBy(() -> Options.of(List.of("--report", nowhere.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--report " + nowhere + ": there is no folder " + nowhere.getParent()
                        + ". Make it (mkdir -p), or name another");
        assertThatThrownBy(() -> FaultOptions.of(List.of("--faults", "--report", folder.toString())))
                .hasMessageContaining("is a folder: name a file in it");
        assertThat(Options.of(List.of("--report", folder.resolve("r.md").toString()))
                        .report())
                .isEqualTo(folder.resolve("r.md"));
    }
}
