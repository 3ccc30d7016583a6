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

    @Test
    void besideAnotherOriginalsOrRecipesObjectIsAPlaceOfItsOwn() {
        String key = ArchiveKeys.folder("demo", ID) + "web.jpg";
        String beside = ArchiveKeys.beside(key, "ab", "web@1");
        assertThat(beside).matches(ArchiveKeys.folder("demo", ID) + "web-[0-9a-f]{64}\\.jpg");
        assertThat(ArchiveKeys.beside(key, "ab", "web@1")).isEqualTo(beside);
        assertThat(ArchiveKeys.beside(key, "ac", "web@1")).isNotEqualTo(beside);
        assertThat(ArchiveKeys.beside(key, "ab", "web@2")).isNotEqualTo(beside);
        assertThat(ArchiveKeys.beside("quarantine/demo/" + ID, "ab", ""))
                .matches("quarantine/demo/" + ID + "-[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/../b", "A", "a b", "a\nb", "${bean:x}", "a%2fb", "caf\u00e9", "a\\b"})
    void holdNoTextOfStrangers(String key) {
        assertThatThrownBy(() -> ArchiveKeys.safe(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + key + "'");
    }
}
