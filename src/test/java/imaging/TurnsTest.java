package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void whoComesWhileAllAreTakenIsToldToComeAgain() {
        Turns turns = new Turns("Animations", 2, 2, Duration.ofMillis(1));
        turns.take("a");
        turns.take("b");
        assertThatThrownBy(() -> turns.take("a"))
                .isInstanceOf(BusyException.class)
                .hasMessage(
                        "Animations: others are in work, of which 2 are at once on the cores that there are, and no turn"
                                + " came within 1 ms. Come again.");
        turns.end("b");
        assertThatCode(() -> turns.take("a")).doesNotThrowAnyException();
    }

    @Test
    void whoSendsMuchLeavesOneForAnother() {
        Turns turns = new Turns("Pictures", 3, 2, Duration.ofMillis(1));
        turns.take("noisy");
        turns.take("noisy");
        assertThatThrownBy(() -> turns.take("noisy")).isInstanceOf(BusyException.class);
        assertThatCode(() -> turns.take("quiet")).doesNotThrowAnyException();
    }

    @Test
    void whoIsInterruptedComesAgainAndStaysInterrupted() {
        Turns turns = new Turns("Animations", 1, 1, Duration.ofHours(1));
        turns.take("a");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> turns.take("a")).isInstanceOf(BusyException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
