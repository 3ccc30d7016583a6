package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.MemoryBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OriginalsTest {
    @Test
    void lessMemoryThanOneOriginalMayTakeStopsTheStart() {
        MemoryBudget small = new MemoryBudget(255L << 20, Duration.ZERO);
        assertThatThrownBy(() -> new Originals(small, 256L << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("darkroom.limits.original-bytes is " + (255L << 20))
                .hasMessageContaining("darkroom.limits.inbox-object-bytes");
    }
}
