package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveKeysTest {
    private static final UUID ID = UUID.fromString("0190a4e0-0000-5000-8000-000000000001");

    @Test
    void areThoseOfTheContract() {
        String folder = "archive/demo/0190a4e0-0000-5000-8000-000000000001/";
        assertThat(ArchiveKeys.folder("demo", ID)).isEqualTo(folder);
        assertThat(ArchiveKeys.receipt("demo", ID)).isEqualTo(folder + "receipt.json");
        assertThat(ArchiveKeys.failure("demo", ID, 2)).isEqualTo(folder + "failed-2.json");
        assertThat(ArchiveKeys.marker(ID)).isEqualTo("unannounced/" + ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/../b", "A", "a b", "a\nb", "${bean:x}", "a%2fb", "caf\u00e9", "a\\b"})
    void holdNoTextOfStrangers(String key) {
        assertThatThrownBy(() -> ArchiveKeys.safe(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + key + "'");
    }
}
