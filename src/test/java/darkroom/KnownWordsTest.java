package darkroom;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class KnownWordsTest {
    /** Found so: with it the customer had no limit, and nobody was told. */
    @Test
    void aMisspeltLimitStopsTheStart() {
        assertThatThrownBy(() -> KnownWords.check(with("darkroom.quotas.customers.acme.burts", "5")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("darkroom.quotas.customers.acme.burts: no such setting")
                .hasMessageContaining("requests-per-second, burst");
        assertThatThrownBy(() -> KnownWords.check(with("darkroom.quotas.plan.small.burst", "5")))
                .hasMessageContaining("darkroom.quotas.plan.small.burst: no such setting");
    }

    @Test
    void whatThereIsPassesHoweverItIsWritten() {
        assertThatCode(() -> KnownWords.check(with("darkroom.quotas.customers.acme.requestsPerSecond", "5")))
                .doesNotThrowAnyException();
        assertThatCode(() -> KnownWords.check(with("darkroom.other", "5"))).doesNotThrowAnyException();
    }

    private static StandardEnvironment with(String name, String value) {
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> all = new HashMap<>(Map.of(
                "darkroom.quotas.usual", "standard",
                "darkroom.quotas.look-millis", "5000",
                "darkroom.quotas.plans.standard.images-a-month", "100"));
        all.put(name, value);
        environment.getPropertySources().addFirst(new MapPropertySource("a file", all));
        return environment;
    }
}
