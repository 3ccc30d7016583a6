package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the native engine does with libturbojpeg. Skipped, and loudly, where there is no libvips or no libturbojpeg. */
class TurboEngineTest extends EngineSuite {
    @Override
    Engine engine(Limits limits) {
        return Engines.named("turbo", limits);
    }

    @Test
    void namesBothOfItsLibraries() {
        assertThat(engine(LIMITS).name()).matches("vips-8\\.\\d+\\.\\d+\\+turbo-\\d+\\.\\d+\\.\\d+");
    }

    private static Map<String, byte[]> jpegs() {
        Engine vips = Engines.named("vips", LIMITS);
        Picture scene = new Picture(Pictures.scene(611, 433), false, false, 1, null);
        Map<String, byte[]> jpegs = new LinkedHashMap<>();
        jpegs.put("4:2:0", Pictures.jpeg(611, 433));
        jpegs.put("4:4:4", vips.encode(scene, new Encoding(Format.JPEG, 95, false, false), anHour()));
        jpegs.put("progressive", vips.encode(scene, new Encoding(Format.JPEG, 80, false, true), anHour()));
        jpegs.put("gray", Pictures.grayJpeg(611, 433));
        jpegs.put("turned", Pictures.orientedJpeg(Pictures.scene(611, 433), 6));
        jpegs.put("without its end", withoutEnd(Pictures.jpeg(611, 433)));
        jpegs.put(
                "profile",
                Pictures.jpegWithProfile(
                        Pictures.scene(611, 433),
                        ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData()));
        jpegs.put("of one pixel", Pictures.jpeg(1, 1));
        jpegs.put("narrow", Pictures.jpeg(3, 433));
        return jpegs;
    }

    /** Whole, but for the mark at its end. */
    private static byte[] withoutEnd(byte[] jpeg) {
        return Arrays.copyOf(jpeg, jpeg.length - 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {611, 610, 400, 305, 300, 120, 60, 40, 16, 1})
    void showsTheVeryPixelsThatLibvipsShows(int side) throws Exception {
        Engine turbo = engine(LIMITS);
        Engine vips = Engines.named("vips", LIMITS);
        for (Map.Entry<String, byte[]> jpeg : jpegs().entrySet()) {
            Header header = new HeaderProbe(LIMITS).probe(jpeg.getValue());
            Size target = new Size(header.width(), header.height()).fit(side, side);
            try (Picture here = turbo.decode(jpeg.getValue(), header, target, anHour());
                    Picture there = vips.decode(jpeg.getValue(), header, target, anHour())) {
                assertThat(here.orientation()).as(jpeg.getKey()).isEqualTo(there.orientation());
                assertThat(here.gray()).as(jpeg.getKey()).isEqualTo(there.gray());
                assertThat(here.profile()).as(jpeg.getKey()).isEqualTo(there.profile());
                assertThat(here.size()).as(jpeg.getKey()).isEqualTo(there.size());
                assertThat(Arrays.mismatch(Picture.ints(here.pixels()), Picture.ints(there.pixels())))
                        .as(jpeg.getKey() + ": the first pixel that differs")
                        .isEqualTo(-1);
            }
        }
    }

    private static Deadline anHour() {
        return Deadline.in(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 82, 89, 90, 100})
    void writesTheVeryBytesThatLibvipsWrites(int quality) {
        for (int width : new int[] {1, 15, 64, 611}) {
            BufferedImage scene = Pictures.scene(width, 43);
            for (Picture picture : List.of(
                    new Picture(scene, false, false, 1, null),
                    new Picture(scene, false, true, 1, null),
                    new Picture(
                            scene,
                            false,
                            false,
                            1,
                            ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData()))) {
                for (boolean progressive : new boolean[] {false, true}) {
                    Encoding encoding = new Encoding(Format.JPEG, quality, false, progressive);
                    assertThat(engine(LIMITS).encode(picture, encoding, anHour()))
                            .as(width + " wide, " + picture.bands() + " bands, progressive " + progressive)
                            .isEqualTo(Engines.named("vips", LIMITS).encode(picture, encoding, anHour()));
                }
            }
        }
    }

    @Test
    void makesTheVeryVariantsOfJpegsThatLibvipsMakes() throws Exception {
        Pipeline turbo = pipeline(LIMITS, 512L << 20);
        Pipeline vips = new Pipeline(
                Engines.named("vips", LIMITS), LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        for (byte[] jpeg : List.of(Pictures.jpeg(2_700, 2_000), Pictures.progressiveJpeg(1_500, 1_100))) {
            for (int i = 0; i < WEB.variants().size(); i++) {
                assertThat(turbo.render(jpeg, WEB).variants().get(i).bytes())
                        .isEqualTo(vips.render(jpeg, WEB).variants().get(i).bytes());
            }
        }
    }

    @Test
    void aPictureThatSpoilsADecoderSpoilsNoOther() throws Exception {
        Engine turbo = engine(LIMITS);
        byte[] good = Pictures.jpeg(611, 433);
        Header header = new HeaderProbe(LIMITS).probe(good);
        Size size = new Size(611, 433);
        byte[] scanFirst = Pictures.withSegment(good, JpegCursor.SOS, new byte[] {1, 1, 0, 0, 63, 0});
        for (byte[] broken : List.of(scanFirst, Pictures.truncated(good, 0.5), Pictures.truncated(good, 0.01))) {
            assertThatThrownBy(() -> turbo.decode(broken, header, size, anHour()))
                    .isInstanceOf(Exception.class);
            try (Picture picture = turbo.decode(good, header, size, anHour())) {
                assertThat(picture.size()).isEqualTo(size);
            }
        }
    }
}
