package imaging;

import java.util.Arrays;

/**
 * The colours of one GIF frame: all of them where there are few enough, as in most GIFs that are not scaled. Otherwise the
 * means of boxes into which a histogram of 5 bits a channel is cut, each time the box whose colours differ most (squared
 * error), across its longest spread, at its mean (after X. Wu, Graphics Gems II, 1991); pixels go to the nearest colour,
 * spread by an ordered dither of one cell of the histogram (B. Bayer, 1973), which stands still where the picture does.
 * Cost: 10 to 20 ns a pixel, and 10 ms where colours must be found.
 */
final class GifPalette {
    private static final int CELLS = 1 << 15;
    private static final int PLACES = 1 << 10;
    /** How much the eye sees of red, green and blue. */
    private static final int[] WEIGHTS = {3, 6, 1};

    private static final int[] BAYER = bayer();

    private final int[] colours;
    /** Exact colours and their indices, by hash; null where the colours are only near. */
    private final int[] places;

    private final short[] indices;

    private GifPalette(int[] colours, int[] places, short[] indices) {
        this.colours = colours;
        this.places = places;
        this.indices = indices;
    }

    /**
     * @param argb 0 where nothing is to be seen, else 0xffRRGGBB
     * @param most 2 to 256
     */
    static GifPalette of(int[] argb, int most) {
        GifPalette exact = exact(argb, most);
        return exact == null ? new GifPalette(new Boxes(argb).means(most), null, near()) : exact;
    }

    private static short[] near() {
        short[] near = new short[CELLS];
        Arrays.fill(near, (short) -1);
        return near;
    }

    /** @return null if there are too many */
    private static GifPalette exact(int[] argb, int most) {
        int[] places = new int[PLACES];
        short[] indices = new short[PLACES];
        int[] colours = new int[most];
        int count = 0;
        int last = 0;
        for (int v : argb) {
            if (v == last || v == 0) {
                continue;
            }
            last = v;
            int place = place(places, v);
            if (places[place] == 0) {
                if (count == most) {
                    return null;
                }
                places[place] = v;
                indices[place] = (short) count;
                colours[count++] = v;
            }
        }
        return new GifPalette(Arrays.copyOf(colours, count), places, indices);
    }

    /** Where the colour is, or may be put. */
    private static int place(int[] places, int colour) {
        int place = (colour * 0x9e3779b1) >>> 22;
        while (places[place] != 0 && places[place] != colour) {
            place = (place + 1) & (PLACES - 1);
        }
        return place;
    }

    /** None where nothing is to be seen. */
    int count() {
        return colours.length;
    }

    int colour(int index) {
        return colours[index];
    }

    /** The index of a colour that is to be seen at this place of the canvas. */
    int index(int colour, int x, int y) {
        if (places != null) {
            return indices[place(places, colour)];
        }
        int shift = BAYER[(y & 7) << 3 | (x & 7)];
        int cell = channel(Argb.red(colour) + shift) << 10
                | channel(Argb.green(colour) + shift) << 5
                | channel(Argb.blue(colour) + shift);
        if (indices[cell] < 0) {
            indices[cell] = (short) nearest(cell);
        }
        return indices[cell];
    }

    private static int channel(int value) {
        return Math.max(0, Math.min(255, value)) >> 3;
    }

    private int nearest(int cell) {
        int r = (cell >> 10) * 8 + 4;
        int g = (cell >> 5 & 31) * 8 + 4;
        int b = (cell & 31) * 8 + 4;
        int nearest = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < colours.length; i++) {
            int dr = Argb.red(colours[i]) - r;
            int dg = Argb.green(colours[i]) - g;
            int db = Argb.blue(colours[i]) - b;
            int away = WEIGHTS[0] * dr * dr + WEIGHTS[1] * dg * dg + WEIGHTS[2] * db * db;
            if (away < least) {
                least = away;
                nearest = i;
            }
        }
        return nearest;
    }

    /** 64 steps from -4 to 3: a cell is 8 wide. */
    private static int[] bayer() {
        int[] matrix = new int[64];
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                int rank = 0;
                for (int bit = 0; bit < 3; bit++) {
                    int a = x >> bit & 1;
                    int b = y >> bit & 1;
                    rank = rank << 2 | (a ^ b) << 1 | b;
                }
                matrix[y << 3 | x] = (rank >> 3) - 4;
            }
        }
        return matrix;
    }

    /** The histogram, cut into boxes. */
    private static final class Boxes {
        private final long[] counts = new long[CELLS];
        private final long[][] sums = new long[3][CELLS];
        /** Cells that are not empty; a box is a part of them. */
        private final int[] cells;

        Boxes(int[] argb) {
            for (int v : argb) {
                if (v != 0) {
                    int cell = (v >> 9 & 0x7c00) | (v >> 6 & 0x3e0) | (v >> 3 & 0x1f);
                    counts[cell]++;
                    sums[0][cell] += Argb.red(v);
                    sums[1][cell] += Argb.green(v);
                    sums[2][cell] += Argb.blue(v);
                }
            }
            int used = 0;
            int[] all = new int[CELLS];
            for (int cell = 0; cell < CELLS; cell++) {
                if (counts[cell] > 0) {
                    all[used++] = cell;
                }
            }
            cells = Arrays.copyOf(all, used);
        }

        int[] means(int most) {
            Box[] boxes = new Box[most];
            boxes[0] = new Box(0, cells.length);
            int count = 1;
            while (count < most) {
                Box worst = boxes[0];
                for (int i = 1; i < count; i++) {
                    worst = boxes[i].error > worst.error ? boxes[i] : worst;
                }
                if (worst.error <= 0) {
                    break;
                }
                boxes[count++] = worst.cut();
            }
            int[] means = new int[count];
            for (int i = 0; i < count; i++) {
                means[i] = boxes[i].mean();
            }
            return means;
        }

        private final class Box {
            private final int from;
            private int to;
            private long pixels;
            private final double[] mean = new double[3];
            private int axis;
            private double error;

            Box(int from, int to) {
                this.from = from;
                this.to = to;
                measure();
            }

            private double of(int cell, int channel) {
                return sums[channel][cell] / (double) counts[cell];
            }

            private void measure() {
                pixels = 0;
                for (int i = from; i < to; i++) {
                    pixels += counts[cells[i]];
                }
                error = 0;
                double widest = -1;
                for (int c = 0; c < 3; c++) {
                    double sum = 0;
                    double squares = 0;
                    for (int i = from; i < to; i++) {
                        double v = of(cells[i], c);
                        sum += v * counts[cells[i]];
                        squares += v * v * counts[cells[i]];
                    }
                    mean[c] = sum / pixels;
                    double spread = WEIGHTS[c] * (squares - sum * mean[c]);
                    error += spread;
                    if (spread > widest) {
                        widest = spread;
                        axis = c;
                    }
                }
                if (to - from < 2) {
                    error = 0; // whatever rounding left
                }
            }

            /** Keeps what is at or below the mean. @return the rest, which is never empty */
            Box cut() {
                int middle = from;
                for (int i = from; i < to; i++) {
                    if (of(cells[i], axis) <= mean[axis]) {
                        int cell = cells[i];
                        cells[i] = cells[middle];
                        cells[middle++] = cell;
                    }
                }
                // equal ones but for rounding
                middle = Math.max(from + 1, Math.min(to - 1, middle));
                Box rest = new Box(middle, to);
                to = middle;
                measure();
                return rest;
            }

            int mean() {
                return Argb.opaque((int) (mean[0] + 0.5), (int) (mean[1] + 0.5), (int) (mean[2] + 0.5));
            }
        }
    }
}
