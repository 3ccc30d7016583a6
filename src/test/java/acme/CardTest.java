package acme;

import static org.assertj.core.api.Assertions.assertThat;

import imaging.step.kit.StepTest;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class CardTest extends StepTest {
    CardTest() {
        super("{acme-card: {border: 6, radius: 20, colour: \"#f4f1ea\"}}");
    }

    @Override
    protected boolean keepsItsInput() {
        return true;
    }

    private static BufferedImage plain(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    @Test
    void itsCornersAreTransparentItsBorderHasItsColourAndInsideIsThePicture() {
        BufferedImage card = new Card(10, 30, 0xff00ff00).apply(plain(100, 80, 0x0000ff));
        assertThat(new Dimension(card.getWidth(), card.getHeight())).isEqualTo(new Dimension(120, 100));
        assertThat(card.getRGB(0, 0) >>> 24).isZero();
        assertThat(card.getRGB(119, 99) >>> 24).isZero();
        assertThat(card.getRGB(60, 4)).isEqualTo(0xff00ff00);
        assertThat(card.getRGB(4, 50)).isEqualTo(0xff00ff00);
        assertThat(card.getRGB(60, 50)).isEqualTo(0xff0000ff);
        assertThat(card.getRGB(10, 10))
                .as("the picture's own corner is round too")
                .isEqualTo(0xff00ff00);
    }

    @Test
    void allFourCornersAreAlikeAndCoverWhatTheCircleCovers() {
        BufferedImage card = new Card(0, 20, 0).apply(plain(60, 50, 0xffffff));
        double opaque = 0;
        for (int y = 0; y < 50; y++) {
            for (int x = 0; x < 60; x++) {
                int pixel = card.getRGB(x, y);
                assertThat(pixel).isEqualTo(card.getRGB(59 - x, y)).isEqualTo(card.getRGB(x, 49 - y));
                opaque += (pixel >>> 24) / 255.0;
            }
        }
        double circle = Math.PI * 20 * 20;
        assertThat(opaque).isCloseTo(60 * 50 - (40 * 40 - circle), org.assertj.core.data.Offset.offset(4.0));
    }

    @Test
    void withoutARadiusAndABorderNothingChanges() {
        BufferedImage card = new Card().apply(plain(20, 10, 0x123456));
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                assertThat(card.getRGB(x, y)).isEqualTo(0xff123456);
            }
        }
    }

    @Test
    void aRadiusThatIsTooLargeMakesAnEllipseOfTheShorterSide() {
        BufferedImage card = new Card(0, 2_000, 0).apply(plain(40, 20, 0xffffff));
        assertThat(card.getRGB(20, 10) >>> 24).isEqualTo(255);
        assertThat(card.getRGB(0, 0) >>> 24).isZero();
        assertThat(card.getRGB(20, 0) >>> 24).as("straight between the corners").isEqualTo(255);
    }
}
