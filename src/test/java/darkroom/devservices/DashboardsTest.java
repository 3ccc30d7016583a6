package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardsTest {
    @Test
    void rowsAreThoseOfTheFlagInEitherFormWhateverStandsBesideIt() {
        assertThat(Dashboards.rows(List.of("--browser", "shots", "--rows", "10000000")))
                .hasValue(10_000_000);
        assertThat(Dashboards.rows(List.of("--rows=250000", "--browser=shots"))).hasValue(250_000);
    }

    @Test
    void withoutTheFlagItIsTheSample() {
        assertThat(Dashboards.rows(List.of("--browser", "10000000"))).isEmpty();
        assertThat(Dashboards.rows(List.of("--browser", "a--rows=5"))).isEmpty();
        assertThat(Dashboards.rows(List.of())).isEmpty();
    }
}
