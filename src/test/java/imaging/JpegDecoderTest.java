package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.NodeList;

/** Our decoder beside the JDK's libjpeg. */
class JpegDecoderTest {
    private static final Deadline LATER = Deadline.in(Duration.ofMinutes(1));
    private final JpegDecoder decoder = new JpegDecoder();

    private Picture decode(byte[] jpeg, int width, int height) throws RejectedImageException {
        Header header = new HeaderProbe(Limits.defaults()).probe(jpeg);
        return decoder.decode(jpeg, header, new Size(width, height), LATER);
    }

    /** A JPEG with the given sampling of its luma (chroma has 1x1), its scans and restarts. */
    private static byte[] jpeg(int width, int height, int h, int v, int restarts, boolean progressive)
            throws Exception {
        return jpeg(Pictures.scene(width, height), h, v, restarts, progressive);
    }

    private static byte[] jpeg(BufferedImage image, int h, int v, int restarts, boolean progressive) throws Exception {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), settings);
            String format = metadata.getNativeMetadataFormatName();
            IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
            NodeList components = root.getElementsByTagName("componentSpec");
            IIOMetadataNode luma = (IIOMetadataNode) components.item(0);
            luma.setAttribute("HsamplingFactor", Integer.toString(h));
            luma.setAttribute("VsamplingFactor", Integer.toString(v));
            if (restarts > 0) {
                IIOMetadataNode dri = new IIOMetadataNode("dri");
                dri.setAttribute("interval", Integer.toString(restarts));
                IIOMetadataNode markers = (IIOMetadataNode)
                        root.getElementsByTagName("markerSequence").item(0);
                markers.insertBefore(dri, root.getElementsByTagName("sof").item(0));
            }
            metadata.setFromTree(format, root);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, metadata), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static double meanDifference(BufferedImage a, BufferedImage b) {
        double sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.abs(((a.getRGB(x, y) >> shift) & 0xff) - ((b.getRGB(x, y) >> shift) & 0xff));
                }
            }
        }
        return sum / a.getWidth() / a.getHeight() / 3;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, false", "2, 1, 0, false", "1, 2, 0, false", "2, 2, 0, false", "4, 1, 0, false", "4, 2, 0, false",
        "1, 1, 0, true", "2, 1, 0, true", "2, 2, 0, true", "2, 2, 3, false", "2, 2, 3, true", "1, 1, 1, false",
    })
    void seesWhatLibjpegSees(int h, int v, int restarts, boolean progressive) throws Exception {
        // sizes that fill their blocks, and sizes that do not
        for (int[] size : new int[][] {{128, 96}, {101, 67}, {7, 5}, {1, 1}, {17, 64}}) {
            byte[] jpeg = jpeg(size[0], size[1], h, v, restarts, progressive);
            BufferedImage theirs = ImageIO.read(new ByteArrayInputStream(jpeg));
            Picture ours = decode(jpeg, size[0], size[1]);
            // libjpeg smooths the colours that it spreads; brightness is the same to a rounding
            assertThat(lumaDifference(ours.pixels(), theirs)).isLessThan(h * v == 1 ? 0.6 : 1.2);
            assertThat(meanDifference(ours.pixels(), theirs)).isLessThan(h * v == 1 ? 0.6 : 9);
        }
    }

    private static double lumaDifference(BufferedImage a, BufferedImage b) {
        double[] first = Similarity.luma(a).values();
        double[] second = Similarity.luma(b).values();
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += Math.abs(first[i] - second[i]);
        }
        return sum / first.length;
    }

    @ParameterizedTest
    @CsvSource({"4, false", "2, false", "1, false", "4, true", "2, true", "1, true"})
    void seesTheSameInSmall(int n, boolean progressive) throws Exception {
        for (int[] size : new int[][] {{512, 384}, {509, 381}}) {
            // without the grain, on which no two filters agree
            BufferedImage smooth = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
            Graphics2D g = smooth.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            g.drawImage(Pictures.scene(16, 12), 0, 0, size[0], size[1], null);
            g.dispose();
            byte[] jpeg = jpeg(smooth, 2, 2, 0, progressive);
            int w = (size[0] * n + 7) / 8;
            int h = (size[1] * n + 7) / 8;
            Picture ours = decode(jpeg, w, h);
            assertThat(ours.size()).isEqualTo(new Size(w, h));
            Similarity.Luma reference =
                    Similarity.lanczos(Similarity.luma(ImageIO.read(new ByteArrayInputStream(jpeg))), w, h);
            assertThat(Similarity.ssim(reference, Similarity.luma(ours.pixels())))
                    .isGreaterThan(0.97);
        }
    }

    @Test
    void makesTheSameOfAllScansTogetherAndOneAfterTheOther() throws Exception {
        byte[] baseline = jpeg(300, 200, 2, 2, 0, false);
        byte[] progressive = jpeg(300, 200, 2, 2, 0, true);
        for (int side : new int[] {300, 150, 75, 37}) {
            assertThat(Picture.ints(decode(progressive, side, side * 2 / 3).pixels()))
                    .isEqualTo(Picture.ints(decode(baseline, side, side * 2 / 3).pixels()));
        }
    }

    @Test
    void refusesARestartThatIsMissing() throws Exception {
        byte[] jpeg = jpeg(128, 96, 2, 2, 4, false);
        int at = jpeg.length - 3;
        while (jpeg[at] != -1 || (jpeg[at + 1] & 0xf8) != 0xd0) {
            at--;
        }
        byte[] without = Arrays.copyOf(jpeg, jpeg.length - 2);
        System.arraycopy(jpeg, at + 2, without, at, jpeg.length - at - 2);
        assertThatThrownBy(() -> decode(without, 128, 96))
                .isInstanceOf(RejectedImageException.class)
                .hasMessageContaining("restart");
    }

    @Test
    void refusesEveryCutThroughThePicture() throws Exception {
        for (boolean progressive : new boolean[] {false, true}) {
            byte[] jpeg = jpeg(64, 48, 2, 2, 0, progressive);
            Picture whole = decode(jpeg, 64, 48);
            for (int length = jpeg.length - 3; length > 100; length--) {
                byte[] cut = Arrays.copyOf(jpeg, length);
                try {
                    // the last byte may be padding: then the picture is whole, and must be the same
                    assertThat(Picture.ints(decode(cut, 64, 48).pixels())).isEqualTo(Picture.ints(whole.pixels()));
                    assertThat(length).isGreaterThanOrEqualTo(jpeg.length - 3);
                } catch (RejectedImageException e) {
                    assertThat(e.code()).isEqualTo("broken-image");
                }
            }
        }
    }
}
