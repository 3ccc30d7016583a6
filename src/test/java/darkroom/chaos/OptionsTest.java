package darkroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
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
}
