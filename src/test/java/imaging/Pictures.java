package imaging;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws pictures and breaks them: what tests, the demo and benchmarks feed to Darkroom. The drawings have the gradients,
 * noise and edges of photographs, and are the same each time for the same arguments.
 */
public final class Pictures {
    private Pictures() {}

    // ---- drawings

    /** An opaque drawing, TYPE_INT_RGB. */
    public static BufferedImage scene(int width, int height) {
        return scene(width, height, 0);
    }

    /** Another seed, another drawing. */
    public static BufferedImage scene(int width, int height, int seed) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int horizon = height * 3 / 5;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                double coarse = noise(x * 8.0 / width, y * 8.0 / height, seed);
                double fine = noise(x * 120.0 / width, y * 120.0 / height, seed + 1);
                double grain = (hash(x, y, seed + 2) & 15) - 7.5;
                double t = y / (double) height;
                double light = y < horizon ? 150 + 80 * (1 - t) + 30 * coarse : 60 + 70 * coarse + 50 * fine;
                pixels[i] = rgb(
                        light * (y < horizon ? 0.75 : 0.9) + 25 * fine + grain,
                        light * (y < horizon ? 0.85 : 1.0) + grain,
                        light * (y < horizon ? 1.1 : 0.55) + 15 * coarse + grain);
            }
        }
        shapes(image, seed);
        return image;
    }

    private static void shapes(BufferedImage image, int seed) {
        int w = image.getWidth();
        int h = image.getHeight();
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (int i = 0; i < 12; i++) {
            int r = hash(i, seed, 77);
            g.setColor(new Color(r & 0xffffff));
            g.setStroke(new BasicStroke(Math.max(1, w / 200f)));
            int x = (r >>> 4) % Math.max(1, w);
            int y = (r >>> 9) % Math.max(1, h);
            int size = Math.max(2, Math.min(w, h) / (3 + i % 5));
            switch (i % 3) {
                case 0 -> g.fillOval(x - size / 2, y - size / 2, size, size);
                case 1 -> g.drawRect(x - size / 2, y - size / 2, size, size / 2);
                default -> g.drawLine(x, y, w - x, h - y);
            }
        }
        g.dispose();
    }

    /** The same drawing with a round hole that fades out: fully transparent in the middle of the left half. */
    public static BufferedImage transparentScene(int width, int height) {
        BufferedImage opaque = scene(width, height);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        double radius = Math.min(width, height) / 4.0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double d = Math.hypot(x - width / 4.0, y - height / 2.0) / radius;
                int alpha = (int) Math.max(0, Math.min(255, (d - 0.5) * 510));
                image.setRGB(x, y, (alpha << 24) | (opaque.getRGB(x, y) & 0xffffff));
            }
        }
        return image;
    }

    /** Four quarters in plain colours: red, green / blue, white. Tells which way is up after any encoding. */
    public static BufferedImage quarters(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean left = x < width / 2;
                image.setRGB(x, y, y < height / 2 ? (left ? 0xff0000 : 0x00ff00) : (left ? 0x0000ff : 0xffffff));
            }
        }
        return image;
    }

    private static int rgb(double r, double g, double b) {
        return (clamp(r) << 16) | (clamp(g) << 8) | clamp(b);
    }

    private static int clamp(double v) {
        return (int) Math.max(0, Math.min(255, v));
    }

    /** Value noise, -1 to 1. */
    private static double noise(double x, double y, int seed) {
        int ix = (int) x;
        int iy = (int) y;
        double fx = x - ix;
        double fy = y - iy;
        fx = fx * fx * (3 - 2 * fx);
        fy = fy * fy * (3 - 2 * fy);
        double top = corner(ix, iy, seed) * (1 - fx) + corner(ix + 1, iy, seed) * fx;
        double bottom = corner(ix, iy + 1, seed) * (1 - fx) + corner(ix + 1, iy + 1, seed) * fx;
        return top * (1 - fy) + bottom * fy;
    }

    private static double corner(int x, int y, int seed) {
        return (hash(x, y, seed) & 0xffff) / 32767.5 - 1;
    }

    private static int hash(int x, int y, int seed) {
        int h = x * 0x9e3779b1 ^ y * 0x85ebca6b ^ seed * 0xc2b2ae35;
        h = (h ^ (h >>> 15)) * 0x2c1b3c6d;
        h = (h ^ (h >>> 12)) * 0x297a2d39;
        return (h ^ (h >>> 15)) & 0x7fffffff;
    }

    // ---- JPEG

    public static byte[] jpeg(int width, int height) {
        return jpeg(scene(width, height));
    }

    public static byte[] jpeg(int width, int height, int seed) {
        return jpeg(scene(width, height, seed));
    }

    public static byte[] jpeg(BufferedImage image) {
        return write("jpeg", image, 0.9f, false);
    }

    public static byte[] progressiveJpeg(int width, int height) {
        return write("jpeg", scene(width, height), 0.9f, true);
    }

    public static byte[] grayJpeg(int width, int height) {
        return jpeg(gray(scene(width, height)));
    }

    /** The green channel as it is: drawing into a gray image would change its brightness. */
    /** Its green, as TYPE_BYTE_GRAY. */
    public static BufferedImage gray(BufferedImage image) {
        BufferedImage gray = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                gray.getRaster().setSample(x, y, 0, (image.getRGB(x, y) >> 8) & 0xff);
            }
        }
        return gray;
    }

    /** Four inks as Adobe's programs store them: inverted, with their mark. */
    public static byte[] cmykJpeg(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        WritableRaster inks = Raster.createInterleavedRaster(0, w, h, 4, null);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int rgb = image.getRGB(x, y);
                int r = (rgb >> 16) & 0xff;
                int g = (rgb >> 8) & 0xff;
                int b = rgb & 0xff;
                int light = Math.max(1, Math.max(r, Math.max(g, b)));
                inks.setPixel(x, y, new int[] {255 * r / light, 255 * g / light, 255 * b / light, light});
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(inks, null, null), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        return withSegment(bytes.toByteArray(), 0xee, adobe);
    }

    /** Stored turned, so that it stands upright once the EXIF orientation, 1 to 8, is applied. */
    public static byte[] orientedJpeg(BufferedImage upright, int orientation) {
        int w = upright.getWidth();
        int h = upright.getHeight();
        boolean turned = orientation >= 5;
        BufferedImage stored = new BufferedImage(turned ? h : w, turned ? w : h, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int right = w - 1 - x;
                int below = h - 1 - y;
                int sx = new int[] {x, right, right, x, y, y, below, below}[orientation - 1];
                int sy = new int[] {y, y, below, below, x, right, right, x}[orientation - 1];
                stored.setRGB(sx, sy, upright.getRGB(x, y));
            }
        }
        return withSegment(jpeg(stored), 0xe1, exif(orientation));
    }

    /** An EXIF block that says whose picture it is, by which camera, and that it lies on its side. */
    public static byte[] exif(String artist, String copyright, boolean little) {
        byte[][] texts = {
            "Secret Camera\0".getBytes(StandardCharsets.UTF_8),
            (artist + "\0").getBytes(StandardCharsets.UTF_8),
            (copyright + "\0").getBytes(StandardCharsets.UTF_8)
        };
        int[] tags = {0x0110, 0x013b, 0x8298};
        ByteBuffer block = ByteBuffer.allocate(512).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        block.put((little ? "II" : "MM").getBytes(StandardCharsets.US_ASCII)).putShort((short) 42);
        block.putInt(8).putShort((short) 4);
        int at = 8 + 2 + 4 * 12 + 4;
        for (int i = 0; i < tags.length; i++) {
            block.putShort((short) tags[i])
                    .putShort((short) 2)
                    .putInt(texts[i].length)
                    .putInt(at);
            at += texts[i].length;
            if (i == 0) {
                block.putShort((short) 0x0112)
                        .putShort((short) 3)
                        .putInt(1)
                        .putShort((short) 6)
                        .putShort((short) 0);
            }
        }
        block.putInt(0);
        for (byte[] text : texts) {
            block.put(text);
        }
        return Arrays.copyOf(block.array(), block.position());
    }

    /** How a JPEG holds an EXIF block. */
    public static byte[] exifSegment(byte[] exif) {
        byte[] content = Arrays.copyOf("Exif\0\0".getBytes(StandardCharsets.US_ASCII), 6 + exif.length);
        System.arraycopy(exif, 0, content, 6, exif.length);
        return content;
    }

    /** Artist and Copyright as the JDK's TIFF reader finds them in the EXIF block of any file. */
    public static List<String> exifTexts(byte[] file) throws IOException {
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("MM\0*");
        ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
        try {
            reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(file, at, file.length - at)));
            TIFFDirectory directory = TIFFDirectory.createFromMetadata(reader.getImageMetadata(0));
            return IntStream.of(0x013b, 0x8298)
                    .mapToObj(tag -> directory.getTIFFField(tag).getAsString(0))
                    .toList();
        } finally {
            reader.dispose();
        }
    }

    /** The smallest EXIF block that says how the camera was held. */
    public static byte[] exif(int orientation) {
        return new byte[] {
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            '*',
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
    }

    public static byte[] jpegWithProfile(BufferedImage image, byte[] icc) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes("ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1));
        content.write(1);
        content.write(1);
        content.writeBytes(icc);
        return withSegment(jpeg(image), 0xe2, content.toByteArray());
    }

    public static byte[] pngWithProfile(BufferedImage image, byte[] icc) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {'x', 0, 0});
        content.writeBytes(deflate(icc));
        return withChunk(png(image), "iCCP", content.toByteArray());
    }

    /** A progressive JPEG whose last scan is there again and again. */
    public static byte[] jpegWithScans(int width, int height, int scans) {
        byte[] jpeg = progressiveJpeg(width, height);
        int last = jpeg.length - 2;
        while (jpeg[last] != -1 || (jpeg[last + 1] & 0xff) != 0xda) {
            last--;
        }
        int there = 0;
        for (int i = 0; i + 1 < jpeg.length; i++) {
            there += jpeg[i] == -1 && (jpeg[i + 1] & 0xff) == 0xda ? 1 : 0;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, jpeg.length - 2);
        for (int i = there; i < scans; i++) {
            out.write(jpeg, last, jpeg.length - 2 - last);
        }
        out.write(jpeg, jpeg.length - 2, 2);
        return out.toByteArray();
    }

    /** Right behind the start of the image. */
    public static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        int length = content.length + 2;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(new byte[] {-1, (byte) marker, (byte) (length >> 8), (byte) length});
        out.writeBytes(content);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    // ---- PNG, GIF, BMP

    public static byte[] png(int width, int height, boolean alpha) {
        return png(alpha ? transparentScene(width, height) : scene(width, height));
    }

    public static byte[] png(BufferedImage image) {
        return write("png", image, 0, false);
    }

    public static byte[] interlacedPng(BufferedImage image) {
        return write("png", image, 0, true);
    }

    public static byte[] grayPng(int width, int height) {
        return png(gray(scene(width, height)));
    }

    /** 16 bits a sample; the lower eight differ from the upper ones. */
    public static byte[] deepPng(int width, int height) {
        BufferedImage image = scene(width, height);
        byte[] samples = new byte[height * (1 + width * 6)];
        for (int y = 0, p = 0; y < height; y++) {
            samples[p++] = 0;
            for (int x = 0; x < width; x++) {
                for (int shift = 16; shift >= 0; shift -= 8) {
                    samples[p++] = (byte) (image.getRGB(x, y) >> shift);
                    samples[p++] = (byte) (31 * x + 17 * y);
                }
            }
        }
        return png(width, height, 16, 2, samples);
    }

    /** Sixteen colours; index 0 is transparent if wanted, and fills the upper left quarter. */
    public static byte[] palettePng(int width, int height, boolean transparent) {
        return png(indexed(width, height, transparent));
    }

    private static BufferedImage indexed(int width, int height, boolean transparent) {
        byte[] r = new byte[16];
        byte[] g = new byte[16];
        byte[] b = new byte[16];
        for (int i = 0; i < 16; i++) {
            r[i] = (byte) (i * 17);
            g[i] = (byte) (255 - i * 13);
            b[i] = (byte) (i * 31);
        }
        IndexColorModel colours =
                transparent ? new IndexColorModel(4, 16, r, g, b, 0) : new IndexColorModel(4, 16, r, g, b);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean corner = x < width / 2 && y < height / 2;
                image.getRaster().setSample(x, y, 0, corner ? 0 : 1 + (x * 7 / width + y * 8 / height) % 15);
            }
        }
        return image;
    }

    /** Any rows, each with its filter byte in front; {@code type} is the PNG colour type. */
    public static byte[] png(int width, int height, int bits, int type, byte[] rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(out, "IHDR", pngHeader(width, height, bits, type));
        chunk(out, "IDAT", deflate(rows));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] pngHeader(int w, int h, int bits, int type) {
        return new byte[] {
            (byte) (w >> 24),
            (byte) (w >> 16),
            (byte) (w >> 8),
            (byte) w,
            (byte) (h >> 24),
            (byte) (h >> 16),
            (byte) (h >> 8),
            (byte) h,
            (byte) bits,
            (byte) type,
            0,
            0,
            0
        };
    }

    /** Right behind the header. */
    public static byte[] withChunk(byte[] png, String type, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, 33);
        chunk(out, type, content);
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        big(out, content.length);
        out.writeBytes(name);
        out.writeBytes(content);
        big(out, (int) crc.getValue());
    }

    private static void big(ByteArrayOutputStream out, int v) {
        out.writeBytes(new byte[] {(byte) (v >> 24), (byte) (v >> 16), (byte) (v >> 8), (byte) v});
    }

    public static byte[] deflate(byte[] raw) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        deflater.setInput(raw);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    /** A few kilobytes that inflate to {@code rawBytes} behind a picture of 8 x 8. */
    public static byte[] pngWithTooMuchData(int rawBytes) {
        return png(8, 8, 8, 0, new byte[rawBytes]);
    }

    public static byte[] gif(int width, int height) {
        return write("gif", indexed(width, height, false), 0, false);
    }

    public static byte[] transparentGif(int width, int height) {
        return write("gif", indexed(width, height, true), 0, false);
    }

    public static byte[] interlacedGif(int width, int height) {
        return write("gif", indexed(width, height, false), 0, true);
    }

    /** Each frame another colour over the last; the first is {@link #gif}'s drawing. */
    public static byte[] animatedGif(int width, int height, int frames) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames; i++) {
                BufferedImage frame = indexed(width, height, false);
                if (i > 0) {
                    int[] all = new int[width * height];
                    Arrays.fill(all, i % 16);
                    frame.getRaster().setSamples(0, 0, width, height, 0, all);
                }
                IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame), null);
                String format = metadata.getNativeMetadataFormatName();
                IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
                IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
                control.setAttribute("disposalMethod", "none");
                control.setAttribute("userInputFlag", "FALSE");
                control.setAttribute("transparentColorFlag", "FALSE");
                control.setAttribute("delayTime", "10");
                control.setAttribute("transparentColorIndex", "0");
                root.appendChild(control);
                metadata.setFromTree(format, root);
                writer.writeToSequence(new IIOImage(frame, null, metadata), null);
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    public static byte[] bmp(int width, int height) {
        return write("bmp", scene(width, height), 0, false);
    }

    // ---- things that are wrong

    public static byte[] text() {
        return "Dear Darkroom, this is no picture but a letter.\n".repeat(20).getBytes(StandardCharsets.UTF_8);
    }

    /** The first part of a file, 0 to 1. */
    public static byte[] truncated(byte[] file, double share) {
        return Arrays.copyOf(file, (int) (file.length * share));
    }

    /** A whole JPEG file that claims to be as large as one likes. */
    public static byte[] jpegClaiming(int width, int height) {
        byte[] jpeg = jpeg(16, 16);
        for (int i = 2; i < jpeg.length; i++) {
            if (jpeg[i] == -1 && (jpeg[i + 1] & 0xff) == 0xc0) {
                jpeg[i + 5] = (byte) (height >> 8);
                jpeg[i + 6] = (byte) height;
                jpeg[i + 7] = (byte) (width >> 8);
                jpeg[i + 8] = (byte) width;
                return jpeg;
            }
        }
        throw new IllegalStateException("no frame header");
    }

    public static byte[] pngClaiming(int width, int height) {
        return png(width, height, 8, 2, new byte[64]);
    }

    public static byte[] gifClaiming(int width, int height) {
        byte[] gif = gif(16, 16);
        gif[6] = (byte) width;
        gif[7] = (byte) (width >> 8);
        gif[8] = (byte) height;
        gif[9] = (byte) (height >> 8);
        return gif;
    }

    public static byte[] bmpClaiming(int width, int height) {
        byte[] bmp = bmp(16, 16);
        for (int i = 0; i < 4; i++) {
            bmp[18 + i] = (byte) (width >> (8 * i));
            bmp[22 + i] = (byte) (height >> (8 * i));
        }
        return bmp;
    }

    private static byte[] write(String format, BufferedImage image, float quality, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(quality);
            }
            if (settings.canWriteProgressive()) {
                settings.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
