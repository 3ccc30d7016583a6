package imaging;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Animated GIFs, drawn, written block by block, read with the JDK and composed in the plainest way. */
public final class Animations {
    public static final int NOTHING = 0;
    public static final int STAYS = 1;
    public static final int CLEARS = 2;
    public static final int GIVES_WAY = 3;

    private Animations() {}

    /**
     * @param delay in hundredths of a second
     * @param argb 0 where it is transparent, else opaque
     */
    public record Frame(int left, int top, int width, int height, int disposal, int delay, int[] argb) {
        public Frame {
            if (argb.length != width * height) {
                throw new IllegalArgumentException(argb.length + " pixels for " + width + "x" + height);
            }
        }
    }

    /** @param again how often it is played once more, 0 = for ever; null = the file does not say, so it is played once */
    public record Movie(int width, int height, Integer again, List<Frame> frames) {
        /** What is to be seen: one canvas a frame. */
        public List<int[]> seen() {
            List<int[]> seen = new ArrayList<>();
            int[] canvas = new int[width * height];
            for (Frame f : frames) {
                int[] before = canvas.clone();
                for (int y = 0; y < f.height(); y++) {
                    for (int x = 0; x < f.width(); x++) {
                        int v = f.argb()[y * f.width() + x];
                        if (v != 0 && f.left() + x < width && f.top() + y < height) {
                            canvas[(f.top() + y) * width + f.left() + x] = v;
                        }
                    }
                }
                seen.add(canvas.clone());
                if (f.disposal() == GIVES_WAY) {
                    canvas = before;
                } else if (f.disposal() == CLEARS) {
                    for (int y = f.top(); y < Math.min(height, f.top() + f.height()); y++) {
                        for (int x = f.left(); x < Math.min(width, f.left() + f.width()); x++) {
                            canvas[y * width + x] = 0;
                        }
                    }
                }
            }
            return seen;
        }

        public List<Integer> delays() {
            return frames.stream().map(Frame::delay).toList();
        }
    }

    public static Frame plain(int left, int top, int width, int height, int disposal, int delay, int argb) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, argb);
        return new Frame(left, top, width, height, disposal, delay, pixels);
    }

    /** Bars of colours that no two frames share; a disc of nothing in it where it is transparent. */
    public static Frame drawn(
            int left, int top, int width, int height, int disposal, int delay, int kind, boolean hole) {
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean out = hole && Math.hypot(x - width / 2.0, y - height / 2.0) < Math.min(width, height) / 3.0;
                int bar = x * 6 / width;
                pixels[y * width + x] =
                        out ? 0 : 0xff000000 | ((kind * 67) & 255) << 16 | (bar * 40) << 8 | (y * 4 / height * 60);
            }
        }
        return new Frame(left, top, width, height, disposal, delay, pixels);
    }

    /** Everything that a frame can do to the next one. */
    public static Movie everyDisposal(int width, int height) {
        List<Frame> frames = new ArrayList<>();
        frames.add(drawn(0, 0, width, height, STAYS, 7, 1, false));
        int kind = 2;
        for (int disposal : new int[] {STAYS, GIVES_WAY, CLEARS, NOTHING, GIVES_WAY, CLEARS, CLEARS, STAYS}) {
            int left = width * (kind % 4) / 8;
            int top = height * (kind % 3) / 6;
            frames.add(drawn(left, top, width / 2, height / 2, disposal, 3 + kind, kind, kind % 2 == 0));
            kind++;
        }
        frames.add(drawn(0, 0, width, height, CLEARS, 20, kind, true));
        frames.add(drawn(width / 4, height / 4, width / 4, height / 4, STAYS, 0, kind + 1, false));
        return new Movie(width, height, 4, frames);
    }

    /** Frames that all cover the canvas, each of one colour. */
    public static Movie plainFrames(int width, int height, int count) {
        return new Movie(
                width,
                height,
                0,
                IntStream.range(0, count)
                        .mapToObj(i -> plain(0, 0, width, height, STAYS, 5, 0xff000000 | ((i * 40503) & 0xffffff)))
                        .toList());
    }

    // ---- writing

    public static byte[] gif(Movie movie) {
        return gif(movie, false);
    }

    public static byte[] gif(Movie movie, boolean interlaced) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
        little(out, movie.width(), movie.height());
        out.writeBytes(new byte[] {0, 0, 0});
        if (movie.again() != null) {
            out.writeBytes(new byte[] {0x21, (byte) 0xff, 11});
            out.writeBytes("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(new byte[] {3, 1});
            little(out, movie.again());
            out.write(0);
        }
        movie.frames().forEach(frame -> write(out, frame, interlaced));
        out.write(0x3b);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Frame frame, boolean interlaced) {
        Map<Integer, Integer> palette = new LinkedHashMap<>();
        boolean veiled = Arrays.stream(frame.argb()).anyMatch(v -> v == 0);
        if (veiled) {
            palette.put(0, 0);
        }
        for (int v : frame.argb()) {
            palette.putIfAbsent(v, palette.size());
        }
        out.writeBytes(new byte[] {0x21, (byte) 0xf9, 4, (byte) (frame.disposal() << 2 | (veiled ? 1 : 0))});
        little(out, frame.delay());
        out.writeBytes(new byte[] {0, 0});
        out.write(0x2c);
        little(out, frame.left(), frame.top(), frame.width(), frame.height());
        out.write(0x87 | (interlaced ? 0x40 : 0));
        byte[] colours = new byte[768];
        palette.forEach((argb, i) -> {
            colours[3 * i] = (byte) (argb >> 16);
            colours[3 * i + 1] = (byte) (argb >> 8);
            colours[3 * i + 2] = (byte) (int) argb;
        });
        out.writeBytes(colours);
        byte[] indices = new byte[frame.argb().length];
        int at = 0;
        for (int y : rows(frame.height(), interlaced)) {
            for (int x = 0; x < frame.width(); x++) {
                indices[at++] = (byte) (int) palette.get(frame.argb()[y * frame.width() + x]);
            }
        }
        uncompressed(out, indices);
    }

    private static List<Integer> rows(int height, boolean interlaced) {
        List<Integer> rows = new ArrayList<>();
        int[][] passes = interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}};
        for (int[] pass : passes) {
            for (int y = pass[0]; y < height; y += pass[1]) {
                rows.add(y);
            }
        }
        return rows;
    }

    /** Every index a code of nine bits, and the table cleared before codes become longer. */
    private static void uncompressed(ByteArrayOutputStream out, byte[] indices) {
        out.write(8);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int bits = 0;
        int count = 0;
        for (int i = 0; i <= indices.length; i++) {
            int[] codes = i % 200 == 0 && i < indices.length
                    ? new int[] {256, indices[i] & 0xff}
                    : new int[] {i == indices.length ? 257 : indices[i] & 0xff};
            for (int code : codes) {
                bits |= code << count;
                for (count += 9; count >= 8; count -= 8) {
                    data.write(bits);
                    bits >>>= 8;
                }
            }
        }
        data.write(bits);
        byte[] all = data.toByteArray();
        for (int from = 0; from < all.length; from += 255) {
            int length = Math.min(255, all.length - from);
            out.write(length);
            out.write(all, from, length);
        }
        out.write(0);
    }

    private static void little(ByteArrayOutputStream out, int... values) {
        for (int v : values) {
            out.write(v);
            out.write(v >> 8);
        }
    }

    // ---- reading

    /** By the JDK, block for block. */
    public static Movie read(byte[] gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(gif))) {
            reader.setInput(in);
            List<Frame> frames = new ArrayList<>();
            Integer again = null;
            int count = reader.getNumImages(true);
            for (int i = 0; i < count; i++) {
                IIOMetadataNode root =
                        (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                IIOMetadataNode place = child(root, "ImageDescriptor");
                IIOMetadataNode control = child(root, "GraphicControlExtension");
                IIOMetadataNode applications = child(root, "ApplicationExtensions");
                if (applications != null) {
                    byte[] loop = (byte[]) ((IIOMetadataNode) applications.getFirstChild()).getUserObject();
                    again = (loop[1] & 0xff) | (loop[2] & 0xff) << 8;
                }
                BufferedImage image = reader.read(i);
                int[] argb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
                for (int p = 0; p < argb.length; p++) {
                    argb[p] = argb[p] >>> 24 == 0 ? 0 : argb[p];
                }
                frames.add(new Frame(
                        Integer.parseInt(place.getAttribute("imageLeftPosition")),
                        Integer.parseInt(place.getAttribute("imageTopPosition")),
                        image.getWidth(),
                        image.getHeight(),
                        DISPOSALS.indexOf(control.getAttribute("disposalMethod")),
                        Integer.parseInt(control.getAttribute("delayTime")),
                        argb));
            }
            IIOMetadataNode screen = child(
                    (IIOMetadataNode) reader.getStreamMetadata().getAsTree("javax_imageio_gif_stream_1.0"),
                    "LogicalScreenDescriptor");
            return new Movie(
                    Integer.parseInt(screen.getAttribute("logicalScreenWidth")),
                    Integer.parseInt(screen.getAttribute("logicalScreenHeight")),
                    again,
                    frames);
        } finally {
            reader.dispose();
        }
    }

    private static final List<String> DISPOSALS =
            List.of("none", "doNotDispose", "restoreToBackgroundColor", "restoreToPrevious");

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        return root.getElementsByTagName(name).getLength() == 0
                ? null
                : (IIOMetadataNode) root.getElementsByTagName(name).item(0);
    }

    /** Any frames at any place, some of them beside the canvas. */
    public static Movie any(Random random) {
        int width = 1 + random.nextInt(40);
        int height = 1 + random.nextInt(40);
        List<Frame> frames = new ArrayList<>();
        int count = 2 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            int left = i == 0 ? 0 : random.nextInt(width + 3);
            int top = i == 0 ? 0 : random.nextInt(height + 3);
            frames.add(drawn(
                    left,
                    top,
                    i == 0 && random.nextBoolean() ? width : 1 + random.nextInt(width),
                    i == 0 && random.nextBoolean() ? height : 1 + random.nextInt(height),
                    random.nextInt(4),
                    random.nextInt(30),
                    random.nextInt(100),
                    random.nextBoolean()));
        }
        return new Movie(width, height, random.nextBoolean() ? null : random.nextInt(5), frames);
    }
}
