package imaging;

import java.util.List;

/** Turns finished rows of MCUs into rows of pixels at n/8 of their full size. */
final class JpegRows {
    private final JpegFile file;
    private final JpegChannel[] channels;
    private final JpegColour colour;
    private final AreaShrink sink;
    private final int width;
    private final int height;
    private final int rowsAtOnce;
    private final int[][] expanded;
    private final int[] argb;

    /** @param profile the picture's ICC profile, which is applied here if it is for four inks; or null */
    JpegRows(JpegFile file, int n, byte[] profile, AreaShrink sink) {
        this.file = file;
        this.sink = sink;
        this.width = scaled(file.width, n);
        this.height = scaled(file.height, n);
        this.rowsAtOnce = file.vMax * n;
        this.channels = new JpegChannel[file.components.size()];
        Inks inks = channels.length == 4 ? new Inks(file.isAdobe(), profile) : null;
        this.colour = new JpegColour(file.space(), width, inks);
        for (int i = 0; i < channels.length; i++) {
            channels[i] = new JpegChannel(file.components.get(i), n, file.mcusAcross(), colour.bias(i));
        }
        this.expanded = new int[channels.length][width];
        this.argb = new int[width];
    }

    static int scaled(int side, int n) {
        return (side * n + 7) / 8;
    }

    /** In the order of the frame's components. */
    List<JpegChannel> channels() {
        return List.of(channels);
    }

    /** All blocks of a row of MCUs are put. */
    void flush() {
        for (int row = 0; row < rowsAtOnce && sink.rows() < height; row++) {
            boolean sameChroma = row > 0;
            for (int i = 0; i < channels.length; i++) {
                boolean same = row > 0 && sampleRow(channels[i], row) == sampleRow(channels[i], row - 1);
                sameChroma &= same || i == 0 || i == 3;
                if (!same) {
                    expand(channels[i], sampleRow(channels[i], row), expanded[i]);
                }
            }
            colour.toArgb(expanded, sameChroma, argb);
            sink.row(argb, 0);
        }
    }

    private int sampleRow(JpegChannel channel, int row) {
        return row * channel.component.v / file.vMax;
    }

    /** Repeats samples where a channel has fewer than the picture has pixels. */
    private void expand(JpegChannel channel, int row, int[] out) {
        int h = channel.component.h;
        int from = row * channel.stride;
        int[] in = channel.samples;
        if (h == file.hMax) {
            System.arraycopy(in, from, out, 0, width);
        } else if (h * 2 == file.hMax) {
            int pairs = width / 2;
            for (int x = 0; x < pairs; x++) {
                int sample = in[from + x];
                out[2 * x] = sample;
                out[2 * x + 1] = sample;
            }
            out[width - 1] = in[from + (width - 1) / 2];
        } else {
            for (int x = 0; x < width; x++) {
                out[x] = in[from + x * h / file.hMax];
            }
        }
    }
}
