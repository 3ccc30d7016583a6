package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private long now = Long.MAX_VALUE - 5_000_000_000L; // the origin is arbitrary, and may overflow
    private final RunningTime time = new RunningTime(() -> now);
    private final Deadline deadline = new Deadline(Duration.ofSeconds(20), time);

    private void runs(Duration length) {
        for (Duration ran = Duration.ZERO; ran.compareTo(length) < 0; ran = ran.plusMillis(250)) {
            now += Duration.ofMillis(250).toNanos();
            time.nanos();
        }
    }

    private void standsStill(Duration length) {
        now += length.toNanos();
    }

    @Test
    void itPassesAfterTheTimeThatIsAllowed() {
        runs(Duration.ofMillis(19_750));
        assertThatCode(deadline::check).doesNotThrowAnyException();
        assertThat(deadline.left()).isEqualTo(Duration.ofMillis(250));
        runs(Duration.ofMillis(250));
        assertThat(deadline.passed()).isTrue();
        assertThatThrownBy(deadline::check)
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("20000 ms");
    }

    @Test
    void whatTheProcessStoodStillDoesNotCount() {
        runs(Duration.ofSeconds(10));
        standsStill(Duration.ofHours(1));
        assertThat(deadline.passed()).isFalse();
        assertThat(deadline.left()).isBetween(Duration.ofMillis(9_500), Duration.ofSeconds(10));
        standsStill(Duration.ofSeconds(3));
        runs(Duration.ofSeconds(9));
        assertThat(deadline.passed()).isFalse();
        runs(Duration.ofSeconds(1));
        assertThat(deadline.passed()).isTrue();
    }

    @Test
    void aLateTickOfBusyCoresCounts() {
        for (int i = 0; i < 10; i++) {
            standsStill(Duration.ofSeconds(2));
            time.nanos();
        }
        assertThat(deadline.passed()).isTrue();
    }

    @Test
    void thatOfTheProcessPasses() {
        assertThat(Deadline.in(Duration.ZERO).passed()).isTrue();
        assertThat(Deadline.in(Duration.ofMinutes(1)).passed()).isFalse();
    }
}
