package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void givesItsSamplesOnePixelAfterTheOther(boolean gray, boolean alpha) {
        for (int width = 1; width < 6; width++) {
            BufferedImage image = Picture.canvas(width, 1, alpha);
            byte[] expected = new byte[width * ((gray ? 1 : 3) + (alpha ? 1 : 0))];
            for (int x = 0, s = 0; x < width; x++) {
                int value = 200 + x;
                int red = gray ? value : 90 + x;
                int blue = gray ? value : 10 + x;
                Picture.ints(image)[x] = Argb.of(130 + x, red, value, blue);
                if (!gray) {
                    expected[s++] = (byte) red;
                    expected[s++] = (byte) value;
                }
                expected[s++] = (byte) blue;
                if (alpha) {
                    expected[s++] = (byte) (130 + x);
                }
            }
            assertThat(new Picture(image, alpha, gray, 1, null).samples()).isEqualTo(expected);
        }
    }
}
