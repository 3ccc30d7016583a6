package darkroom.devservices;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** The demo's pictures, drawn by itself. Each bears a text, so that no two of them, or of two runs, are the same bytes. */
final class DemoPicture {
    private DemoPicture() {}

    /** Something like a photograph: a sky, hills, and the noise of a sensor. */
    static byte[] photo(int width, int height, String text) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = graphics(image);
        g.setPaint(new GradientPaint(0, 0, new Color(0x2b5876), 0, height, new Color(0xf2c79a)));
        g.fillRect(0, 0, width, height);
        g.setColor(new Color(0xfff3d6));
        g.fillOval(width * 2 / 3, height / 5, height / 6, height / 6);
        for (int hill = 0; hill < 4; hill++) {
            g.setColor(new Color(40 + 12 * hill, 60 - 10 * hill, 50 - 8 * hill));
            g.fillOval(-width / 3 + hill * width / 4, height * (11 + hill) / 18, width, height);
        }
        write(g, text, width, height);
        g.dispose();
        addNoise(image, text.hashCode());
        return encoded(image, "jpg");
    }

    /** A logo with a transparent ground. */
    static byte[] logo(int size, String text) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = graphics(image);
        g.setColor(new Color(200, 40, 60, 180));
        g.fillOval(size / 10, size / 10, size * 8 / 10, size * 8 / 10);
        g.setStroke(new BasicStroke(size / 20f));
        g.setColor(new Color(20, 20, 60));
        g.drawLine(size / 4, size * 3 / 4, size * 3 / 4, size / 4);
        write(g, text, size, size);
        g.dispose();
        return encoded(image, "png");
    }

    /** Few colours, as GIFs have. */
    static byte[] chart(int width, int height, String text) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED);
        Graphics2D g = graphics(image);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        for (int bar = 0; bar < 8; bar++) {
            int tall = height * (2 + (bar * 5) % 7) / 10;
            g.setColor(new Color(0, 51 * (bar % 5), 153));
            g.fillRect(width * (2 * bar + 1) / 18, height - tall, width / 18, tall);
        }
        write(g, text, width, height);
        g.dispose();
        return encoded(image, "gif");
    }

    /** A photograph whose second half is noise: it begins well and cannot be read. */
    static byte[] broken(String text) {
        byte[] picture = logo(400, text);
        byte[] noise = new byte[picture.length / 2];
        new Random(text.hashCode()).nextBytes(noise);
        System.arraycopy(noise, 0, picture, picture.length - noise.length, noise.length);
        return picture;
    }

    /** A few bytes of PNG that claim 65,500 x 65,500 pixels: 17 GB, if somebody believed them. */
    static byte[] bomb(String text) {
        ByteBuffer header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(65_500)
                .putInt(65_500)
                .put(new byte[] {8, 6, 0, 0, 0});
        byte[] comment = ("tEXtComment\0" + text).getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        png.writeBytes(chunk(header.array()));
        png.writeBytes(chunk(comment));
        png.writeBytes(chunk("IDAT".getBytes(StandardCharsets.US_ASCII)));
        png.writeBytes(chunk("IEND".getBytes(StandardCharsets.US_ASCII)));
        return png.toByteArray();
    }

    /** A PNG chunk: length of the data, type and data, CRC-32 of both. */
    private static byte[] chunk(byte[] typeAndData) {
        CRC32 crc = new CRC32();
        crc.update(typeAndData);
        return ByteBuffer.allocate(typeAndData.length + 8)
                .putInt(typeAndData.length - 4)
                .put(typeAndData)
                .putInt((int) crc.getValue())
                .array();
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        return g;
    }

    /** Bars instead of letters where the machine has no fonts. */
    private static void write(Graphics2D g, String text, int width, int height) {
        g.setColor(Color.DARK_GRAY);
        try {
            g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(10, height / 24)));
            g.drawString(text, width / 20, height - height / 20);
        } catch (RuntimeException | Error e) {
            byte[] bits = text.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bits.length; i++) {
                g.setColor(new Color(bits[i] & 0xff, (bits[i] * 7) & 0xff, (bits[i] * 13) & 0xff));
                g.fillRect(width / 20 + i * 6, height - height / 10, 5, height / 20);
            }
        }
    }

    private static void addNoise(BufferedImage image, long seed) {
        Random random = new Random(seed);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            Arrays.setAll(row, x -> noisy(row[x], random.nextInt(13) - 6));
            image.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
    }

    private static int noisy(int rgb, int by) {
        int out = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            out |= Math.min(255, Math.max(0, (rgb >> shift & 0xff) + by)) << shift;
        }
        return out;
    }

    private static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalStateException("This Java has no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
