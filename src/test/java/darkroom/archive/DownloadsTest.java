package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** HttpDoorIT downloads; here is what depends on the day of the month. */
class DownloadsTest {
    @Test
    void aDayOfOneDigitHasTwoInAnHttpDate() {
        assertThat(Downloads.httpDate(Instant.parse("2026-12-04T01:27:53.999Z")))
                .isEqualTo("Fri, 04 Dec 2026 01:27:53 GMT");
    }
}
