package imaging;

import java.util.List;
import java.util.Set;

/**
 * What was measured of an image, after its recipe's steps; what nobody asked for is null.
 *
 * @param blurhash 28 characters
 * @param colours such as {@code #1a2b3c}, the most frequent first, at most five
 * @param phash 16 hexadecimal digits
 */
public record Measures(String blurhash, List<String> colours, String phash) {
    public Measures {
        colours = colours == null ? null : List.copyOf(colours);
    }

    /** @return null where nothing is asked for */
    static Measures of(Picture picture, Set<Measure> asked) {
        if (asked.isEmpty()) {
            return null;
        }
        return new Measures(
                asked.contains(Measure.BLURHASH) ? BlurHash.of(picture) : null,
                asked.contains(Measure.COLOURS) ? DominantColours.of(picture) : null,
                asked.contains(Measure.PHASH) ? PerceptualHash.of(picture) : null);
    }
}
