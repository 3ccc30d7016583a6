package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TurnTest {
    private static Picture numbered() {
        return Pixels.opaque(3, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void rotatesClockwise() {
        Picture turned = new Rotate(90).apply(numbered());
        assertThat(turned.size()).isEqualTo(new Size(2, 3));
        assertThat(Pixels.of(turned)).containsExactly(4, 1, 5, 2, 6, 3);
        assertThat(Pixels.of(new Rotate(180).apply(numbered()))).containsExactly(6, 5, 4, 3, 2, 1);
        assertThat(Pixels.of(new Rotate(270).apply(numbered()))).containsExactly(3, 6, 2, 5, 1, 4);
    }

    @Test
    void mirrors() {
        assertThat(Pixels.of(new Flip(true).apply(numbered()))).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(Pixels.of(new Flip(false).apply(numbered()))).containsExactly(4, 5, 6, 1, 2, 3);
    }

    @Test
    void fourQuartersAreNone() {
        Picture picture = Pixels.of(Pictures.transparentScene(31, 20));
        Picture turned = picture;
        for (int i = 0; i < 4; i++) {
            turned = new Rotate(90).apply(turned);
        }
        assertThat(Pixels.of(turned)).isEqualTo(Pixels.of(picture));
    }

    @Test
    void leavesWhatThePictureSaysOfItself() {
        byte[] profile = {1};
        Picture picture = new Picture(Picture.canvas(2, 1, false), false, true, 5, profile);
        Picture turned = new Rotate(90).apply(picture);
        assertThat(turned.orientation()).isEqualTo(5);
        assertThat(turned.gray()).isTrue();
        assertThat(turned.profile()).isSameAs(profile);
    }

    @Test
    void refusesAnAngleBetween() {
        assertThatThrownBy(() -> new Rotate(45)).hasMessageContaining("90, 180 or 270 degrees; it was 45");
    }
}
