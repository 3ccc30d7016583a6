package darkroom;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyPaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final BodyPace pace = new BodyPace(1_000, Duration.ofSeconds(10));

    @Test
    void whoSendsAByteNowAndThenIsTooSlowBehindTheFirstWindow() {
        assertThatCode(() -> {
                    for (int i = 0; i < 9; i++) {
                        pace.count(1, SECOND);
                    }
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> pace.count(1, SECOND))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("10 bytes of a body in 10000 ms");
    }

    /** Else a mebibyte at the beginning would be worth a quarter of an hour. */
    @Test
    void whatCameFastBeforeDoesNotCountLater() throws SocketTimeoutException {
        pace.count(1 << 20, SECOND);
        pace.count(1, 9 * SECOND);
        assertThatThrownBy(() -> pace.count(9_999, 10 * SECOND)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void whoIsJustFastEnoughGoesOnForEver() {
        assertThatCode(() -> {
                    for (int i = 0; i < 100; i++) {
                        pace.count(10_000, 10 * SECOND);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void zeroIsAnyPace() {
        BodyPace any = new BodyPace(0, Duration.ofSeconds(10));
        assertThatCode(() -> any.count(0, 1_000 * SECOND)).doesNotThrowAnyException();
    }
}
