package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionTest {
    private static final Attention ATTENTION = new Attention();

    /** A disc on gray. */
    private static BufferedImage disc(int width, int height, int x, int y, int radius, int rgb) {
        BufferedImage image = Picture.canvas(width, height, false);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(0x707070));
        g.fillRect(0, 0, width, height);
        g.setColor(new Color(rgb));
        g.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
        g.dispose();
        return image;
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "340, 60", "60, 240", "340, 240", "200, 150", "100, 200", "300, 80"})
    void keepsTheFaceWhereverItIs(int x, int y) {
        Picture picture = Pixels.of(disc(400, 300, x, y, 30, 0xe0ac8c));
        Area area = ATTENTION.in(picture, new Size(150, 150));
        assertThat(area.left()).isLessThanOrEqualTo(x - 30);
        assertThat(area.left() + 150).isGreaterThanOrEqualTo(x + 30);
        assertThat(area.top()).isLessThanOrEqualTo(y - 30);
        assertThat(area.top() + 150).isGreaterThanOrEqualTo(y + 30);
    }

    @Test
    void prefersSkinToGraySkyAndStrongColoursToPaleOnes() {
        BufferedImage two = disc(400, 100, 50, 50, 30, 0x8c8c94);
        Graphics2D g = two.createGraphics();
        g.setColor(new Color(0xd02020));
        g.fillOval(320, 20, 60, 60);
        g.dispose();
        assertThat(ATTENTION.in(Pixels.of(two), new Size(100, 100)).left()).isGreaterThanOrEqualTo(270);
    }

    @Test
    void looksAtDetailRatherThanAtTheEmptyWall() {
        BufferedImage image = disc(400, 100, 1, 1, 1, 0x707070);
        for (int x = 20; x < 90; x++) {
            for (int y = 10; y < 90; y++) {
                image.setRGB(x, y, (x / 13 + y / 7) % 2 == 0 ? 0x202020 : 0xb0b0b0);
            }
        }
        assertThat(ATTENTION.in(Pixels.of(image), new Size(100, 100)).left()).isLessThanOrEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"400, 300", "301, 77", "20, 9", "1000, 3"})
    void takesTheMiddleWhereNothingStandsOut(int width, int height) {
        Size half = new Size((width + 1) / 2, (height + 1) / 2);
        Picture plain = Pixels.plain(width, height, 0x4080c0);
        assertThat(ATTENTION.in(plain, half)).isEqualTo(Gravity.CENTRE.in(plain, half));
    }

    @Test
    void staysInsideThePictureForAnySize() {
        for (int width : new int[] {1, 2, 7, 31, 32, 33, 100}) {
            for (int part = 1; part <= width; part += 3) {
                Picture picture = Pixels.of(Pictures.scene(width, 40, part));
                Area area = ATTENTION.in(picture, new Size(part, 17));
                assertThat(area.left() + part).isLessThanOrEqualTo(width);
                assertThat(area.top() + 17).isLessThanOrEqualTo(40);
            }
        }
    }
}
