package imaging;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a recipe may ask to be kept of an image beside what its variants show. */
public enum Keep {
    /** The bytes as they were handed in. To store them is the caller's. */
    ORIGINAL,
    /** The {@link CopyrightNotice}, in every variant. */
    COPYRIGHT;

    static List<String> words() {
        return Arrays.stream(values()).map(Keep::word).toList();
    }

    /** @throws IllegalArgumentException for another word than those */
    static Keep of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The word in recipes, such as {@code original}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
