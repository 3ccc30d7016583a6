package imaging.step;

import java.util.List;

/**
 * What a recipe says of a step. Whatever is wrong with a value stops the start with file and line, the value, and what is
 * valid. A method without {@code otherwise} needs its key.
 */
public interface StepSettings {
    boolean has(String key);

    /** A whole number, bounds included. */
    int number(String key, int min, int max);

    int number(String key, int min, int max, int otherwise);

    /** Bounds included. */
    double decimal(String key, double min, double max);

    double decimal(String key, double min, double max, double otherwise);

    /** {@code true} or {@code false}; false where it is left out. */
    boolean flag(String key);

    /** One of some words. */
    String word(String key, List<String> known);

    String word(String key, List<String> known, String otherwise);

    String text(String key);

    String text(String key, String otherwise);

    /** {@code "#rrggbb"} or {@code transparent}, as 0xAARRGGBB. */
    int colour(String key);

    int colour(String key, int otherwise);

    /**
     * For what only the step can know to be wrong.
     *
     * @param message without the full stop, such as "'inner' is larger than 'outer'; make it smaller"
     * @return to be thrown
     */
    RuntimeException wrong(String key, String message);
}
