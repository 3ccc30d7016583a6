package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketCheckTest {
    @Test
    void lessThanSevenDaysIsNoPromiseThatCanBeKept() {
        BucketCheck check = new BucketCheck(null, Duration.ZERO); // S3 is not even asked
        assertThatThrownBy(() -> check.verify("archive", "inbox", 6))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("darkroom.archive.retention-days is 6")
                .hasMessageContaining("Set it to 8");
    }
}
