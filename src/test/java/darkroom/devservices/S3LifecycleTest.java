package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class S3LifecycleTest {
    private static final Instant SINCE = Instant.ofEpochSecond(1_796_000_000);
    private static final Instant UNTIL = SINCE.plusSeconds(60);

    @Test
    void timesInDigitsAreSetBack() {
        assertThat(setBack("at 1796000001, nanos 1796000002000000000"))
                .isEqualTo("at 1795913601, nanos 1795913602000000000");
    }

    /** A length that changes would leave metadata that SeaweedFS cannot read. */
    @Test
    void tenDigitsThatAreNoTimeStayAsTheyAre() {
        String fileId = "1,0161526313c0ffee";
        assertThat(setBack(fileId + " 0000000000 1795999999 1796000061"))
                .isEqualTo(fileId + " 0000000000 1795999999 1796000061");
    }

    @Test
    void varintsAreSetBackInTheirPlace() {
        byte[] young = {0x10, (byte) 0x81, (byte) 0x92, (byte) 0xb3, (byte) 0xd8, 0x06, 0x18};
        byte[] old = {0x10, (byte) 0x80, (byte) 0x92, (byte) 0xb3, (byte) 0xd8, 0x06, 0x18};
        assertThat(S3Lifecycle.setBack(young, SINCE, UNTIL, Duration.ofSeconds(1)))
                .isEqualTo(old);
    }

    @Test
    void onlyWholeEntriesCount() {
        byte[] saved = {0, 0, 0, 2, 7, 7, 0, 0, 0, 0, 0, 0, 0, 3, 7, 7};
        assertThat(S3Lifecycle.entries(saved)).isEqualTo(2);
        assertThat(S3Lifecycle.entries(Arrays.copyOf(saved, 6))).isOne();
        assertThat(S3Lifecycle.entries(Arrays.copyOf(saved, 3))).isZero();
    }

    private static String setBack(String metadata) {
        byte[] old =
                S3Lifecycle.setBack(metadata.getBytes(StandardCharsets.ISO_8859_1), SINCE, UNTIL, Duration.ofDays(1));
        return new String(old, StandardCharsets.ISO_8859_1);
    }
}
