package imaging;

import imaging.JpegFile.Component;
import java.util.List;

/**
 * Decodes a sequential Huffman-coded JPEG of one scan straight to 8/8, 4/8, 2/8 or 1/8 of its size. It reads row by row of
 * blocks and keeps no more than the small picture. Cost: the Huffman decoding of the file, about 12 ns a byte, and
 * little else. Unlike libjpeg it refuses data that ends early or is damaged.
 */
final class SequentialJpeg {
    private final byte[] original;
    private final JpegFile file;
    private final int[] slots;
    private final JpegRows rows;

    SequentialJpeg(byte[] original, JpegFile file, int n, JpegRows rows) {
        this.original = original;
        this.file = file;
        this.slots = ScaledDct.slots(n);
        this.rows = rows;
    }

    /** @param scan stands at the header of the only scan */
    void decode(JpegCursor scan, Deadline deadline) throws RejectedImageException {
        List<Component> scanned = file.scan(scan);
        if (!scanned.equals(file.components)) {
            throw RejectedImageException.broken("The JPEG's only scan does not hold all of its colours in order.");
        }
        for (Component c : scanned) {
            if (file.quant[c.quant] == null || c.dc == null || c.ac == null) {
                throw RejectedImageException.broken("The JPEG has a scan without its tables.");
            }
        }
        JpegChannel[] channels = rows.channels().toArray(new JpegChannel[0]);
        JpegBits bits = new JpegBits(original, scan.to);
        Restarts restarts = new Restarts(file.restartInterval, scanned, bits);
        int across = file.mcusAcross();
        for (int y = 0; y < file.mcusDown(); y++) {
            deadline.check();
            for (int x = 0; x < across; x++) {
                restarts.beforeMcu();
                for (JpegChannel channel : channels) {
                    mcu(bits, channel, x);
                }
            }
            bits.checkNotExhausted();
            rows.flush();
        }
    }

    private void mcu(JpegBits bits, JpegChannel channel, int x) throws RejectedImageException {
        Component c = channel.component;
        int[] quant = file.quant[c.quant];
        int[] block = channel.block();
        for (int v = 0; v < c.v; v++) {
            for (int h = 0; h < c.h; h++) {
                c.previousDc += bits.dc(c.dc);
                block[0] = c.previousDc * quant[0];
                boolean flat = bits.ac(c.ac, quant, slots, block) == 0;
                channel.put(x * c.h + h, v, flat);
            }
        }
    }
}
