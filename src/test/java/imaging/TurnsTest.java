package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void whoComesWhileAllCoresAreTakenIsToldToComeAgain() {
        Turns turns = new Turns(2, Duration.ofMillis(1));
        turns.take("Animations");
        turns.take("Animations");
        assertThatThrownBy(() -> turns.take("Animations"))
                .isInstanceOf(BusyException.class)
                .hasMessage(
                        "Animations: 2 are in work, as many as there are cores, and none was done within 1 ms. Come again.");
        turns.end();
        assertThatCode(() -> turns.take("Animations")).doesNotThrowAnyException();
    }

    @Test
    void whoIsInterruptedComesAgainAndStaysInterrupted() {
        Turns turns = new Turns(1, Duration.ofHours(1));
        turns.take("Animations");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> turns.take("Animations")).isInstanceOf(BusyException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
