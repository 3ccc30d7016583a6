package imaging;

import imaging.JpegFile.Colour;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * JPEG by two ways: where half the size or less is enough and the file is an ordinary one, {@link ScaledJpeg}; otherwise
 * the JDK's libjpeg at full size and a box over that.
 */
final class JpegDecoder implements Decoder {
    private static final byte[] JFIF = {
        -1, (byte) JpegCursor.APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    @Override
    public Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, IOException {
        JpegFile file = new JpegFile(new Bytes(original));
        JpegCursor at = new JpegCursor(original);
        while (at.next() && at.marker != JpegCursor.SOS) {
            file.accept(at);
        }
        int n = eighths(header, target);
        BoxShrink sink;
        if (n < 8) {
            Size scaled = scaled(header, n);
            sink = new BoxShrink(
                    scaled.width(), scaled.height(), BoxShrink.factor(scaled.width(), scaled.height(), target), false);
            new ScaledJpeg(original, file, n).decode(at, sink, deadline);
        } else {
            sink = new BoxShrink(
                    header.width(), header.height(), BoxShrink.factor(header.width(), header.height(), target), false);
            byte[] plain = withoutMetadata(original, file);
            if (header.samples() == 4) {
                Raster raster = JdkCodecs.raster(Format.JPEG, plain, deadline);
                new CmykRows(file, EmbeddedProfile.find(original, header)).feed(raster, sink);
                return new Picture(sink.image(), false, false, header.orientation(), null);
            }
            feed(JdkCodecs.image(Format.JPEG, plain, deadline), sink);
        }
        return new Picture(
                sink.image(),
                false,
                header.samples() == 1,
                header.orientation(),
                EmbeddedProfile.find(original, header));
    }

    /** The smallest n/8 that holds the target; 8 where only the full size can be had. */
    static int eighths(Header header, Size target) {
        if (header.progressive() || header.scans() != 1 || header.samples() == 4) {
            return 8;
        }
        for (int n = 1; n <= 4; n *= 2) {
            Size scaled = scaled(header, n);
            if (scaled.width() >= target.width() && scaled.height() >= target.height()) {
                return n;
            }
        }
        return 8;
    }

    private static Size scaled(Header header, int n) {
        return new Size(ScaledJpeg.scaled(header.width(), n), ScaledJpeg.scaled(header.height(), n));
    }

    @Override
    public Size decoded(Header header, Size target) {
        int n = eighths(header, target);
        Size full = n < 8 ? scaled(header, n) : new Size(header.width(), header.height());
        int factor = BoxShrink.factor(full.width(), full.height(), target);
        return new Size(BoxShrink.shrunk(full.width(), factor), BoxShrink.shrunk(full.height(), factor));
    }

    @Override
    public long memoryNeeded(Header header, Size target) {
        if (eighths(header, target) < 8) {
            // tables, and a row of blocks of each component: at most 4 x 4 samples of 4 bytes a pixel across
            return (1 << 20) + header.width() * 16L * header.samples() * 4;
        }
        // libjpeg keeps the coefficients of all scans, two bytes each, beside the heap; then the picture itself
        boolean keepsAll = header.progressive() || header.scans() > 1;
        return header.pixels() * header.samples() * (keepsAll ? 3 : 1) + (1 << 20);
    }

    private static void feed(BufferedImage image, BoxShrink sink) {
        int bands = image.getRaster().getNumBands();
        byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        int width = image.getWidth();
        int[] row = new int[width];
        for (int y = 0, p = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < width; x++, p += bands) {
                // the JDK's JPEG reader gives one gray byte, or blue, green, red
                row[x] = bands == 1
                        ? (samples[p] & 0xff) * 0x010101
                        : Argb.opaque(samples[p + 2] & 0xff, samples[p + 1] & 0xff, samples[p] & 0xff);
            }
            sink.row(row, 0);
        }
    }

    /**
     * The same picture for the JDK's reader: no EXIF, no profile, no comment to trip over, the colour told by one
     * unmistakable mark, and an end mark (data that is missing is told by libjpeg's warnings).
     */
    private static byte[] withoutMetadata(byte[] original, JpegFile file) throws RejectedImageException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(original.length + 64);
        out.write(original, 0, 2);
        Colour colour = file.colour();
        if (colour == Colour.YCC || colour == Colour.GRAY) {
            out.writeBytes(JFIF);
        } else {
            byte transform = (byte) (colour == Colour.YCCK ? 2 : 0);
            out.writeBytes(new byte[] {
                -1, (byte) JpegCursor.APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform
            });
        }
        JpegCursor at = new JpegCursor(original);
        int copied = 2;
        while (at.next()) {
            if (at.isMetadata()) {
                out.write(original, copied, at.start - copied);
                copied = at.to;
            }
        }
        int end = at.complete() ? at.start : original.length;
        out.write(original, copied, end - copied);
        out.write(0xff);
        out.write(JpegCursor.EOI);
        return out.toByteArray();
    }
}
