package imaging;

import imaging.JpegFile.Component;

/** The samples of one component for one row of MCUs, at n/8 of their full size. */
final class JpegChannel {
    final Component component;
    final int stride;
    final int[] samples;
    private final int n;
    private final int bias;
    private final int[] block;

    /** @param across how many MCUs a row has */
    JpegChannel(Component component, int n, int across, int bias) {
        this.component = component;
        this.n = n;
        this.bias = bias;
        this.block = new int[ScaledDct.used(n) + 1];
        this.stride = across * component.h * n;
        this.samples = new int[stride * component.v * n];
    }

    /** Where the next block's values go, dequantised, at their {@link ScaledDct#slots}; zero before and after. */
    int[] block() {
        return block;
    }

    /**
     * Turns the block into samples.
     *
     * @param x column of blocks
     * @param v row of blocks within the row of MCUs
     */
    void put(int x, int v, boolean flat) {
        ScaledDct.inverse(n, block, flat, bias, samples, v * n * stride + x * n, stride);
    }
}
