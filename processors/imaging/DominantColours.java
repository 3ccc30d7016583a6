package imaging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The colours that a picture is made of, the most frequent first: k-means (S. Lloyd, 1957) in {@link Oklab} on a copy of
 * at most 64 pixels a side. It begins with the mean colour of the fullest cell of a histogram, then takes the cell that
 * is farthest from those taken, times how full it is: the same picture gives the same colours. What is mostly
 * transparent does not count.
 */
final class DominantColours {
    static final int MOST = 5;
    private static final int SIDE = 64;
    private static final int ROUNDS = 12;
    /** Nearer ones are called one colour. */
    private static final double APART = 0.06;
    /** Of all pixels; what is rarer is a detail. */
    private static final double RARE = 0.01;

    private record Cell(Oklab mean, int pixels) {}

    private DominantColours() {}

    /** 1 to 5 colours such as {@code #1a2b3c}; none if nothing is to be seen. */
    static List<String> of(Picture picture) {
        Size size = picture.size().fit(SIDE, SIDE);
        List<Cell> cells = cells(Picture.ints(Miniature.shrink(picture, size)), picture.alpha());
        int all = cells.stream().mapToInt(Cell::pixels).sum();
        return clusters(cells).stream()
                .filter(c -> c.pixels() >= all * RARE)
                .sorted(Comparator.comparingInt(Cell::pixels).reversed())
                .map(c -> String.format(Locale.ROOT, "#%06x", c.mean().rgb() & 0xffffff))
                .distinct()
                .toList();
    }

    /** By the uppermost four bits of each channel. */
    private static List<Cell> cells(int[] argb, boolean alpha) {
        Oklab[] sums = new Oklab[1 << 12];
        int[] counts = new int[sums.length];
        for (int v : argb) {
            if (!alpha || Argb.alpha(v) >= 128) {
                int cell = Argb.red(v) >> 4 << 8 | Argb.green(v) >> 4 << 4 | Argb.blue(v) >> 4;
                Oklab colour = Oklab.of(v);
                sums[cell] = counts[cell]++ == 0 ? colour : sums[cell].plus(colour, 1);
            }
        }
        return IntStream.range(0, sums.length)
                .filter(i -> counts[i] > 0)
                .mapToObj(i -> new Cell(sums[i].times(1.0 / counts[i]), counts[i]))
                .toList();
    }

    private static List<Cell> clusters(List<Cell> cells) {
        List<Cell> clusters = seeds(cells);
        for (int round = 0; round < ROUNDS; round++) {
            clusters = moved(clusters, cells);
        }
        return clusters;
    }

    private static List<Cell> seeds(List<Cell> cells) {
        List<Cell> seeds = new ArrayList<>();
        while (seeds.size() < MOST) {
            Cell best = null;
            double most = 0;
            for (Cell cell : cells) {
                double away = seeds.isEmpty() ? 1 : nearest(cell, seeds).mean().distance(cell.mean());
                double worth = away < APART ? 0 : away * away * cell.pixels();
                if (worth > most) {
                    most = worth;
                    best = cell;
                }
            }
            if (best == null) {
                break;
            }
            seeds.add(best);
        }
        return seeds;
    }

    private static List<Cell> moved(List<Cell> clusters, List<Cell> cells) {
        Oklab[] sums = new Oklab[clusters.size()];
        int[] counts = new int[sums.length];
        for (Cell cell : cells) {
            int c = clusters.indexOf(nearest(cell, clusters));
            Oklab weighted = cell.mean().times(cell.pixels());
            sums[c] = counts[c] == 0 ? weighted : sums[c].plus(weighted, 1);
            counts[c] += cell.pixels();
        }
        return IntStream.range(0, sums.length)
                .filter(c -> counts[c] > 0)
                .mapToObj(c -> new Cell(sums[c].times(1.0 / counts[c]), counts[c]))
                .toList();
    }

    private static Cell nearest(Cell cell, List<Cell> clusters) {
        Cell nearest = clusters.get(0);
        for (Cell cluster : clusters) {
            if (cluster.mean().distance(cell.mean()) < nearest.mean().distance(cell.mean())) {
                nearest = cluster;
            }
        }
        return nearest;
    }
}
