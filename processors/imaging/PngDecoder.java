package imaging;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG row by row into the shrinking box, so that only an interlaced picture is ever held in full. Text is skipped
 * unread; data behind the last row is not inflated; a wrong checksum, a wrong filter or a missing row refuses the
 * picture. Gamma and chromaticities without a profile are ignored, as browsers mostly do.
 */
final class PngDecoder implements Decoder {
    /** Adam7: first column, first row, distance of columns, distance of rows. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    @Override
    public Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException {
        int width = header.width();
        int height = header.height();
        Size full = new Size(width, height);
        AreaShrink sink = new AreaShrink(full, AreaShrink.before(full, target), header.alpha());
        PngPixels pixels = PngPixels.read(original, header);
        try (Data data = new Data(original)) {
            if (header.progressive()) {
                int[] all = new int[Math.multiplyExact(width, height)];
                for (int[] pass : PASSES) {
                    interlaced(header, pixels, data, pass, all, deadline);
                }
                for (int y = 0; y < height; y++) {
                    sink.row(all, y * width);
                }
            } else {
                PngRow row = new PngRow(header, width);
                int[] argb = new int[width];
                for (int y = 0; y < height; y++) {
                    if ((y & 63) == 0) {
                        deadline.check();
                    }
                    data.read(row);
                    pixels.unpack(row.samples(), width, argb);
                    sink.row(argb, 0);
                }
            }
        }
        boolean gray = header.samples() <= 2 && !pixels.isPalette();
        return new Picture(
                sink.image(), header.alpha(), gray, header.orientation(), EmbeddedProfile.find(original, header));
    }

    private static void interlaced(Header header, PngPixels pixels, Data data, int[] pass, int[] all, Deadline deadline)
            throws RejectedImageException {
        int across = (header.width() - pass[0] + pass[2] - 1) / pass[2];
        int down = (header.height() - pass[1] + pass[3] - 1) / pass[3];
        if (across <= 0 || down <= 0) {
            return;
        }
        PngRow row = new PngRow(header, across);
        int[] argb = new int[across];
        for (int i = 0; i < down; i++) {
            if ((i & 63) == 0) {
                deadline.check();
            }
            data.read(row);
            pixels.unpack(row.samples(), across, argb);
            int at = (pass[1] + i * pass[3]) * header.width() + pass[0];
            for (int x = 0; x < across; x++, at += pass[2]) {
                all[at] = argb[x];
            }
        }
    }

    @Override
    public Size decoded(Header header, Size target) {
        return AreaShrink.before(new Size(header.width(), header.height()), target);
    }

    @Override
    public long memoryNeeded(Header header, Size target) {
        long rows = header.width() * 32L;
        return rows + (1 << 20) + (header.progressive() ? header.pixels() * 4 : 0);
    }

    /** The compressed rows of all IDAT chunks, one after the other. */
    private static final class Data implements AutoCloseable {
        private final byte[] original;
        private final PngCursor at;
        private final Inflater inflater = new Inflater();
        private final CRC32 checksum = new CRC32();

        Data(byte[] original) {
            this.original = original;
            this.at = new PngCursor(original);
        }

        void read(PngRow row) throws RejectedImageException {
            byte[] raw = row.next();
            int filled = 0;
            try {
                while (filled < raw.length) {
                    int n = inflater.inflate(raw, filled, raw.length - filled);
                    filled += n;
                    if (n == 0 && (inflater.finished() || inflater.needsDictionary() || !nextChunk())) {
                        throw RejectedImageException.broken("The PNG's picture data ends early.");
                    }
                }
            } catch (DataFormatException e) {
                throw RejectedImageException.broken("The PNG's picture data cannot be inflated.");
            }
            row.unfilter();
        }

        private boolean nextChunk() throws RejectedImageException {
            while (at.next()) {
                if (at.is("IDAT")) {
                    checksum.reset();
                    checksum.update(original, at.typeAt(), at.to - at.typeAt());
                    if (checksum.getValue() != at.declaredChecksum()) {
                        throw RejectedImageException.broken(
                                "The PNG's chunk at byte " + at.typeAt() + " has a wrong checksum.");
                    }
                    inflater.setInput(original, at.from, at.to - at.from);
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() {
            inflater.end();
        }
    }
}
