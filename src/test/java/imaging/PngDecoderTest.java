package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our decoder beside the JDK's, on rows of random samples under random filters. */
class PngDecoderTest {
    private static final Deadline LATER = Deadline.in(Duration.ofMinutes(1));

    private static BufferedImage decode(byte[] png) throws RejectedImageException {
        Header header = new HeaderProbe(Limits.defaults()).probe(png);
        return new PngDecoder()
                .decode(png, header, new Size(header.width(), header.height()), LATER)
                .pixels();
    }

    private static byte[] randomRows(int width, int height, int bitsAPixel, Random random) {
        int length = (width * bitsAPixel + 7) / 8 + 1;
        byte[] rows = new byte[length * height];
        random.nextBytes(rows);
        for (int y = 0; y < height; y++) {
            rows[y * length] = (byte) random.nextInt(5);
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1",
        "0, 2, 2",
        "0, 4, 4",
        "0, 8, 8",
        "0, 16, 16",
        "2, 8, 24",
        "2, 16, 48",
        "3, 1, 1",
        "3, 2, 2",
        "3, 4, 4",
        "3, 8, 8",
        "4, 8, 16",
        "4, 16, 32",
        "6, 8, 32",
        "6, 16, 64"
    })
    void seesWhatTheJdkSees(int type, int bits, int bitsAPixel) throws Exception {
        Random random = new Random(type * 100 + bits);
        for (int width : new int[] {1, 2, 7, 8, 9, 33}) {
            byte[] png = Pictures.png(width, 21, bits, type, randomRows(width, 21, bitsAPixel, random));
            if (type == 3) {
                byte[] palette = new byte[3 * (1 << bits)];
                random.nextBytes(palette);
                png = Pictures.withChunk(png, "PLTE", palette);
            }
            BufferedImage ours = decode(png);
            BufferedImage theirs = ImageIO.read(new ByteArrayInputStream(png));
            for (int y = 0; y < 21; y++) {
                for (int x = 0; x < width; x++) {
                    assertSame(ours.getRGB(x, y), theirs, x, y, type, bits);
                }
            }
        }
    }

    private static void assertSame(int argb, BufferedImage theirs, int x, int y, int type, int bits) {
        int scale = bits == 16 ? 257 : type == 3 ? 1 : 255 / ((1 << bits) - 1);
        boolean gray = type == 0 || type == 4;
        // the JDK's getRGB changes gray, and cuts 16 bits off: ask for its samples
        int first = gray || bits == 16 ? theirs.getRaster().getSample(x, y, 0) : (theirs.getRGB(x, y) >> 16) & 0xff;
        int expected = bits == 16 ? Math.round(first / 257f) : gray ? first * scale : first;
        assertThat((argb >> 16) & 0xff).isEqualTo(expected);
        if (gray) {
            assertThat(argb & 0xff).isEqualTo(expected);
        } else if (bits == 8) {
            assertThat(argb & 0xffff).isEqualTo(theirs.getRGB(x, y) & 0xffff);
        }
        if (type >= 4) {
            int alpha = theirs.getRaster().getSample(x, y, theirs.getRaster().getNumBands() - 1);
            assertThat(argb >>> 24).isEqualTo(bits == 16 ? Math.round(alpha / 257f) : alpha);
        }
    }

    @Test
    void refusesAnUnknownFilter() {
        byte[] rows = new byte[8 * 9];
        rows[9] = 5;
        assertThatThrownBy(() -> decode(Pictures.png(8, 8, 8, 0, rows)))
                .isInstanceOf(RejectedImageException.class)
                .hasMessageContaining("unknown filter 5");
    }

    @Test
    void refusesAPaletteThatIsMissing() {
        assertThatThrownBy(() -> decode(Pictures.png(8, 8, 8, 3, new byte[72]))).hasMessageContaining("no palette");
    }

    @Test
    void showsBlackForAnIndexBeyondThePalette() throws Exception {
        byte[] rows = new byte[72];
        Arrays.fill(rows, 1, 9, (byte) 200);
        byte[] png = Pictures.withChunk(Pictures.png(8, 8, 8, 3, rows), "PLTE", new byte[] {9, 9, 9});
        assertThat(decode(png).getRGB(0, 0)).isEqualTo(0xff000000);
        assertThat(decode(png).getRGB(0, 5)).isEqualTo(0xff090909);
    }

    @Test
    void readsNoTextAndNoPrivateChunk() throws Exception {
        byte[] png = Pictures.png(64, 64, false);
        byte[] deflated = Pictures.deflate(new byte[20_000_000]);
        byte[] text = new byte[deflated.length + 3];
        text[0] = 'x';
        System.arraycopy(deflated, 0, text, 3, deflated.length);
        for (String type : new String[] {"zTXt", "iTXt", "iCCP", "prIv"}) {
            assertThat(Picture.ints(decode(Pictures.withChunk(png, type, text))))
                    .isEqualTo(Picture.ints(decode(png)));
        }
    }
}
