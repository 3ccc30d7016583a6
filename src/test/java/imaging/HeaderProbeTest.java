package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderProbeTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final HeaderProbe probe = new HeaderProbe(Limits.defaults());

    private RejectedImageException refusal(byte[] bytes) {
        return catchThrowableOfType(RejectedImageException.class, () -> probe.probe(bytes));
    }

    @Test
    void readsAJpeg() throws Exception {
        Header h = probe.probe(Pictures.jpeg(61, 43));
        assertThat(h).isEqualTo(new Header(Format.JPEG, 61, 43, 1, 1, 1, false, 3, 8, false, 14));
    }

    @Test
    void countsTheScansOfAProgressiveJpeg() throws Exception {
        Header h = probe.probe(Pictures.progressiveJpeg(61, 43));
        assertThat(h.progressive()).isTrue();
        assertThat(h.scans()).isEqualTo(10);
    }

    @Test
    void knowsAGrayAndAFourInkJpeg() throws Exception {
        assertThat(probe.probe(Pictures.grayJpeg(9, 9)).samples()).isEqualTo(1);
        assertThat(probe.probe(Pictures.cmykJpeg(Pictures.scene(9, 9))).samples())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsHowTheCameraWasHeld(int orientation) throws Exception {
        Header h = probe.probe(Pictures.orientedJpeg(Pictures.quarters(32, 16), orientation));
        assertThat(h.orientation()).isEqualTo(orientation);
        assertThat(h.width()).isEqualTo(orientation < 5 ? 32 : 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 200})
    void takesAnImpossibleOrientationForUpright(int orientation) throws Exception {
        byte[] jpeg = Pictures.withSegment(Pictures.jpeg(9, 9), 0xe1, Pictures.exif(orientation));
        assertThat(probe.probe(jpeg).orientation()).isEqualTo(1);
    }

    @Test
    void takesABrokenExifBlockForUpright() throws Exception {
        for (int length = 6; length < Pictures.exif(6).length; length++) {
            byte[] jpeg = Pictures.withSegment(Pictures.jpeg(9, 9), 0xe1, Arrays.copyOf(Pictures.exif(6), length));
            assertThat(probe.probe(jpeg).orientation()).isIn(1, 6);
        }
        byte[] far = Pictures.exif(6);
        far[10] = (byte) 0xff; // the directory lies 4 GB away
        assertThat(probe.probe(Pictures.withSegment(Pictures.jpeg(9, 9), 0xe1, far))
                        .orientation())
                .isEqualTo(1);
    }

    @Test
    void readsPngs() throws Exception {
        assertThat(probe.probe(Pictures.png(61, 43, false)))
                .isEqualTo(new Header(Format.PNG, 61, 43, 1, 1, 1, false, 3, 8, false, 0));
        assertThat(probe.probe(Pictures.png(61, 43, true)).alpha()).isTrue();
        assertThat(probe.probe(Pictures.palettePng(61, 43, true)).alpha()).isTrue();
        assertThat(probe.probe(Pictures.palettePng(61, 43, false)).alpha()).isFalse();
        assertThat(probe.probe(Pictures.deepPng(61, 43)).bits()).isEqualTo(16);
        assertThat(probe.probe(Pictures.interlacedPng(Pictures.scene(61, 43))).progressive())
                .isTrue();
        byte[] exif = Pictures.exif(6);
        byte[] turned =
                Pictures.withChunk(Pictures.png(61, 43, false), "eXIf", Arrays.copyOfRange(exif, 6, exif.length));
        assertThat(probe.probe(turned).orientation()).isEqualTo(6);
    }

    @Test
    void countsTheFramesOfAnAnimation() throws Exception {
        assertThat(probe.probe(Pictures.gif(61, 43)).frames()).isEqualTo(1);
        assertThat(probe.probe(Pictures.animatedGif(61, 43, 7)).frames()).isEqualTo(7);
        byte[] animatedPng = Pictures.withChunk(Pictures.png(9, 9, false), "acTL", new byte[] {0, 0, 0, 5, 0, 0, 0, 0});
        assertThat(probe.probe(animatedPng).frames()).isEqualTo(5);
    }

    @Test
    void readsABmp() throws Exception {
        assertThat(probe.probe(Pictures.bmp(61, 43)))
                .isEqualTo(new Header(Format.BMP, 61, 43, 1, 1, 1, false, 3, 8, false, 0));
        assertThat(probe.probe(Pictures.bmpClaiming(61, -43)).height()).isEqualTo(43);
    }

    @Test
    void readsABmpWhoseReservedBytesAreUsed() throws Exception {
        byte[] bmp = Pictures.bmp(61, 43);
        bmp[6] = 77;
        assertThat(probe.probe(bmp).format()).isEqualTo(Format.BMP);
    }

    static List<byte[]> floods() {
        return List.of(
                Pictures.jpegClaiming(65_500, 65_500),
                Pictures.pngClaiming(65_500, 65_500),
                Pictures.gifClaiming(65_500, 65_500),
                Pictures.bmpClaiming(65_500, 65_500));
    }

    @ParameterizedTest
    @MethodSource("floods")
    void refusesAFloodFromTheHeaderAtOnceAndForNothing(byte[] bytes) {
        assertThat(refusal(bytes).code()).isEqualTo("too-many-pixels");
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long before = THREADS.getCurrentThreadCpuTime();
        RejectedImageException refusal = refusal(bytes);
        assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofMillis(50));
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated).isLessThan(1 << 20);
        assertThat(refusal).hasMessageContaining("65,500");
        assertThat(refusal.header()).map(Header::width).hasValue(65_500);
    }

    @ParameterizedTest
    @CsvSource({
        "30000, 4000, ok",
        "30001, 10, too-many-pixels",
        "10, 30001, too-many-pixels",
        "12000, 10001, too-many-pixels"
    })
    void holdsTheSizeAgainstTheLimitsInclusively(int width, int height, String outcome) throws Exception {
        for (byte[] bytes : List.of(Pictures.jpegClaiming(width, height), Pictures.pngClaiming(width, height))) {
            if (outcome.equals("ok")) {
                assertThat(probe.probe(bytes).width()).isEqualTo(width);
            } else {
                assertThat(refusal(bytes).code()).isEqualTo(outcome);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "5, 0"})
    void refusesAPictureWithoutPixels(int width, int height) {
        assertThat(refusal(Pictures.pngClaiming(width, height)).code()).isEqualTo("broken-image");
        assertThat(refusal(Pictures.gifClaiming(width, height)).code()).isEqualTo("broken-image");
        assertThat(refusal(Pictures.bmpClaiming(width, height)).code()).isEqualTo("broken-image");
    }

    @Test
    void refusesOneScanTooMany() throws Exception {
        assertThat(probe.probe(Pictures.jpegWithScans(16, 16, 100)).scans()).isEqualTo(100);
        assertThat(refusal(Pictures.jpegWithScans(16, 16, 101)).code()).isEqualTo("too-many-scans");
        assertThat(refusal(Pictures.jpegWithScans(16, 16, 2_000)).code()).isEqualTo("too-many-scans");
    }

    @Test
    void refusesOneFrameTooMany() throws Exception {
        assertThat(probe.probe(Pictures.animatedGif(8, 8, 1_000)).frames()).isEqualTo(1_000);
        assertThat(refusal(Pictures.animatedGif(8, 8, 1_001)).code()).isEqualTo("too-many-frames");
        byte[] claimed = Pictures.withChunk(Pictures.png(9, 9, false), "acTL", new byte[] {-1, -1, -1, -1, 0, 0, 0, 0});
        assertThat(refusal(claimed).code()).isEqualTo("too-many-frames");
    }

    @Test
    void refusesAFrameThatIsLargerThanAnyCanvasMayBe() {
        byte[] gif = Pictures.gif(16, 16);
        int frame = 13 + 3 * 16;
        assertThat(gif[frame]).isEqualTo((byte) 0x2c);
        Arrays.fill(gif, frame + 5, frame + 9, (byte) 0xff);
        assertThat(refusal(gif).code()).isEqualTo("too-many-pixels");
    }

    @Test
    void refusesTooMuchMetadata() {
        Limits narrow = new Limits(1_000, 100, 1, 1_000, 10, 1_000, Duration.ofSeconds(1), 1_000);
        HeaderProbe strict = new HeaderProbe(narrow);
        byte[] jpeg = Pictures.withSegment(Pictures.jpeg(9, 9), 0xfe, new byte[1_001]);
        byte[] png = Pictures.withChunk(Pictures.png(9, 9, false), "tEXt", new byte[1_001]);
        for (byte[] bytes : List.of(jpeg, png)) {
            RejectedImageException e = catchThrowableOfType(RejectedImageException.class, () -> strict.probe(bytes));
            assertThat(e.code()).isEqualTo("broken-image");
            assertThat(e).hasMessageContaining("metadata").hasMessageContaining("1,000");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "....ftypheic...., heic",
        "'\0\0\0\fJXL ....', jxl",
        "'\0\0\1\0\1\0......', ico",
        "8BPS\0\1......, psd",
        "<?xml version='1.0'?><svg xmlns='x'>, svg",
        "%PDF-1.7, PDF",
        "%!PS-Adobe, PostScript",
        "<html><body>, HTML",
        "push graphic-context, text"
    })
    void namesWhatItSawAndDoesNotRead(String bytes, String seen) {
        RejectedImageException e = refusal(bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(e.code()).isEqualTo("unsupported-format");
        assertThat(e).hasMessageContaining(seen);
    }

    @Test
    void guessesNothingWhereNobodyCouldTell() {
        for (byte[] bytes : new byte[][] {{}, {1, 2, 3, (byte) 0xfe}}) {
            assertThat(refusal(bytes)).hasMessage("The bytes are of no known image format.");
        }
    }

    @Test
    void knowsAnSvgInTwoBytesACharacter() {
        assertThat(refusal("<svg></svg>".getBytes(StandardCharsets.UTF_16))).hasMessageContaining("svg");
    }

    @Test
    void isNotFooledByATextThatBeginsLikeABitmap() {
        assertThat(refusal("BM, the British Museum".getBytes(StandardCharsets.US_ASCII))
                        .code())
                .isEqualTo("unsupported-format");
        assertThat(refusal(Pictures.text()).code()).isEqualTo("unsupported-format");
        assertThat(refusal(new byte[0]).code()).isEqualTo("unsupported-format");
    }

    static Map<String, byte[]> kit() {
        Map<String, byte[]> kit = new TreeMap<>();
        kit.put("jpeg", Pictures.jpeg(40, 30));
        kit.put("progressive", Pictures.progressiveJpeg(40, 30));
        kit.put("oriented", Pictures.orientedJpeg(Pictures.scene(40, 30), 6));
        kit.put("cmyk", Pictures.cmykJpeg(Pictures.scene(40, 30)));
        kit.put("png", Pictures.png(24, 20, true));
        kit.put("interlaced", Pictures.interlacedPng(Pictures.scene(24, 20)));
        kit.put("palette", Pictures.palettePng(24, 20, true));
        kit.put("gif", Pictures.animatedGif(24, 20, 3));
        kit.put("bmp", Pictures.bmp(24, 20));
        kit.put("webp", StoredPictures.turnedWebp());
        kit.put("lossless webp", StoredPictures.losslessWebp());
        kit.put("animated webp", StoredPictures.animatedWebp());
        kit.put("tiff", TiffPictures.tiff(Pictures.scene(24, 20), true, 6));
        kit.put("big-endian tiff", TiffPictures.tiff(Pictures.transparentScene(24, 20), false, 1));
        kit.put("big tiff", TiffPictures.bigTiff(24, 20));
        kit.put("avif", StoredPictures.transparentAvif());
        return kit;
    }

    @Test
    void answersEveryPrefixOfEveryPictureWithAHeaderOrARefusal() {
        kit().forEach((name, bytes) -> {
            for (int length = 0; length < bytes.length; length++) {
                headerOrRefusal(name + " cut at " + length, Arrays.copyOf(bytes, length));
            }
        });
    }

    @Test
    void answersEveryDamageWithAHeaderOrARefusal() {
        Random random = new Random(42);
        kit().forEach((name, bytes) -> {
            for (int i = 0; i < 2_000; i++) {
                byte[] damaged = bytes.clone();
                int from = random.nextInt(4) == 0 ? bytes.length : Math.min(bytes.length, 100);
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    damaged[random.nextInt(from)] = (byte) random.nextInt(256);
                }
                headerOrRefusal(name + " damage " + i, damaged);
            }
        });
    }

    private void headerOrRefusal(String what, byte[] bytes) {
        try {
            Header header = probe.probe(bytes);
            assertThat(header.pixels()).as(what).isPositive();
        } catch (RejectedImageException e) {
            assertThat(e.getMessage()).as(what).isNotBlank();
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    @Test
    void walksThroughAMillionEmptyBlocksWithoutDelay() {
        byte[] gif = Arrays.copyOf(Pictures.gif(8, 8), 5_000_000);
        Arrays.fill(gif, 61, gif.length, (byte) 0x21); // extensions for ever, and no frame
        long before = THREADS.getCurrentThreadCpuTime();
        refusal(gif);
        assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(1));
    }
}
