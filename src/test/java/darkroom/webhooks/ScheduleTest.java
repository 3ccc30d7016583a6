package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private final Schedule schedule = Schedule.ofSeconds("5, 300,1800");

    @Test
    void waitsAsItSaysAndUpToATenthMore() {
        assertThat(schedule.after(1).orElseThrow()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5500));
        assertThat(schedule.after(2).orElseThrow()).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(330));
        assertThat(schedule.after(3).orElseThrow()).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(33));
        assertThat(schedule.after(4)).isEmpty();
        assertThat(schedule.whole()).isEqualTo(Duration.ofSeconds(2105));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5,", "5;300", "0", "5,-1", "soon"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Schedule.ofSeconds(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("darkroom.webhooks.retry-seconds");
    }
}
