package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    /** Samples on the heap, which remember whether they were given back. */
    private static final class Lying implements Samples {
        private final Size size;
        private final byte[] bytes;
        private boolean closed;

        private Lying(Size size, byte[] bytes) {
            this.size = size;
            this.bytes = bytes;
        }

        @Override
        public Size size() {
            return size;
        }

        @Override
        public void read(int top, int rows, byte[] into) {
            assertThat(closed).isFalse();
            int row = bytes.length / size.height();
            System.arraycopy(bytes, top * row, into, 0, rows * row);
        }

        @Override
        public Samples turned(int orientation) {
            return new Lying(size.turned(orientation), new byte[bytes.length]);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void samplesThatLieElsewhereBecomePixelsAndGoWhenSomebodyAsks(boolean gray, boolean alpha) {
        for (Size size : List.of(new Size(1, 1), new Size(7, 5), new Size(3, 70))) {
            BufferedImage image = Picture.canvas(size.width(), size.height(), alpha);
            int[] ints = Picture.ints(image);
            for (int i = 0; i < ints.length; i++) {
                int value = i * 7 & 0xff;
                ints[i] = Argb.of(alpha ? i * 3 & 0xff : 0xff, gray ? value : i & 0xff, value, gray ? value : 200);
            }
            Lying lying = new Lying(size, new Picture(image, alpha, gray, 1, null).samples());
            Picture picture = new Picture(lying, alpha, gray, 1, null);
            Picture same = picture.inSrgb();
            assertThat(same.packed()).containsSame(lying);
            assertThat(picture.size()).isEqualTo(size);
            assertThat(lying.closed).isFalse();

            assertThat(Picture.ints(picture.pixels())).isEqualTo(ints);

            assertThat(lying.closed).isTrue();
            assertThat(same.packed()).isEmpty();
            assertThat(same.pixels()).isSameAs(picture.pixels());
        }
    }

    @Test
    void aClosedPictureGivesItsSamplesBackAndHasNoPixels() {
        Lying lying = new Lying(new Size(2, 1), new byte[6]);
        Picture picture = new Picture(lying, false, false, 1, null);
        picture.close();
        picture.close();
        assertThat(lying.closed).isTrue();
        assertThatThrownBy(picture::pixels).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void turnsSamplesWhereTheyLieAndGivesTheOldOnesBack() {
        Lying lying = new Lying(new Size(3, 2), new byte[18]);
        Picture picture = new Picture(lying, false, false, 6, null);

        Picture upright = Recipe.ORIENT.apply(picture);

        assertThat(lying.closed).isTrue();
        assertThat(upright.packed()).isPresent();
        assertThat(upright.orientation()).isEqualTo(1);
        assertThat(upright.size()).isEqualTo(new Size(2, 3));
    }
}
