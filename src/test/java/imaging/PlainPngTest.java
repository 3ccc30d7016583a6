package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PlainPngTest {
    private static Picture decode(byte[] png) throws Exception {
        Header header = new HeaderProbe(Limits.defaults()).probe(png);
        return new PngDecoder()
                .decode(png, header, new Size(header.width(), header.height()), Deadline.in(Duration.ofMinutes(1)));
    }

    @Test
    void isReadAsItWasByUsAndByTheJdk() throws Exception {
        for (boolean alpha : new boolean[] {false, true}) {
            for (Size size : new Size[] {new Size(1, 1), new Size(3, 5), new Size(301, 200)}) {
                Picture picture = Pixels.of(
                        alpha
                                ? Pictures.transparentScene(size.width(), size.height())
                                : Pictures.scene(size.width(), size.height()));
                byte[] png = PlainPng.of(picture);
                assertThat(Pixels.of(decode(png))).isEqualTo(Pixels.of(picture));
                BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
                assertThat(read.getRGB(size.width() / 2, size.height() / 2))
                        .isEqualTo(picture.pixels().getRGB(size.width() / 2, size.height() / 2));
            }
        }
    }

    @Test
    void aGrayPictureIsWrittenInColoursSoThatNobodyLightensIt() throws Exception {
        int[] grays = new int[16];
        for (int i = 0; i < grays.length; i++) {
            grays[i] = i * 16 * 0x010101;
        }
        Picture gray = Pixels.gray(Pixels.opaque(4, grays));
        Picture read = decode(PlainPng.of(gray));
        assertThat(read.gray()).isFalse();
        assertThat(Pixels.of(read)).isEqualTo(grays);
    }
}
