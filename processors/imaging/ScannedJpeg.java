package imaging;

import imaging.JpegFile.Component;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes a Huffman-coded JPEG of several scans, progressive (T.81, annex G) or one colour after the other, to 8/8,
 * 4/8, 2/8 or 1/8 of its size. Cost: the Huffman decoding of the file; memory: {@link Coefficients}.
 */
final class ScannedJpeg {
    private final byte[] original;
    private final JpegFile file;
    private final int n;
    private final JpegRows rows;
    private final boolean progressive;
    private final Map<Component, Coefficients> coefficients = new HashMap<>();
    private final Map<Component, int[]> quant = new HashMap<>();

    ScannedJpeg(byte[] original, JpegFile file, boolean progressive, int n, JpegRows rows) {
        this.original = original;
        this.file = file;
        this.progressive = progressive;
        this.n = n;
        this.rows = rows;
        for (Component c : file.components) {
            coefficients.put(c, new Coefficients(file, c, n));
        }
    }

    /** @param at stands at the header of the first scan */
    void decode(JpegCursor at, Deadline deadline) throws RejectedImageException {
        do {
            if (at.marker == JpegCursor.SOS) {
                scan(at, deadline);
            } else if (!at.isFrame()) {
                file.accept(at);
            }
        } while (at.next());
        for (int y = 0; y < file.mcusDown(); y++) {
            deadline.check();
            for (JpegChannel channel : rows.channels()) {
                row(channel, y);
            }
            rows.flush();
        }
    }

    private void row(JpegChannel channel, int y) throws RejectedImageException {
        Component c = channel.component;
        Coefficients values = coefficients.get(c);
        int[] table = quant.get(c);
        if (table == null) {
            throw RejectedImageException.broken("The JPEG has no scan of one of its colours.");
        }
        for (int v = 0; v < c.v; v++) {
            int block = (y * c.v + v) * values.across;
            for (int x = 0; x < values.across; x++) {
                boolean flat = values.load(block + x, table, channel.block());
                channel.put(x, v, flat);
            }
        }
    }

    private void scan(JpegCursor at, Deadline deadline) throws RejectedImageException {
        List<Component> scanned = file.scan(at);
        JpegScan scan =
                progressive ? JpegScan.progressive(new Bytes(original), at, scanned.size()) : new JpegScan(0, 63, 0, 0);
        for (Component c : scanned) {
            latch(c);
            boolean needsDc = scan.first() == 0 && scan.refines() == 0;
            if ((needsDc && c.dc == null) || (scan.last() > 0 && c.ac == null)) {
                throw RejectedImageException.broken("The JPEG has a scan without its tables.");
            }
        }
        JpegBits bits = new JpegBits(original, at.to);
        Restarts restarts = new Restarts(file.restartInterval, scanned, bits);
        if (scanned.size() == 1) {
            Component c = scanned.get(0);
            Coefficients values = coefficients.get(c);
            for (int y = 0; y < values.usedDown; y++) {
                deadline.check();
                for (int x = 0; x < values.usedAcross; x++) {
                    restarts.beforeMcu();
                    block(scan, c, values, y * values.across + x, bits, restarts);
                }
                bits.checkNotExhausted();
            }
        } else {
            interleaved(scan, scanned, bits, restarts, deadline);
        }
    }

    private void interleaved(
            JpegScan scan, List<Component> scanned, JpegBits bits, Restarts restarts, Deadline deadline)
            throws RejectedImageException {
        Component[] components = scanned.toArray(new Component[0]);
        for (int y = 0; y < file.mcusDown(); y++) {
            deadline.check();
            for (int x = 0; x < file.mcusAcross(); x++) {
                restarts.beforeMcu();
                for (Component c : components) {
                    Coefficients values = coefficients.get(c);
                    for (int v = 0; v < c.v; v++) {
                        int row = (y * c.v + v) * values.across + x * c.h;
                        for (int h = 0; h < c.h; h++) {
                            block(scan, c, values, row + h, bits, restarts);
                        }
                    }
                }
            }
            bits.checkNotExhausted();
        }
    }

    private static void block(
            JpegScan scan, Component c, Coefficients values, int block, JpegBits bits, Restarts restarts)
            throws RejectedImageException {
        if (scan.first() == 0) {
            if (scan.refines() == 0) {
                c.previousDc += bits.dc(c.dc);
                values.set(block, 0, c.previousDc << scan.shift());
            } else if (bits.bit() != 0) {
                values.refineDc(block, 1 << scan.shift());
            }
            if (scan.last() > 0) {
                scan.allAc(c.ac, values, block, bits);
            }
        } else if (scan.refines() == 0) {
            scan.firstAc(c.ac, values, block, bits, restarts);
        } else {
            scan.refineAc(c.ac, values, block, bits, restarts);
        }
    }

    /** The table that stands when a component is first scanned is its own for good. */
    private void latch(Component c) throws RejectedImageException {
        int[] table = file.quant[c.quant];
        if (table == null) {
            throw RejectedImageException.broken("The JPEG has a scan without its tables.");
        }
        if (!quant.containsKey(c)) {
            int[] bySlot = new int[ScaledDct.used(n) + 1];
            int[] slots = ScaledDct.slots(n);
            for (int k = 0; k < 64; k++) {
                bySlot[slots[k]] = table[k];
            }
            quant.put(c, bySlot);
        }
    }
}
