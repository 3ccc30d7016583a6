package imaging;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a recipe may ask of an image as a whole. */
public enum Measure {
    /** {@link BlurHash}. */
    BLURHASH,
    /** {@link DominantColours}. */
    COLOURS,
    /** {@link PerceptualHash}. */
    PHASH;

    static List<String> words() {
        return Arrays.stream(values()).map(Measure::word).toList();
    }

    /** @throws IllegalArgumentException for another word than those */
    static Measure of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The word in recipes and receipts, such as {@code blurhash}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
