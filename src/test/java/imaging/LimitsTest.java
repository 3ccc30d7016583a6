package imaging;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    private static Limits with(String setting, long value) {
        return new Limits(
                setting.equals("pixels") ? value : 1_000,
                setting.equals("side-pixels") ? (int) value : 100,
                setting.equals("frames") ? (int) value : 1,
                1_000_000 * (setting.equals("animation-megapixels") ? value : 1),
                setting.equals("scans") ? (int) value : 1,
                setting.equals("metadata-bytes") ? value : 1_000,
                setting.equals("image-millis") ? Duration.ofMillis(value) : Duration.ofSeconds(1),
                setting.equals("variant-bytes") ? value : 1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "pixels, 536870911",
        "side-pixels, 1000000",
        "frames, 2147483647",
        "animation-megapixels, 2147483647",
        "scans, 2147483647",
        "metadata-bytes, 2147483639",
        "image-millis, 86400000",
        "variant-bytes, 2147483639",
    })
    void aLimitOutOfItsBoundsStopsTheStartWithSettingValueAndBounds(String setting, long most) {
        with(setting, 1);
        with(setting, most);
        assertRefused(setting, 0, most);
        assertRefused(setting, -1, most);
        if (most < Integer.MAX_VALUE) {
            assertRefused(setting, most + 1, most);
        }
    }

    @Test
    void aLimitThatWouldOverflowIsRefused() {
        assertRefused("pixels", 9_000_000_000_000_000_000L, 536_870_911);
        assertRefused("variant-bytes", 9_000_000_000_000_000_000L, 2_147_483_639);
        assertRefused("image-millis", 9_000_000_000_000_000_000L, 86_400_000);
    }

    private static void assertRefused(String setting, long value, long most) {
        assertThatThrownBy(() -> with(setting, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("darkroom.limits." + setting + " is " + value + "; give a whole number from 1 to " + most
                        + ".");
    }
}
