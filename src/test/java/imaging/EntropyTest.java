package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntropyTest {
    private static final Entropy ENTROPY = new Entropy();

    /** A scene on gray. */
    private static BufferedImage scene(int width, int height, int left, int top, int side) {
        BufferedImage image = Picture.canvas(width, height, false);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(0x707070));
        g.fillRect(0, 0, width, height);
        g.drawImage(Pictures.scene(side, side), left, top, null);
        g.dispose();
        return image;
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "250, 0", "0, 150", "250, 150", "120, 70", "33, 101"})
    void keepsTheDetailWhereverItIs(int left, int top) {
        Area area = ENTROPY.in(Pixels.of(scene(400, 300, left, top, 150)), new Size(150, 150));
        // a little of what is plain is one surprise more
        assertThat(Math.abs(area.left() - left)).isLessThanOrEqualTo(15);
        assertThat(Math.abs(area.top() - top)).isLessThanOrEqualTo(15);
    }

    /** An average over a cell would take it for plain, and a pixel from the same place in each cell may, too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 10})
    void seesAPatternThatIsFinerThanTheGrid(int stripe) {
        BufferedImage image = scene(1_280, 640, 0, 0, 1);
        for (int y = 0; y < 640; y++) {
            for (int x = 900; x < 1_280; x++) {
                image.setRGB(x, y, x / stripe % 2 == 0 ? 0x202020 : 0xc0c0c0);
            }
        }
        assertThat(ENTROPY.in(Pixels.of(image), new Size(380, 640)).left()).isGreaterThanOrEqualTo(700);
    }

    @Test
    void ordersBySurpriseAndNotByContrast() {
        // left: two tones of the greatest contrast; right: eight of little
        int[] pixels = new int[200 * 100];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % 200;
            int y = i / 200;
            int v = x < 100 ? (x / 10 + y / 10) % 2 * 255 : 96 + (x / 5 + 3 * (y / 5)) % 8 * 8;
            pixels[i] = v * 0x010101;
        }
        // some of the two tones belongs to the most surprising hundred
        assertThat(ENTROPY.in(Pixels.opaque(200, pixels), new Size(100, 100)).left())
                .isBetween(70, 90);
    }

    @ParameterizedTest
    @CsvSource({"400, 300", "301, 77", "20, 9", "1000, 3"})
    void takesTheMiddleWhereAllTellsTheSame(int width, int height) {
        Size half = new Size((width + 1) / 2, (height + 1) / 2);
        Picture plain = Pixels.plain(width, height, 0x4080c0);
        assertThat(ENTROPY.in(plain, half)).isEqualTo(Gravity.CENTRE.in(plain, half));
    }

    @Test
    void whatIsInvisibleTellsNothing() {
        BufferedImage image = Picture.canvas(400, 100, true);
        BufferedImage hidden = Pictures.scene(200, 100);
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 400; x++) {
                int rgb = hidden.getRGB(x % 200, y) & 0xffffff;
                image.setRGB(x, y, x < 200 ? rgb : 0xff000000 | rgb);
            }
        }
        assertThat(ENTROPY.in(Pixels.of(image), new Size(200, 100)).left()).isGreaterThanOrEqualTo(170);
    }

    @Test
    void isTheSameEachTime() {
        Picture picture = Pixels.of(Pictures.scene(777, 555));
        Area first = ENTROPY.in(picture, new Size(300, 200));
        assertThat(new Entropy().in(picture, new Size(300, 200))).isEqualTo(first);
    }

    @Test
    void staysInsideThePictureForAnySize() {
        for (int width : new int[] {1, 2, 7, 31, 127, 128, 129, 300}) {
            for (int part = 1; part <= width; part += 3) {
                Picture picture = Pixels.of(Pictures.scene(width, 40, part));
                Area area = ENTROPY.in(picture, new Size(part, 17));
                assertThat(area.left() + part).isLessThanOrEqualTo(width);
                assertThat(area.top() + 17).isLessThanOrEqualTo(40);
            }
        }
    }
}
