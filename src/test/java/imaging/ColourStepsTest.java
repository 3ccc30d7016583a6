package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColourStepsTest {
    private static int[] grays() {
        return IntStream.range(0, 256).map(i -> i * 0x010101).toArray();
    }

    @Test
    void grayscaleKeepsTheLightOfAColour() {
        Picture gray = new Grayscale().apply(Pixels.opaque(4, 0xff0000, 0x00ff00, 0x0000ff, 0xffffff));
        // the shares of red, green and blue in white light, and what sRGB makes of them
        assertThat(Pixels.of(gray)).containsExactly(0x7f7f7f, 0xdcdcdc, 0x4c4c4c, 0xffffff);
        assertThat(gray.gray()).isTrue();
    }

    @Test
    void grayscaleLeavesEveryGrayAsItIs() {
        assertThat(Pixels.of(new Grayscale().apply(Pixels.opaque(16, grays())))).isEqualTo(grays());
    }

    @Test
    void grayscaleKeepsTransparency() {
        assertThat(Pixels.of(new Grayscale().apply(Pixels.veiled(1, 0x40ff0000))))
                .containsExactly(0x407f7f7f);
    }

    @Test
    void factorsOfOneAdjustNothing() {
        Picture picture = Pixels.of(Pictures.transparentScene(64, 48));
        int[] before = Pixels.of(picture).clone();
        assertThat(Pixels.of(new Adjust(1, 1, 1).apply(picture))).isEqualTo(before);
    }

    @Test
    void brightnessMultiplies() {
        assertThat(Pixels.of(new Adjust(1.5, 1, 1).apply(Pixels.opaque(3, 0x102030, 0xc8c8c8, 0))))
                .containsExactly(0x183048, 0xffffff, 0);
    }

    @Test
    void contrastSpreadsAboutTheMiddle() {
        assertThat(Pixels.of(new Adjust(1, 2, 1).apply(Pixels.opaque(4, 0x7f7f7f, 0x808080, 0x606060, 0xf0f0f0))))
                .containsExactly(0x7f7f7f, 0x818181, 0x414141, 0xffffff);
        assertThat(Pixels.of(new Adjust(1, 0, 1).apply(Pixels.opaque(2, 0, 0xffffff))))
                .containsExactly(0x808080, 0x808080);
    }

    @Test
    void saturationIsTheDistanceFromGray() {
        assertThat(Pixels.of(new Adjust(1, 1, 0).apply(Pixels.opaque(1, 0xff0000))))
                .containsExactly(0x363636);
        assertThat(Pixels.of(new Adjust(1, 1, 2).apply(Pixels.opaque(16, grays()))))
                .isEqualTo(grays());
        int strong = Pixels.of(new Adjust(1, 1, 1.5).apply(Pixels.opaque(1, 0x806040)))[0];
        assertThat(Argb.red(strong)).isGreaterThan(0x80);
        assertThat(Argb.blue(strong)).isLessThan(0x40);
    }

    @Test
    void refusesAFactorThatIsNone() {
        assertThatThrownBy(() -> new Adjust(-0.1, 1, 1)).hasMessageContaining("0 to 4; one was -0.1");
        assertThatThrownBy(() -> new Adjust(1, Double.NaN, 1)).hasMessageContaining("NaN");
    }

    @Test
    void flattensOnTheBackground() {
        Picture flat = new Flatten(0x204060).apply(Pixels.veiled(3, 0x00ffffff, 0xff112233, 0x80ffffff));
        assertThat(Pixels.of(flat)).containsExactly(0x204060, 0x112233, 0x90a0b0);
        assertThat(flat.alpha()).isFalse();
    }

    @Test
    void flatteningAnOpaquePictureIsNothing() {
        Picture opaque = Pixels.opaque(1, 5);
        assertThat(new Flatten(0xff0000).apply(opaque)).isSameAs(opaque);
    }

    @Test
    void oklabComesBackAsItWent() {
        for (int rgb : new int[] {0xff000000, 0xffffffff, 0xffff0000, 0xff00ff00, 0xff0000ff, 0xff123456, 0xfffedcba}) {
            assertThat(Oklab.of(rgb).rgb()).isEqualTo(rgb);
        }
        // Ottosson's own table: white is (1, 0, 0)
        assertThat(Oklab.of(0xffffffff).distance(new Oklab(1, 0, 0))).isLessThan(1e-4);
    }
}
