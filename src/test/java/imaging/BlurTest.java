package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlurTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.8, 1, 2.5, 7})
    void makesABellOfAPoint(double sigma) {
        int side = 65;
        int[] pixels = new int[side * side];
        pixels[32 * side + 32] = 0xffffff;
        int[] out = Pixels.of(new Blur(sigma).apply(Pixels.opaque(side, pixels)));
        double sum = 0;
        for (int i = -32; i <= 32; i++) {
            sum += Math.exp(-i * i / (2 * sigma * sigma));
        }
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double squared = (x - 32) * (x - 32) + (y - 32) * (y - 32);
                double expected = 255 * Math.exp(-squared / (2 * sigma * sigma)) / (sum * sum);
                assertThat((double) Argb.red(out[y * side + x])).isCloseTo(expected, within(1.0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 20})
    void leavesAPlainAreaExactly(double sigma) {
        for (int argb : new int[] {0xffffffff, 0xff000000, 0xff7f8081, 0x80123456, 0x01ffffff}) {
            int[] pixels = new int[37 * 11];
            Arrays.fill(pixels, argb);
            assertThat(Pixels.of(new Blur(sigma).apply(Pixels.veiled(37, pixels))))
                    .containsOnly(argb);
            assertThat(Pixels.of(new Blur(sigma).apply(Pixels.opaque(37, pixels))))
                    .containsOnly(argb & 0xffffff);
            assertThat(Pixels.of(new Sharpen(sigma, 5).apply(Pixels.opaque(37, pixels))))
                    .containsOnly(argb & 0xffffff);
            assertThat(Pixels.of(new Sharpen(sigma, 5).apply(Pixels.veiled(37, pixels))))
                    .containsOnly(argb);
        }
    }

    @Test
    void letsNoInvisibleColourBleed() {
        int[] pixels = new int[20];
        Arrays.fill(pixels, 0, 10, 0xff00ff00);
        Arrays.fill(pixels, 10, 20, 0x00ff0000);
        int[] out = Pixels.of(new Blur(2).apply(Pixels.veiled(20, pixels)));
        for (int v : out) {
            assertThat(Argb.red(v)).isZero();
        }
        assertThat(Argb.alpha(out[10])).isBetween(64, 128);
        assertThat(Argb.green(out[10])).isEqualTo(255);
    }

    @Test
    void sharpensOnBothSidesOfAnEdge() {
        int[] edge = new int[20 * 3];
        for (int i = 0; i < edge.length; i++) {
            edge[i] = i % 20 < 10 ? 0x505050 : 0xa0a0a0;
        }
        int[] out = Pixels.of(new Sharpen(1, 0.5).apply(Pixels.opaque(20, edge)));
        assertThat(Argb.red(out[29])).isLessThan(0x50 - 5);
        assertThat(Argb.red(out[30])).isGreaterThan(0xa0 + 5);
        assertThat(out[20]).isEqualTo(0x505050);
        assertThat(out[39]).isEqualTo(0xa0a0a0);
    }

    @Test
    void sharpeningAddsTheSameToAllChannels() {
        Picture picture = Pixels.opaque(4, 0x403020, 0x403020, 0x807060, 0x807060);
        int[] out = Pixels.of(new Sharpen(1, 1).apply(picture));
        for (int v : out) {
            assertThat(Argb.red(v) - Argb.green(v)).isEqualTo(0x10);
            assertThat(Argb.green(v) - Argb.blue(v)).isEqualTo(0x10);
        }
        assertThat(Argb.red(out[1])).isLessThan(0x40);
    }

    @Test
    void anAmountOfZeroSharpensNothing() {
        Picture picture = Pixels.of(Pictures.scene(50, 40));
        int[] before = Pixels.of(picture).clone();
        assertThat(Pixels.of(new Sharpen(2, 0).apply(picture))).isEqualTo(before);
    }

    @Test
    void aTransparentNeighbourMakesNoHalo() {
        Picture veiled = Pixels.veiled(4, 0xff808080, 0xff808080, 0x00000000, 0x00ffffff);
        assertThat(Pixels.of(new Sharpen(1, 2).apply(veiled)))
                .containsExactly(0xff808080, 0xff808080, 0x00000000, 0x00ffffff);
    }

    @Test
    void refusesARadiusThatIsTooWide() {
        assertThatThrownBy(() -> new Blur(20.1)).hasMessageContaining("over 0 and up to 20.0 pixels; it was 20.1");
        assertThatThrownBy(() -> new Sharpen(1, 6)).hasMessageContaining("0 to 5; it was 6");
    }
}
