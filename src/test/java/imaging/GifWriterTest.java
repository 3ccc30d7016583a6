package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GifWriterTest {
    private static final Limits LIMITS = Limits.defaults();

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static byte[] still(Picture picture) {
        GifWriter writer = new GifWriter(picture.size(), 1, LIMITS.maxVariantBytes());
        writer.add(picture, 0, soon());
        return writer.finish(soon());
    }

    private static int[] seen(byte[] gif) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(gif));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "16", "17", "255", "256"})
    void keepsUpTo256ColoursAsTheyAre(int colours) throws Exception {
        Random random = new Random(colours);
        int[] palette = random.ints(colours).map(v -> v | 0xff000000).toArray();
        int[] argb = random.ints(300 * 200, 0, colours).map(i -> palette[i]).toArray();
        assertThat(seen(still(Pixels.opaque(300, argb)))).isEqualTo(argb);
    }

    @ParameterizedTest
    @CsvSource({"1", "254", "255"})
    void keepsOneLessWhereSomethingIsTransparent(int colours) throws Exception {
        Random random = new Random(colours);
        int[] palette = random.ints(colours).map(v -> v | 0xff000000).toArray();
        int[] argb = random.ints(300 * 200, -3, colours)
                .map(i -> i < 0 ? 0x00123456 : palette[i])
                .toArray();
        int[] seen = Arrays.stream(seen(still(Pixels.veiled(300, argb))))
                .map(v -> v >>> 24 == 0 ? 0x00123456 : v)
                .toArray();
        assertThat(seen).isEqualTo(argb);
    }

    @Test
    void isTransparentBelowHalf() throws Exception {
        int[] seen = seen(still(Pixels.veiled(3, 0x7fff0000, 0x8000ff00, 0xff0000ff)));
        assertThat(seen[0] >>> 24).isZero();
        assertThat(seen[1]).isEqualTo(0xff00ff00);
        assertThat(seen[2]).isEqualTo(0xff0000ff);
    }

    @Test
    void writesNothingButTransparency() throws Exception {
        assertThat(Arrays.stream(seen(still(Pixels.veiled(2, 0, 0, 0, 0)))).allMatch(v -> v >>> 24 == 0))
                .isTrue();
    }

    @Test
    void looksLikeAPhotograph() throws Exception {
        BufferedImage scene = Pictures.scene(640, 480);
        byte[] gif = still(Pixels.of(scene));
        Similarity.Luma seen = Similarity.luma(ImageIO.read(new ByteArrayInputStream(gif)));
        assertThat(Similarity.ssim(Similarity.luma(scene), seen)).isGreaterThan(0.95);
        long[] sums = new long[6];
        int[] before = Pixels.of(Pixels.of(scene));
        int[] after = seen(gif);
        for (int i = 0; i < after.length; i++) {
            for (int c = 0; c < 3; c++) {
                sums[c] += before[i] >> (8 * c) & 0xff;
                sums[3 + c] += after[i] >> (8 * c) & 0xff;
            }
        }
        for (int c = 0; c < 3; c++) {
            // no channel becomes lighter or darker
            assertThat(Math.abs(sums[c] - sums[3 + c]) / (double) after.length).isLessThan(1);
        }
    }

    @Test
    void codesAreReadBackWhateverTheIndices() throws Exception {
        Random random = new Random(3);
        for (int bits = 2; bits <= 8; bits++) {
            for (int length : new int[] {1, 2, 255, 4_096, 70_000}) {
                for (int spread : new int[] {1, 2, 1 << bits}) {
                    byte[] indices = new byte[length];
                    for (int i = 0; i < length; i++) {
                        indices[i] = (byte) random.nextInt(spread);
                    }
                    BoundedBytes out = new BoundedBytes(1 << 20);
                    new GifCodes(out, bits).write(indices);
                    byte[] read = new byte[length];
                    byte[] codes = out.drain();
                    new GifIndices(new Bytes(codes), 0).read(read, 0, length);
                    assertThat(read).as(bits + " bits, " + length).isEqualTo(indices);
                    assertThat(codes.length).isLessThan(length * 8 / 5 + 16);
                }
            }
        }
    }

    @Test
    void roundsTheEndsOfFramesAndNotTheirDelays() throws Exception {
        GifWriter writer = new GifWriter(new Size(2, 1), 0, 10_000);
        for (int i = 0; i < 30; i++) {
            writer.add(Pixels.opaque(2, i, i), 33, soon());
        }
        assertThat(Animations.read(writer.finish(soon())).delays().stream()
                        .mapToInt(d -> d)
                        .sum())
                .isEqualTo(99);
    }

    @Test
    void stopsWhereTheFileIsTooLong() {
        GifWriter writer = new GifWriter(new Size(200, 200), 0, 30_000);
        Random random = new Random(1);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 9; i++) {
                        writer.add(Pixels.opaque(200, random.ints(40_000).toArray()), 10, soon());
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than 30000 bytes");
    }

    @Test
    void refusesAFrameOfAnotherSize() {
        GifWriter writer = new GifWriter(new Size(2, 1), 0, 10_000);
        assertThatThrownBy(() -> writer.add(Pixels.opaque(1, 1, 1), 33, soon()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2x1");
    }

    @Test
    void holdsNoMoreThanItSays() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Picture noise = Pixels.opaque(800, new Random(2).ints(800 * 600).toArray());
        still(noise);
        long before = threads.getCurrentThreadAllocatedBytes();
        still(noise);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .isLessThan(GifWriter.memoryNeeded(noise.size(), 1, LIMITS.maxVariantBytes())
                        .most());
    }

    @Test
    void finishingTakesOneMoreCopyOfTheFile() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Picture noise = Pixels.opaque(400, new Random(2).ints(400 * 300).toArray());
        GifWriter writer = new GifWriter(noise.size(), 0, LIMITS.maxVariantBytes());
        for (int i = 0; i < 20; i++) {
            writer.add(noise, 40, soon());
            writer.add(Pixels.opaque(400, new int[400 * 300]), 40, soon());
        }
        writer.add(Pixels.opaque(400, new int[400 * 300]), 40, soon()); // nothing of it is left to encode
        long before = threads.getCurrentThreadAllocatedBytes();
        byte[] file = writer.finish(soon());
        assertThat(file).hasSizeGreaterThan(20 * 400 * 300);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(file.length * 3L / 2);
    }

    @Test
    void whatIsSeenForLongerThanAHundredthGetsTwoAndALongDelayTakesNothingFromTheNext() throws Exception {
        GifWriter writer = new GifWriter(new Size(2, 1), 0, 10_000);
        for (int delay : new int[] {16, 17, 16, 16_777_215, 20, 20}) {
            writer.add(Pixels.opaque(2, delay, delay), delay, soon());
        }
        assertThat(Animations.read(writer.finish(soon())).delays()).containsExactly(2, 2, 2, 65_535, 2, 2);
    }
}
