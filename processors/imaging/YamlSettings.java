package imaging;

import imaging.step.StepSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a recipe says of a company's step; remembers what was asked for, so that the rest is known to be unknown. The first
 * mistake ends the step: it is not to meet values that nobody gave it.
 */
final class YamlSettings implements StepSettings {
    private final YamlMap map;
    private final Supplier<List<String>> later;
    private final Set<String> asked = new LinkedHashSet<>();

    /** @param later the keys that the step asks for where all goes well, for messages; looked for only when something is wrong */
    YamlSettings(YamlMap map, Supplier<List<String>> later) {
        this.map = map;
        this.later = later;
    }

    /** Whatever the step did not ask for is not meant for it. */
    void close() {
        for (String key : map.names()) {
            if (!asked.contains(key)) {
                map.unknown(key, all());
            }
        }
    }

    private List<String> all() {
        Set<String> all = new LinkedHashSet<>(asked);
        all.addAll(later.get());
        return List.copyOf(all);
    }

    private boolean optional(String key) {
        asked.add(key);
        return map.has(key);
    }

    private void needed(String key) {
        asked.add(key);
        if (!map.has(key)) {
            // a key that is only misspelt would be reported as missing
            List<String> all = all();
            for (String other : map.names()) {
                if (!all.contains(other) && Nearest.isClose(other, key)) {
                    map.unknown(other, all);
                    throw told();
                }
            }
            map.keys(List.of(key), map.names());
            throw told();
        }
    }

    private static InvalidRecipeException told() {
        return new InvalidRecipeException("is among the mistakes of the recipe already");
    }

    /** @throws InvalidRecipeException if there was a mistake in it, which is told by then */
    private <T> T right(Supplier<T> value) {
        int before = map.mistakes();
        T read = value.get();
        if (map.mistakes() > before) {
            throw told();
        }
        return read;
    }

    @Override
    public boolean has(String key) {
        return optional(key);
    }

    @Override
    public int number(String key, int min, int max) {
        needed(key);
        return right(() -> map.number(key, min, max));
    }

    @Override
    public int number(String key, int min, int max, int otherwise) {
        return optional(key) ? right(() -> map.number(key, min, max)) : otherwise;
    }

    @Override
    public double decimal(String key, double min, double max) {
        needed(key);
        return right(() -> map.decimal(key, min, max, range(min, max)));
    }

    @Override
    public double decimal(String key, double min, double max, double otherwise) {
        return optional(key) ? right(() -> map.decimal(key, min, max, range(min, max))) : otherwise;
    }

    private static String range(double min, double max) {
        return plain(min) + " to " + plain(max);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    @Override
    public boolean flag(String key) {
        return optional(key) && right(() -> map.flag(key));
    }

    @Override
    public String word(String key, List<String> known) {
        needed(key);
        return right(() -> map.word(key, known));
    }

    @Override
    public String word(String key, List<String> known, String otherwise) {
        return optional(key) ? right(() -> map.word(key, known)) : otherwise;
    }

    @Override
    public String text(String key) {
        needed(key);
        return right(() -> map.text(key)).orElseThrow();
    }

    @Override
    public String text(String key, String otherwise) {
        return optional(key) ? right(() -> map.text(key)).orElseThrow() : otherwise;
    }

    @Override
    public int colour(String key) {
        needed(key);
        return right(() -> map.colour(key)).orElseThrow();
    }

    @Override
    public int colour(String key, int otherwise) {
        asked.add(key);
        return right(() -> map.colour(key)).orElse(otherwise);
    }

    @Override
    public RuntimeException wrong(String key, String message) {
        map.wrong(key, message);
        return told();
    }
}
