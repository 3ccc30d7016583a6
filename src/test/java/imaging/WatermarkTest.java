package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WatermarkTest {
    private static final Picture RED = Pixels.opaque(2, 0xff0000, 0xff0000, 0xff0000, 0xff0000);

    @Test
    void laysTheMarkInItsCornerWithItsMargin() {
        Picture picture = Pixels.plain(10, 6, 0xffffff);
        int[] out = Pixels.of(new Watermark(RED, Gravity.SOUTH_EAST, 1, 0.2, 1).apply(picture));
        for (int i = 0; i < out.length; i++) {
            boolean inside = (i % 10 == 7 || i % 10 == 8) && (i / 10 == 3 || i / 10 == 4);
            assertThat(out[i]).as("pixel " + i).isEqualTo(inside ? 0xff0000 : 0xffffff);
        }
    }

    @Test
    void mixesByOpacity() {
        Picture picture = Pixels.plain(2, 2, 0x0000ff);
        assertThat(Pixels.of(new Watermark(RED, Gravity.CENTRE, 0.5, 1, 0).apply(picture)))
                .containsOnly(0x80007f);
    }

    @Test
    void aMarkOfNoOpacityChangesNothing() {
        Picture picture = Pixels.of(Pictures.transparentScene(40, 30));
        int[] before = Pixels.of(picture).clone();
        assertThat(Pixels.of(new Watermark(RED, Gravity.CENTRE, 0, 1, 0).apply(picture)))
                .isEqualTo(before);
    }

    @Test
    void theMarksOwnTransparencyCounts() {
        Picture mark = Pixels.veiled(2, 0x00ff0000, 0x80ff0000);
        assertThat(Pixels.of(new Watermark(mark, Gravity.CENTRE, 1, 1, 0).apply(Pixels.opaque(2, 0xff, 0xff))))
                .containsExactly(0x0000ff, 0x80007f);
    }

    @Test
    void becomesVisibleOnATransparentPicture() {
        Picture veiled = Pixels.veiled(1, 0x00ffffff);
        Picture mark = Pixels.veiled(1, 0x80ff0000);
        assertThat(Pixels.of(new Watermark(mark, Gravity.CENTRE, 1, 1, 0).apply(veiled)))
                .containsExactly(0x80ff0000);
        Picture half = Pixels.veiled(1, 0x800000ff);
        // half red over half blue: three quarters in all, two thirds of them red
        assertThat(Pixels.of(new Watermark(mark, Gravity.CENTRE, 1, 1, 0).apply(half)))
                .containsExactly(0xc0aa0055);
    }

    @Test
    void scalesWithThePictureAndNeverUp() {
        Picture wide = Pixels.plain(40, 20, 0xff0000);
        assertThat(red(new Watermark(wide, Gravity.CENTRE, 1, 0.25, 0).apply(Pixels.plain(80, 60, 0))))
                .isEqualTo(20 * 10);
        assertThat(red(new Watermark(wide, Gravity.CENTRE, 1, 1, 0).apply(Pixels.plain(200, 200, 0))))
                .isEqualTo(40 * 20);
        assertThat(red(new Watermark(wide, Gravity.CENTRE, 1, 1, 3).apply(Pixels.plain(200, 12, 0))))
                .isEqualTo(12 * 6);
    }

    private static long red(Picture picture) {
        return Arrays.stream(Pixels.of(picture)).filter(v -> v == 0xff0000).count();
    }

    @Test
    void fitsTheSmallestPictures() {
        for (Gravity gravity : Gravity.values()) {
            assertThat(red(new Watermark(RED, gravity, 1, 0.2, 16).apply(Pixels.plain(1, 1, 0))))
                    .isEqualTo(1);
            assertThat(red(new Watermark(RED, gravity, 1, 0.2, 16).apply(Pixels.plain(500, 2, 0))))
                    .isPositive();
        }
    }

    @Test
    void aColouredMarkEndsGray() {
        Picture gray = Pixels.gray(Pixels.plain(4, 4, 0x404040));
        assertThat(new Watermark(RED, Gravity.CENTRE, 1, 1, 0).apply(gray).gray())
                .isFalse();
        Picture grayMark = Pixels.gray(Pixels.plain(1, 1, 0));
        assertThat(new Watermark(grayMark, Gravity.CENTRE, 1, 1, 0).apply(gray).gray())
                .isTrue();
    }

    @Test
    void doesNotTouchTheMark() {
        int[] before = Pixels.of(RED).clone();
        new Watermark(RED, Gravity.CENTRE, 0.3, 1, 0).apply(Pixels.plain(9, 9, 0x00ff00));
        assertThat(Pixels.of(RED)).isEqualTo(before);
    }

    @Test
    void refusesWhatIsNoShare() {
        assertThatThrownBy(() -> new Watermark(RED, Gravity.CENTRE, 1.5, 0, -1)).hasMessageContaining("1.5, 0.0, -1.0");
    }
}
