package darkroom.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionDaysTest {
    private static RetentionDays days(int platform, Map<String, Integer> configured, Integer registry) {
        return new RetentionDays(platform, 1830, configured, customer -> Optional.ofNullable(registry));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 3, 0, -1})
    void lessThanSevenDaysIsNoPromiseThatCanBeKept(int platform) {
        assertThatThrownBy(() -> days(platform, Map.of(), null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("darkroom.archive.retention-days is " + platform)
                .hasMessageContaining("Set it to 8");
    }

    @Test
    void norIsItForOneCustomer() {
        assertThatThrownBy(() -> days(8, Map.of("acme", 3), null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("darkroom.archive.customer-days.acme is 3")
                .hasMessageContaining("Set it to 8");
    }

    @Test
    void noVariantOutlivesItsReceipt() {
        assertThatThrownBy(() -> days(8, Map.of("acme", 1831), null))
                .hasMessageContaining("darkroom.archive.customer-days.acme is 1831")
                .hasMessageContaining("darkroom.archive.receipt-days");
    }

    @ParameterizedTest
    @CsvSource({
        "acme, 8, 90", // configured
        "acme, 365, 365", // the registry promises more
        "other, 30, 30",
        "other, , 8",
        "other, 3, 8", // less than is promised to everybody
        "other, 4000, 1830", // more than receipts are kept
        "acme, 4000, 1830",
        "other, 7, 8",
    })
    void theLongestOfAllThatIsSaidCounts(String customer, Integer registry, int expected) {
        assertThat(days(8, Map.of("acme", 90), registry).applyAsInt(customer)).isEqualTo(expected);
    }

    @Test
    void whatIsShorterThanThePlatformsIsNeverTagged() {
        assertThat(days(14, Map.of("acme", 90, "other", 8), null).settled()).containsExactly(14, 90);
    }
}
