package imaging;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;
import java.awt.image.WritableRaster;

/** Images of code that is not ours, which may be of any type, or a part of a larger one. */
final class ForeignImage {
    private ForeignImage() {}

    /** Of the two types that steps see, and with an array of its own: the same where it is that already, else a copy. */
    static BufferedImage adopt(BufferedImage image) {
        if (isCanvas(image)) {
            return image;
        }
        return isGrayscale(image.getColorModel()) ? spread(image) : convert(image);
    }

    private static BufferedImage convert(BufferedImage image) {
        int width = image.getWidth();
        BufferedImage canvas =
                Picture.canvas(width, image.getHeight(), image.getColorModel().hasAlpha());
        int[] pixels = Picture.ints(canvas);
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, pixels, y * width, width);
        }
        return canvas;
    }

    private static boolean isGrayscale(ColorModel model) {
        return model instanceof ComponentColorModel
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && model.getTransferType() != DataBuffer.TYPE_FLOAT
                && model.getTransferType() != DataBuffer.TYPE_DOUBLE
                && !model.isAlphaPremultiplied();
    }

    /**
     * Each gray as the number that it is. The JDK draws numbers of sRGB onto a grayscale image and encodes them as such,
     * but {@code getRGB} takes them for linear light, and would lighten them.
     */
    private static BufferedImage spread(BufferedImage image) {
        int width = image.getWidth();
        ColorModel model = image.getColorModel();
        BufferedImage canvas = Picture.canvas(width, image.getHeight(), model.hasAlpha());
        int[] pixels = Picture.ints(canvas);
        int spare = model.getComponentSize(0) - 8;
        int[] grays = new int[width];
        int[] opacities = new int[width];
        for (int y = 0, i = 0; y < image.getHeight(); y++) {
            image.getRaster().getSamples(0, y, width, 1, 0, grays);
            if (model.hasAlpha()) {
                image.getRaster().getSamples(0, y, width, 1, 1, opacities);
            }
            for (int x = 0; x < width; x++, i++) {
                pixels[i] = (opacities[x] >> spare) << 24 | (grays[x] >> spare) * 0x010101;
            }
        }
        return canvas;
    }

    /** An array that is larger than the picture is another picture's too. */
    private static boolean isCanvas(BufferedImage image) {
        int type = image.getType();
        DataBuffer data = image.getRaster().getDataBuffer();
        return (type == BufferedImage.TYPE_INT_ARGB || type == BufferedImage.TYPE_INT_RGB)
                && data instanceof DataBufferInt
                && data.getNumBanks() == 1
                && data.getOffset() == 0
                && data.getSize() == image.getWidth() * image.getHeight()
                && image.getSampleModel() instanceof SinglePixelPackedSampleModel model
                && model.getScanlineStride() == image.getWidth();
    }

    /**
     * The same numbers as an opaque picture where they are one. Much code makes an image with an alpha channel and never
     * uses it, and what might be transparent is not encoded as JPEG.
     *
     * @param canvas of one of the two types
     */
    static BufferedImage withoutSpareAlpha(BufferedImage canvas) {
        if (!canvas.getColorModel().hasAlpha()) {
            return canvas;
        }
        for (int pixel : Picture.ints(canvas)) {
            if (Argb.alpha(pixel) != 0xff) {
                return canvas;
            }
        }
        int width = canvas.getWidth();
        DirectColorModel opaque = new DirectColorModel(24, 0xff0000, 0xff00, 0xff);
        DataBuffer same = canvas.getRaster().getDataBuffer();
        WritableRaster raster =
                Raster.createPackedRaster(same, width, canvas.getHeight(), width, opaque.getMasks(), null);
        return new BufferedImage(opaque, raster, false, null);
    }

    /** Whether red, green and blue are equal everywhere. */
    static boolean isGray(BufferedImage canvas) {
        for (int pixel : Picture.ints(canvas)) {
            if (!Argb.isGray(pixel)) {
                return false;
            }
        }
        return true;
    }
}
