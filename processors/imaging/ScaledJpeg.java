package imaging;

import imaging.JpegFile.Colour;
import imaging.JpegFile.Component;
import java.util.List;

/**
 * Decodes a sequential Huffman-coded JPEG of one scan straight to 4/8, 2/8 or 1/8 of its size. It reads row by row of
 * blocks and keeps no more than the small picture. Cost: the Huffman decoding of the file, about 12 ns a byte, and
 * little else. Unlike libjpeg it refuses data that ends early or is damaged.
 */
final class ScaledJpeg {
    private final byte[] original;
    private final JpegFile file;
    private final int n;

    ScaledJpeg(byte[] original, JpegFile file, int n) {
        this.original = original;
        this.file = file;
        this.n = n;
    }

    static int scaled(int side, int n) {
        return (side * n + 7) / 8;
    }

    /** @param scan the header of the only scan */
    void decode(JpegCursor scan, BoxShrink sink, Deadline deadline) throws RejectedImageException {
        List<Component> components = file.scan(scan);
        if (components.size() != file.components.size()) {
            throw RejectedImageException.broken("The JPEG has a scan for each colour, and not all of them.");
        }
        Channel[] channels = new Channel[components.size()];
        Colour colour = file.colour();
        int across = (file.width + 8 * file.hMax - 1) / (8 * file.hMax);
        int down = (file.height + 8 * file.vMax - 1) / (8 * file.vMax);
        for (int i = 0; i < channels.length; i++) {
            channels[i] = new Channel(file, components.get(i), n, across, JpegColour.bias(colour, i));
        }
        JpegRows rows = new JpegRows(file, channels, n, colour, sink);
        JpegBits bits = new JpegBits(original, scan.to);
        int untilRestart = file.restartInterval;
        int restarts = 0;
        for (int y = 0; y < down; y++) {
            deadline.check();
            for (int x = 0; x < across; x++) {
                if (file.restartInterval > 0 && untilRestart-- == 0) {
                    bits.restart(restarts++ & 7);
                    untilRestart = file.restartInterval - 1;
                    for (Channel c : channels) {
                        c.previous = 0;
                    }
                }
                for (Channel c : channels) {
                    c.decode(bits, x);
                }
            }
            bits.checkNotExhausted();
            rows.flush();
        }
    }

    /** One row of blocks of a component. */
    static final class Channel {
        final Component component;
        final int[] samples;
        final int stride;
        private final int n;
        private final int bias;
        private final int[] quant;
        private final int[] slots;
        private final int[] block = new int[ScaledDct.DUMP + 1];
        private int previous;

        Channel(JpegFile file, Component component, int n, int across, int bias) throws RejectedImageException {
            this.component = component;
            this.n = n;
            this.bias = bias;
            this.quant = file.quant[component.quant];
            this.slots = ScaledDct.slots(n);
            this.stride = across * component.h * n;
            this.samples = new int[stride * component.v * n];
            if (quant == null || component.dc == null || component.ac == null) {
                throw RejectedImageException.broken("The JPEG has a scan without its tables.");
            }
        }

        void decode(JpegBits bits, int x) throws RejectedImageException {
            for (int v = 0; v < component.v; v++) {
                int at = v * n * stride + x * component.h * n;
                for (int h = 0; h < component.h; h++, at += n) {
                    previous += bits.dc(component.dc);
                    block[0] = previous * quant[0];
                    boolean flat = bits.ac(component.ac, quant, slots, block) == 0;
                    ScaledDct.inverse(n, block, flat, bias, samples, at, stride);
                }
            }
        }
    }

    /** Turns finished rows of blocks into rows of pixels. */
    static final class JpegRows {
        private final JpegFile file;
        private final Channel[] channels;
        private final Colour colour;
        private final BoxShrink sink;
        private final int width;
        private final int height;
        private final int rowsAtOnce;
        private final int[][] expanded;
        private final int[] argb;

        JpegRows(JpegFile file, Channel[] channels, int n, Colour colour, BoxShrink sink) {
            this.file = file;
            this.channels = channels;
            this.colour = colour;
            this.sink = sink;
            this.width = scaled(file.width, n);
            this.height = scaled(file.height, n);
            this.rowsAtOnce = file.vMax * n;
            this.expanded = new int[channels.length][width];
            this.argb = new int[width];
        }

        void flush() {
            for (int row = 0; row < rowsAtOnce && sink.rows() < height; row++) {
                for (int i = 0; i < channels.length; i++) {
                    expand(channels[i], row, expanded[i]);
                }
                JpegColour.toArgb(colour, expanded, argb, width);
                sink.row(argb, 0);
            }
        }

        /** Repeats samples where a channel has fewer than the picture has pixels. */
        private void expand(Channel channel, int row, int[] out) {
            int h = channel.component.h;
            int from = row * channel.component.v / file.vMax * channel.stride;
            int[] in = channel.samples;
            if (h == file.hMax) {
                System.arraycopy(in, from, out, 0, width);
            } else if (h * 2 == file.hMax) {
                for (int x = 0; x < width; x++) {
                    out[x] = in[from + (x >> 1)];
                }
            } else {
                for (int x = 0; x < width; x++) {
                    out[x] = in[from + x * h / file.hMax];
                }
            }
        }
    }
}
