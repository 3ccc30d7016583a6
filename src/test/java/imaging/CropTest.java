package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CropTest {
    /** 4 x 3, each pixel its own number. */
    private static Picture numbered() {
        return Pixels.opaque(4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @ParameterizedTest
    @CsvSource({
        "NORTH_WEST, 0 1 4 5",
        "NORTH, 1 2 5 6",
        "NORTH_EAST, 2 3 6 7",
        "WEST, 0 1 4 5",
        "CENTRE, 1 2 5 6",
        "EAST, 2 3 6 7",
        "SOUTH_WEST, 4 5 8 9",
        "SOUTH, 5 6 9 10",
        "SOUTH_EAST, 6 7 10 11",
    })
    void keepsTheSideThatGravityNames(Gravity gravity, String kept) {
        Picture cut = new Crop(new Size(2, 2), gravity).apply(numbered());
        assertThat(cut.size()).isEqualTo(new Size(2, 2));
        assertThat(Pixels.of(cut)).containsExactly(numbers(kept));
    }

    private static int[] numbers(String text) {
        return java.util.Arrays.stream(text.split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Test
    void cutsTheRectangleThatItIsTold() {
        Picture cut = new Crop(new Size(2, 1), new Corner(1, 2)).apply(numbered());
        assertThat(Pixels.of(cut)).containsExactly(9, 10);
    }

    @Test
    void movesARectangleInwardsRatherThanCutItShort() {
        Picture cut = new Crop(new Size(2, 2), new Corner(3, 9)).apply(numbered());
        assertThat(Pixels.of(cut)).containsExactly(6, 7, 10, 11);
    }

    @Test
    void keepsTheLengthOfAPictureThatIsTooSmall() {
        Picture cut = new Crop(new Size(100, 1), Gravity.SOUTH).apply(numbered());
        assertThat(Pixels.of(cut)).containsExactly(8, 9, 10, 11);
        Picture whole = numbered();
        assertThat(new Crop(new Size(100, 100), Gravity.EAST).apply(whole)).isSameAs(whole);
    }

    @Test
    void keepsTransparency() {
        Picture veiled = Pixels.veiled(2, 0x80112233, 0x01020304);
        assertThat(Pixels.of(new Crop(new Size(1, 1), Gravity.EAST).apply(veiled)))
                .containsExactly(0x01020304);
    }

    @Test
    void cutsTheSameFromASmallerPicture() {
        Crop half = new Crop(new Size(4, 2), new Corner(4, 2)).scaled(0.5);
        assertThat(Pixels.of(half.apply(numbered()))).containsExactly(6, 7);
    }

    @Test
    void noGravityEverLeavesThePicture() {
        for (int whole = 1; whole < 12; whole++) {
            for (int part = 1; part <= whole; part++) {
                for (Gravity gravity : Gravity.values()) {
                    Area area = gravity.in(new Size(whole, 12), new Size(part, 12 - part));
                    assertThat(area.left() + area.width()).isLessThanOrEqualTo(whole);
                    assertThat(area.top() + area.height()).isLessThanOrEqualTo(12);
                    int right = whole - part - area.left();
                    if (gravity == Gravity.CENTRE) {
                        assertThat(right - area.left()).isBetween(0, 1);
                    }
                }
            }
        }
    }

    @Test
    void anAreaOutsideIsRefused() {
        assertThatThrownBy(() -> new Area(-1, 0, 2, 2)).hasMessageContaining("it was 2x2 at -1,0");
        assertThatThrownBy(() -> new Corner(0, -3)).hasMessageContaining("it was 0,-3");
    }
}
