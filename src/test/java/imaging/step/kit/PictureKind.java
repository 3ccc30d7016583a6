package imaging.step.kit;

import imaging.Deadline;
import imaging.Header;
import imaging.HeaderProbe;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.Picture;
import imaging.Pictures;
import imaging.RejectedImageException;
import imaging.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pictures of all kinds, as a step gets them: drawn, encoded, and decoded like an upload. The drawing has soft waves, hard
 * edges and strong colours; it is reckoned in whole numbers, and so is the same on every machine and JDK.
 */
public enum PictureKind {
    ONE_PIXEL(1, 1),
    ODD(7, 5),
    ROW(300, 1),
    COLUMN(1, 300),
    PORTRAIT(72, 96),
    LANDSCAPE(96, 72),
    TRANSPARENT(96, 72) {
        @Override
        byte[] file(int width, int height) {
            return Pictures.png(drawing(width, height, true));
        }
    },
    PALETTE(96, 72) {
        @Override
        byte[] file(int width, int height) {
            return Pictures.palettePng(width, height, true);
        }
    },
    GRAY(96, 72) {
        @Override
        byte[] file(int width, int height) {
            return Pictures.png(Pictures.gray(drawing(width, height, false)));
        }
    },
    LARGE(2_000, 1_500);

    private static final Limits LIMITS = Limits.defaults();
    private static final Map<PictureKind, byte[]> FILES = new ConcurrentHashMap<>();

    private final int width;
    private final int height;

    PictureKind(int width, int height) {
        this.width = width;
        this.height = height;
    }

    public Size size() {
        return new Size(width, height);
    }

    /** A new one each time, so that a step may change it. */
    public Picture picture() {
        return decode(file());
    }

    static Picture decode(byte[] file) {
        try {
            Header header = new HeaderProbe(LIMITS).probe(file);
            Size size = new Size(header.width(), header.height());
            return new ImgscalrEngine(LIMITS).decode(file, header, size, Deadline.in(Duration.ofMinutes(1)));
        } catch (RejectedImageException | IOException e) {
            throw new IllegalStateException("The file cannot be read.", e);
        }
    }

    /** Without loss; the same array each time. */
    public byte[] file() {
        return FILES.computeIfAbsent(this, kind -> kind.file(kind.width, kind.height));
    }

    byte[] file(int width, int height) {
        return Pictures.png(drawing(width, height, false));
    }

    static BufferedImage drawing(int width, int height, boolean alpha) {
        BufferedImage image = Picture.canvas(width, height, alpha);
        int[] pixels = Picture.ints(image);
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                // in 1024ths of the picture
                int u = x * 1024 / width;
                int v = y * 1024 / height;
                pixels[i] = alpha(u, v) << 24 | colour(u, v);
            }
        }
        return image;
    }

    private static int colour(int u, int v) {
        boolean disc = square(u - 680) + square(v - 400) < square(200);
        if (disc) {
            return 0xe02010;
        }
        if (u > 100 && u < 300 && v > 600 && v < 900) {
            return 0x1030d0;
        }
        return wave(u, 700) << 16 | wave(v, 500) << 8 | wave(u + v, 900);
    }

    private static int alpha(int u, int v) {
        return Math.min(255, (square(u - 250) + square(v - 512)) / 600);
    }

    private static int square(int v) {
        return v * v;
    }

    /** Up from 0 to 255 and down again. */
    private static int wave(int at, int length) {
        int phase = at % length * 510 / length;
        return phase < 256 ? phase : 510 - phase;
    }
}
