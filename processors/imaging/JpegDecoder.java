package imaging;

/**
 * JPEG by our own decoders: they make no more pixels than are needed, refuse what ends early, stop at the deadline and
 * run no native code on hostile bytes. Sampled colours are spread without smoothing: what is made of them is smaller, or
 * is sampled again.
 */
final class JpegDecoder implements Decoder {
    @Override
    public Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException {
        JpegFile file = new JpegFile(new Bytes(original));
        JpegCursor at = new JpegCursor(original);
        while (at.next() && at.marker != JpegCursor.SOS) {
            file.accept(at);
        }
        int n = eighths(header, target);
        Size scaled = scaled(header, n);
        AreaShrink sink = new AreaShrink(scaled, AreaShrink.before(scaled, target), false);
        byte[] profile = EmbeddedProfile.find(original, header);
        JpegRows rows = new JpegRows(file, n, profile, sink);
        if (header.scans() == 1 && !header.progressive()) {
            new SequentialJpeg(original, file, n, rows).decode(at, deadline);
        } else {
            new ScannedJpeg(original, file, header.progressive(), n, rows).decode(at, deadline);
        }
        boolean gray = header.samples() == 1;
        return new Picture(sink.image(), false, gray, header.orientation(), header.samples() == 4 ? null : profile);
    }

    /** The smallest n/8 that holds the target. */
    private static int eighths(Header header, Size target) {
        int n = 1;
        while (n < 8 && !scaled(header, n).holds(target)) {
            n *= 2;
        }
        return n;
    }

    private static Size scaled(Header header, int n) {
        return new Size(JpegRows.scaled(header.width(), n), JpegRows.scaled(header.height(), n));
    }

    @Override
    public Size decoded(Header header, Size target) {
        return AreaShrink.before(scaled(header, eighths(header, target)), target);
    }

    @Override
    public long memoryNeeded(Header header, Size target) {
        int n = eighths(header, target);
        // a row of MCUs of each component: at most 4 x 4 blocks of n x n ints; and some rows of pixels
        long rows = (long) header.width() * header.samples() * n * 4 * 4 + header.width() * 64L;
        boolean keepsAll = header.progressive() || header.scans() > 1;
        long blocks = header.pixels() * header.samples() / 64;
        return (1 << 20) + rows + (keepsAll ? blocks * Coefficients.bytesPerBlock(n) : 0);
    }
}
