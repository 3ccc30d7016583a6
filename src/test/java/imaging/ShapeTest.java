package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
    private static Size result(Shape shape, Size picture) {
        Size scaled = shape.scaled(picture);
        assertThat(picture.holds(scaled)).as("never up").isTrue();
        Picture small = Pixels.plain(scaled.width(), scaled.height(), 0);
        return shape.then(scaled).map(step -> step.apply(small).size()).orElse(scaled);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 500, 512, 256, 256, 256",
        "500, 1000, 256, 512, 256, 256",
        "1000, 999, 256, 256, 256, 256",
        "256, 256, 256, 256, 256, 256",
        "300, 200, 300, 200, 200, 200",
        "100, 80, 100, 80, 80, 80",
        "5000, 10, 5000, 10, 10, 10",
        "257, 256, 257, 256, 256, 256",
        "1, 1, 1, 1, 1, 1",
    })
    void fillsTheBoxOrWhatThePictureCanFillOfIt(int w, int h, int scaledW, int scaledH, int toW, int toH) {
        Shape fill = new Shape.Fill(new Size(256, 256), Gravity.CENTRE);
        assertThat(fill.scaled(new Size(w, h))).isEqualTo(new Size(scaledW, scaledH));
        assertThat(result(fill, new Size(w, h))).isEqualTo(new Size(toW, toH));
    }

    @ParameterizedTest
    @CsvSource({"1000, 500", "500, 1000", "3, 3", "800, 600", "10000, 1"})
    void padsEveryPictureToTheBox(int w, int h) {
        Shape pad = new Shape.Pad(new Size(800, 600), 0xffffffff, Gravity.CENTRE);
        assertThat(result(pad, new Size(w, h))).isEqualTo(new Size(800, 600));
    }

    @Test
    void fitsInsideTheBox() {
        assertThat(result(new Shape.Fit(new Size(100, 100)), new Size(400, 300)))
                .isEqualTo(new Size(100, 75));
    }

    @Test
    void padsWithTheBackgroundAndKeepsEveryPixel() {
        Picture padded = new Pad(new Size(3, 3), 0xff00ff00, Gravity.CENTRE).apply(Pixels.opaque(1, 7, 8));
        int g = 0x00ff00;
        assertThat(Pixels.of(padded)).containsExactly(g, 7, g, g, 8, g, g, g, g);
        assertThat(padded.alpha()).isFalse();
    }

    @Test
    void aTransparentBackgroundMakesAnOpaquePictureTransparentAboutItself() {
        Picture padded = new Pad(new Size(2, 1), 0, Gravity.WEST).apply(Pixels.opaque(1, 0x123456));
        assertThat(padded.alpha()).isTrue();
        assertThat(Pixels.of(padded)).containsExactly(0xff123456, 0);
    }

    @Test
    void aColouredBackgroundEndsGray() {
        Picture gray = Pixels.gray(Pixels.opaque(1, 0x404040));
        assertThat(new Pad(new Size(2, 1), 0xffff0000, Gravity.WEST).apply(gray).gray())
                .isFalse();
        assertThat(new Pad(new Size(2, 1), 0xff808080, Gravity.WEST).apply(gray).gray())
                .isTrue();
    }
}
