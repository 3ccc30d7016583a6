package imaging;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Pixels to bytes by the JDK's writers, without any metadata but the profile of the numbers. The writers get bytes in the very order they want: from
 * any other image they fetch each pixel through three layers, which costs more than the encoding. Thread-safe.
 */
final class Encoder {
    private final long maxBytes;
    private final CarriedProfile carried;

    /** @param maxBytes of one variant */
    Encoder(long maxBytes) {
        this.maxBytes = maxBytes;
        this.carried = new CarriedProfile(maxBytes);
    }

    /**
     * @param picture opaque where the format is JPEG
     * @throws VariantTooLongException if the result is longer than allowed
     * @throws DeadlineException if the deadline passes: writers look for it between rows
     */
    byte[] encode(Picture picture, Encoding encoding, Deadline deadline) {
        deadline.check();
        VariantStream out = new VariantStream(maxBytes);
        try {
            write(picture, encoding, deadline, out);
        } catch (IOException | RuntimeException | Error e) {
            throw failure(out.failure() == null ? e : out.failure());
        }
        deadline.check();
        byte[] bytes = out.toByteArray();
        return picture.profile() == null ? bytes : carried.in(bytes, encoding.format(), picture.profile());
    }

    private static RuntimeException failure(Throwable first) {
        if (first instanceof Error error) {
            throw error;
        }
        return first instanceof RuntimeException ours ? ours : new IllegalStateException(first);
    }

    private static void write(Picture picture, Encoding encoding, Deadline deadline, VariantStream out)
            throws IOException {
        ImageWriter writer = JdkCodecs.writer(encoding.format(), deadline);
        try {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (encoding.format() == Format.JPEG) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(encoding.quality() / 100f);
            }
            settings.setProgressiveMode(
                    encoding.progressive() ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(out);
            writer.write(null, new IIOImage(interleaved(picture), null, null), settings);
        } finally {
            writer.dispose();
        }
    }

    private static BufferedImage interleaved(Picture picture) {
        int bands = picture.bands();
        byte[] samples = picture.samples();
        int[] offsets = new int[bands];
        for (int i = 0; i < bands; i++) {
            offsets[i] = i;
        }
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(samples, samples.length),
                picture.width(),
                picture.height(),
                picture.width() * bands,
                bands,
                offsets,
                null);
        ColorSpace space = ColorSpace.getInstance(picture.gray() ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        ColorModel model = new ComponentColorModel(
                space,
                picture.alpha(),
                false,
                picture.alpha() ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
                DataBuffer.TYPE_BYTE);
        return new BufferedImage(model, raster, false, null);
    }
}
