package darkroom.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlatnessTest {
    @Test
    void whatEndsWithinTheToleranceOfItsBeginningIsFlatWhateverLiesBetween() {
        Flatness flatness = Flatness.of("RSS", List.of(100, 900, 900, 900, 114), Integer::doubleValue);

        assertThat(flatness.isFlat()).isTrue();
        assertThat(flatness).hasToString("RSS: 100.0 in the first fifth, 114.0 in the last (+14 %): flat");
    }

    @Test
    void whatGrowsOrShrinksBeyondItIsNot() {
        assertThat(Flatness.of("RSS", List.of(100, 1, 1, 1, 116), Integer::doubleValue)
                        .isFlat())
                .isFalse();
        assertThat(Flatness.of("RSS", List.of(100, 1, 1, 1, 84), Integer::doubleValue)
                        .isFlat())
                .isFalse();
    }

    @Test
    void aFifthIsTheMeanOfItsSteps() {
        Flatness flatness = Flatness.of("CPU", List.of(10, 30, 0, 0, 0, 0, 0, 0, 15, 25), Integer::doubleValue);

        assertThat(flatness.first()).isEqualTo(20);
        assertThat(flatness.last()).isEqualTo(20);
    }
}
