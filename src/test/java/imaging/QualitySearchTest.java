package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QualitySearchTest {
    private static byte[] jpeg(Picture picture, int quality) {
        return new ImgscalrEngine(Limits.defaults())
                .encode(picture, new Encoding(Format.JPEG, quality, false, false), Deadline.in(Duration.ofSeconds(20)));
    }

    private static Picture decode(byte[] bytes) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
            BufferedImage rgb = Picture.canvas(image.getWidth(), image.getHeight(), false);
            rgb.createGraphics().drawImage(image, 0, 0, null);
            return Pixels.of(rgb);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- similarity

    @Test
    void aPictureIsItself() {
        for (Size size : List.of(new Size(640, 480), new Size(7, 100), new Size(1, 1), new Size(8, 8))) {
            Picture scene = Pixels.of(Pictures.scene(size.width(), size.height()));
            assertThat(new Ssim(scene).to(scene)).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void aPlainPictureAndItsNegativeHaveNothingInCommon() {
        assertThat(new Ssim(Pixels.plain(64, 64, 0)).to(Pixels.plain(64, 64, 0xffffff)))
                .isLessThan(0.001);
    }

    @Test
    void oneWindowIsTheFormulaOfThePaper() {
        int[] a = new int[64];
        int[] b = new int[64];
        for (int i = 0; i < 64; i++) {
            a[i] = (i % 8 * 30) * 0x010101;
            b[i] = (i / 8 * 20 + 40) * 0x010101;
        }
        // means 105 and 110, variances 4725 and 2100, covariance 0
        double expected =
                (2 * 105 * 110 + 6.5025) * 58.5225 / ((105 * 105 + 110 * 110 + 6.5025) * (4725 + 2100 + 58.5225));
        assertThat(new Ssim(Pixels.opaque(8, a)).to(Pixels.opaque(8, b))).isCloseTo(expected, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 95})
    void agreesWithTheSlidingBellOfThePaper(int quality) {
        BufferedImage scene = Pictures.scene(401, 303);
        Picture decoded = decode(jpeg(Pixels.of(scene), quality));
        double paper = Similarity.ssim(Similarity.luma(scene), Similarity.luma(decoded.pixels()));
        assertThat(new Ssim(Pixels.of(scene)).to(decoded)).isCloseTo(paper, within(0.015));
    }

    @Test
    void refusesPicturesOfTwoSizes() {
        assertThatThrownBy(() -> new Ssim(Pixels.plain(9, 8, 0)).to(Pixels.plain(8, 9, 0)))
                .hasMessageContaining("9x8 and 8x9");
    }

    // ---- the search

    @ParameterizedTest
    @ValueSource(doubles = {0.8, 0.9, 0.93, 0.95, 0.97, 0.98})
    void findsTheLowestQualityThatIsGoodEnough(double bound) {
        Picture scene = Pixels.of(Pictures.scene(320, 240));
        List<Integer> tried = new ArrayList<>();
        QualitySearch.Found found = new QualitySearch(bound)
                .search(
                        scene,
                        q -> {
                            tried.add(q);
                            return jpeg(scene, q);
                        },
                        QualitySearchTest::decode);
        assertThat(tried).hasSizeLessThanOrEqualTo(6).doesNotHaveDuplicates();
        Ssim ssim = new Ssim(scene);
        if (found.quality() < QualitySearch.HIGHEST) {
            assertThat(ssim.to(decode(found.bytes())))
                    .isGreaterThanOrEqualTo(bound)
                    .isEqualTo(found.similarity());
        }
        if (found.quality() > QualitySearch.LOWEST) {
            assertThat(ssim.to(decode(jpeg(scene, found.quality() - 2)))).isLessThan(bound);
        }
        assertThat(found.bytes()).isEqualTo(jpeg(scene, found.quality()));
    }

    @Test
    void tellsEveryQualityApart() {
        Picture gray = Pixels.plain(8, 8, 0x808080);
        for (int wanted = QualitySearch.LOWEST; wanted <= QualitySearch.HIGHEST; wanted += 2) {
            int enough = wanted;
            List<Integer> tried = new ArrayList<>();
            QualitySearch.Found found = new QualitySearch(0.9)
                    .search(
                            gray,
                            q -> {
                                tried.add(q);
                                return new byte[] {(byte) q};
                            },
                            bytes -> bytes[0] >= enough ? gray : Pixels.plain(8, 8, 0));
            assertThat(found.quality()).isEqualTo(wanted);
            assertThat(found.bytes()).containsExactly(wanted);
            assertThat(tried.size()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void takesTheHighestWhereNothingIsGoodEnough() {
        Picture gray = Pixels.plain(8, 8, 0x808080);
        QualitySearch.Found found =
                new QualitySearch(0.99).search(gray, q -> new byte[] {(byte) q}, bytes -> Pixels.plain(8, 8, 0));
        assertThat(found.quality()).isEqualTo(95);
        assertThat(found.bytes()).containsExactly(95);
    }

    @Test
    void refusesABoundThatNothingReaches() {
        assertThatThrownBy(() -> new QualitySearch(1)).hasMessageContaining("over 0 and under 1; it was 1.0");
    }
}
