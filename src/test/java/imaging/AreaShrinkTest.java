package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaShrinkTest {
    private static BufferedImage shrink(int[] pixels, Size from, Size to, boolean alpha) {
        AreaShrink shrink = new AreaShrink(from, to, alpha);
        for (int y = 0; y < from.height(); y++) {
            shrink.row(pixels, y * from.width());
        }
        return shrink.image();
    }

    @ParameterizedTest
    @CsvSource({"10, 10, 10, 10", "10, 10, 5, 5", "10, 7, 3, 2", "101, 67, 50, 33", "30000, 2, 640, 1", "3, 3, 1, 1"})
    void averagesWhatLiesUnderEachRectangle(int w, int h, int toW, int toH) {
        Random random = new Random(w);
        int[] pixels = random.ints((long) w * h, 0, 256).map(v -> v * 0x010101).toArray();
        BufferedImage small = shrink(pixels, new Size(w, h), new Size(toW, toH), false);
        for (int y = 0; y < toH; y++) {
            for (int x = 0; x < toW; x++) {
                double expected = average(
                        pixels,
                        w,
                        x * w / (double) toW,
                        (x + 1) * w / (double) toW,
                        y * h / (double) toH,
                        (y + 1) * h / (double) toH);
                assertThat((double) (small.getRGB(x, y) & 0xff)).isCloseTo(expected, within(0.51));
            }
        }
    }

    private static double average(int[] pixels, int w, double left, double right, double top, double bottom) {
        double sum = 0;
        for (int y = (int) top; y < bottom - 1e-9; y++) {
            double high = Math.min(bottom, y + 1) - Math.max(top, y);
            for (int x = (int) left; x < right - 1e-9; x++) {
                sum += (pixels[y * w + x] & 0xff) * high * (Math.min(right, x + 1) - Math.max(left, x));
            }
        }
        return sum / (right - left) / (bottom - top);
    }

    @Test
    void keepsAPlainColourExactly() {
        for (int argb : new int[] {0xffffffff, 0xff000000, 0xff7f8081, 0x80123456, 0x01ffffff}) {
            int[] pixels = new int[997 * 331];
            Arrays.fill(pixels, argb);
            BufferedImage small = shrink(pixels, new Size(997, 331), new Size(123, 45), true);
            assertThat(Arrays.stream(Picture.ints(small)).distinct()).containsExactly(argb);
        }
    }

    @Test
    void weighsColoursByTheirOpacity() {
        int[] pixels = {0xff0000ff, 0x00ff0000};
        assertThat(shrink(pixels, new Size(2, 1), new Size(1, 1), true).getRGB(0, 0))
                .isEqualTo(0x800000ff);
    }

    @Test
    void leavesTheLastHalvingToImgscalr() {
        assertThat(AreaShrink.before(new Size(400, 300), new Size(100, 75))).isEqualTo(new Size(200, 150));
        assertThat(AreaShrink.before(new Size(199, 150), new Size(100, 75))).isEqualTo(new Size(199, 150));
    }
}
