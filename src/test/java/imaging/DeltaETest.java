package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeltaETest {
    /** From the table of Sharma, Wu and Dalal. */
    @ParameterizedTest
    @CsvSource({
        "50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425",
        "50, -1, 2, 50, 0, 0, 2.3669",
        "50, 2.5, 0, 73, 25, -18, 27.1492",
        "60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644",
        "22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373",
        "2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082",
    })
    void isThatOfItsAuthors(double l1, double a1, double b1, double l2, double a2, double b2, double distance) {
        double[] p = {l1, a1, b1};
        double[] q = {l2, a2, b2};
        assertThat(DeltaE.of(p, q)).isCloseTo(distance, within(5e-5));
        assertThat(DeltaE.of(q, p)).isCloseTo(distance, within(5e-5));
    }
}
