package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {
    /** The example that the libraries of Standard Webhooks are tested with. */
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private static final Instant TIME = Instant.ofEpochSecond(1_614_265_330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEY = SigningSecrets.bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void isThatOfTheSpecificationsExample() {
        assertThat(Signature.of(ID, TIME, BODY, List.of(KEY))).isEqualTo(SIGNATURE);
    }

    @Test
    void withTwoSecretsEachSignsForItself() {
        byte[] other = SigningSecrets.bytes(new SigningSecrets("x").make());
        assertThat(Signature.of(ID, TIME, BODY, List.of(other, KEY)).split(" ", -1))
                .hasSize(2)
                .contains(SIGNATURE, Signature.of(ID, TIME, BODY, List.of(other)));
    }

    @Test
    void changesWithIdTimeAndBody() {
        assertThat(List.of(
                        Signature.of("msg_x", TIME, BODY, List.of(KEY)),
                        Signature.of(ID, TIME.plusSeconds(1), BODY, List.of(KEY)),
                        Signature.of(ID, TIME, new byte[] {'{', '}'}, List.of(KEY))))
                .doesNotContain(SIGNATURE)
                .doesNotHaveDuplicates();
    }
}
