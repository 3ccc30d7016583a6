package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static Picture drawn(int width, int height, IntBinaryOperator colour) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = colour.applyAsInt(i % width, i / width);
        }
        return Pixels.opaque(width, pixels);
    }

    // ---- BlurHash: the hashes come from the authors' own encoder. Their TypeScript takes the largest component
    // without
    // its sign off, which cuts off negative ones; the hashes here are reckoned as in their C.

    @Test
    void blurHashIsThatOfTheReference() {
        assertThat(BlurHash.of(drawn(32, 24, (x, y) -> (x * 8) << 16 | (y * 10) << 8 | (x * y * 7) % 256)))
                .isEqualTo("LxH27$2owuX4mEWUjsf5gGfhfPfi");
        assertThat(BlurHash.of(Pixels.plain(32, 24, 0))).isEqualTo("L00000fQfQfQfQfQfQfQfQfQfQfQ");
        assertThat(BlurHash.of(Pixels.plain(32, 24, 0xffffff))).isEqualTo("LDTSUA_3fQ_3~qoffQoffQfQfQfQ");
        assertThat(BlurHash.of(Pixels.of(Pictures.quarters(64, 48)))).isEqualTo("L~Lqe9l}e;pYoU[=o1J*fNo1fQa|");
        assertThat(BlurHash.of(Pixels.plain(1, 1, 0x336699))).isEqualTo("L~5?}ku6u6u6u6u6u6u6u6u6u6u6");
    }

    @Test
    void blurHashOfALargePictureIsThatOfASmallOne() {
        assertThat(BlurHash.of(Pixels.of(Pictures.quarters(1280, 960))))
                .isEqualTo(BlurHash.of(Pixels.of(Pictures.quarters(64, 48))));
    }

    @Test
    void whatIsTransparentLiesOnWhite() {
        assertThat(BlurHash.of(Pixels.veiled(2, 0x00ff0000, 0x00000000)))
                .isEqualTo(BlurHash.of(Pixels.plain(2, 1, 0xffffff)));
        assertThat(PerceptualHash.of(Pixels.veiled(2, 0x00ff0000, 0xff000000)))
                .isEqualTo(PerceptualHash.of(Pixels.opaque(2, 0xffffff, 0x000000)));
    }

    // ---- colours

    @Test
    void namesColoursByHowMuchThereIsOfThem() {
        Picture flag = drawn(64, 60, (x, y) -> y < 30 ? 0xd01020 : y < 50 ? 0xffffff : 0x102080);
        assertThat(DominantColours.of(flag)).containsExactly("#d01020", "#ffffff", "#102080");
    }

    @Test
    void callsNearColoursOne() {
        Picture noisy = drawn(64, 64, (x, y) -> 0x406080 + (x * 7 + y * 3) % 3 * 0x010101);
        assertThat(DominantColours.of(noisy)).containsExactly("#416181");
        assertThat(DominantColours.of(Pixels.plain(1, 1, 0x123456))).containsExactly("#123456");
    }

    @Test
    void leavesOutDetailsAndWhatNobodySees() {
        Picture spot = drawn(64, 64, (x, y) -> x < 5 && y < 5 ? 0xff0000 : 0x204060);
        assertThat(DominantColours.of(spot)).containsExactly("#204060");
        assertThat(DominantColours.of(Pixels.veiled(2, 0x00ff0000, 0xff00ff00))).containsExactly("#00ff00");
        assertThat(DominantColours.of(Pixels.veiled(1, 0x00ff0000))).isEmpty();
    }

    @Test
    void namesAtMostFiveAndTheSameEachTime() {
        Picture scene = Pixels.of(Pictures.scene(640, 480));
        List<String> colours = DominantColours.of(scene);
        assertThat(colours).hasSizeBetween(2, DominantColours.MOST).doesNotHaveDuplicates();
        assertThat(colours).allMatch(c -> c.matches("#[0-9a-f]{6}"));
        assertThat(DominantColours.of(scene)).isEqualTo(colours);
    }

    // ---- perceptual hash

    private static int apart(Picture a, Picture b) {
        return Long.bitCount(PerceptualHash.bits(a) ^ PerceptualHash.bits(b));
    }

    private static Picture read(byte[] bytes) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        BufferedImage rgb = Picture.canvas(image.getWidth(), image.getHeight(), false);
        rgb.createGraphics().drawImage(image, 0, 0, java.awt.Color.WHITE, null);
        return Pixels.of(rgb);
    }

    private static byte[] encode(Picture picture, int quality) {
        return new ImgscalrEngine(Limits.defaults())
                .encode(picture, new Encoding(Format.JPEG, quality, false, false), Deadline.in(Duration.ofSeconds(20)));
    }

    /** Encoded badly, scaled down, and brighter. */
    private static List<Picture> relatives(Picture picture) throws IOException {
        Picture copy = Pixels.of(Miniature.shrink(picture, picture.size()));
        return List.of(
                read(encode(copy, 35)),
                read(encode(copy, 90)),
                Pixels.of(Miniature.shrink(picture, picture.size().scaled(0.31))),
                new Adjust(1.08, 1, 1).apply(Pixels.of(Miniature.shrink(picture, picture.size()))));
    }

    @Test
    void theHashStaysWhenADrawingIsEncodedAgain() throws IOException {
        for (int seed = 0; seed < 8; seed++) {
            Picture scene = Pixels.of(Pictures.scene(640, 480, seed));
            for (Picture relative : relatives(scene)) {
                assertThat(apart(scene, relative)).as("seed " + seed).isLessThanOrEqualTo(6);
            }
        }
    }

    @Test
    void theHashesOfUnrelatedDrawingsAreFarApart() {
        List<Picture> drawings = List.of(
                Pixels.of(Pictures.scene(320, 240)),
                Pixels.of(Pictures.quarters(320, 240)),
                drawn(320, 240, (x, y) -> (x * 2 + y) / 70 % 2 * 0xc0b090),
                drawn(320, 240, (x, y) -> Math.hypot(x - 250, y - 70) < 60 ? 0xf0d020 : 0x102040),
                drawn(320, 240, (x, y) -> Math.min(255, x * y / 200) * 0x010101));
        for (int i = 0; i < drawings.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(apart(drawings.get(i), drawings.get(j)))
                        .as(i + ", " + j)
                        .isGreaterThanOrEqualTo(16);
            }
        }
    }

    @Test
    void theHashesOfPhotographsKeepTheirDistances() throws IOException {
        Path folder = Path.of("../shared/photos");
        assumeTrue(Files.isDirectory(folder), "no photographs beside this repository");
        List<Picture> photos = new ArrayList<>();
        for (String name : List.of("cam12_420.jpg", "mid2.jpg", "small640.jpg", "alpha3.png")) {
            photos.add(read(Files.readAllBytes(folder.resolve(name))));
        }
        // one photograph is there twice, in two sizes
        assertThat(apart(photos.remove(2), photos.get(0))).isLessThanOrEqualTo(6);
        for (int i = 0; i < photos.size(); i++) {
            for (Picture relative : relatives(photos.get(i))) {
                assertThat(apart(photos.get(i), relative)).as("photo " + i).isLessThanOrEqualTo(6);
            }
            for (int j = 0; j < i; j++) {
                assertThat(apart(photos.get(i), photos.get(j))).as(i + ", " + j).isGreaterThanOrEqualTo(16);
            }
        }
    }

    @Test
    void theHashHasSixteenDigits() {
        assertThat(PerceptualHash.of(Pixels.plain(50, 50, 0))).isEqualTo("0000000000000000");
        assertThat(PerceptualHash.of(Pixels.plain(50, 50, 0xffffff))).isEqualTo("8000000000000000");
    }
}
