package darkroom.webhooks;

import static darkroom.webhooks.Endpoints.Leave.DOWN;
import static darkroom.webhooks.Endpoints.Leave.FULL;
import static darkroom.webhooks.Endpoints.Leave.GO;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private final AtomicLong now = new AtomicLong();
    private final Endpoints endpoints = new Endpoints(2, 3, Duration.ofSeconds(30), Duration.ofSeconds(100), now::get);

    @Test
    void eachHasSomeAtOnceWhateverOthersHave() {
        assertThat(endpoints.begin("a")).isEqualTo(GO);
        assertThat(endpoints.begin("a")).isEqualTo(GO);
        assertThat(endpoints.begin("a")).isEqualTo(FULL);
        assertThat(endpoints.begin("b")).isEqualTo(GO);
        endpoints.end("a", true);
        assertThat(endpoints.begin("a")).isEqualTo(GO);
    }

    @Test
    void oneThatFailedTheLastTimeHasASingleOne() {
        fail("a");
        assertThat(endpoints.begin("a")).isEqualTo(GO);
        assertThat(endpoints.begin("a")).isEqualTo(FULL);
        endpoints.end("a", true);
        assertThat(endpoints.begin("a")).isEqualTo(GO);
        assertThat(endpoints.begin("a")).isEqualTo(GO);
    }

    @Test
    void oneThatFailsInARowIsLeftAloneLongerAndLonger() {
        fail("a");
        fail("a");
        fail("a");
        assertThat(endpoints.begin("a")).isEqualTo(DOWN);
        assertThat(endpoints.begin("b")).isEqualTo(GO);
        pass(Duration.ofSeconds(30));
        assertThat(endpoints.begin("a")).as("the probe").isEqualTo(GO);
        assertThat(endpoints.begin("a")).as("beside it").isEqualTo(DOWN);
        endpoints.end("a", false);
        pass(Duration.ofSeconds(59));
        assertThat(endpoints.begin("a")).isEqualTo(DOWN);
        pass(Duration.ofSeconds(1));
        fail("a");
        pass(Duration.ofSeconds(99));
        assertThat(endpoints.begin("a")).isEqualTo(DOWN);
        pass(Duration.ofSeconds(1));
        assertThat(endpoints.begin("a")).as("never longer than the most").isEqualTo(GO);
        endpoints.end("a", true);
        assertThat(endpoints.begin("a")).isEqualTo(GO);
        assertThat(endpoints.begin("a")).isEqualTo(GO);
    }

    @Test
    void whoIsGoodOrGoneForLongTakesNoMemory() {
        endpoints.begin("good");
        endpoints.end("good", true);
        assertThat(endpoints.size()).isZero();
        fail("given-up");
        pass(Duration.ofMinutes(5));
        fail("other");
        assertThat(endpoints.size()).isOne();
    }

    private void fail(String endpoint) {
        assertThat(endpoints.begin(endpoint)).isEqualTo(GO);
        endpoints.end(endpoint, false);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
