package imaging;

import imaging.step.StepSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What a recipe says of a company's step; remembers what was asked for, so that the rest is known to be unknown. */
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
                throw map.unknown(key, all());
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

    private YamlMap needed(String key) {
        asked.add(key);
        if (!map.has(key)) {
            // a key that is only misspelt would be reported as missing
            List<String> all = all();
            for (String other : map.names()) {
                if (!all.contains(other) && Nearest.isClose(other, key)) {
                    throw map.unknown(other, all);
                }
            }
            map.keys(List.of(key), map.names());
        }
        return map;
    }

    @Override
    public boolean has(String key) {
        return optional(key);
    }

    @Override
    public int number(String key, int min, int max) {
        return needed(key).number(key, min, max);
    }

    @Override
    public int number(String key, int min, int max, int otherwise) {
        return optional(key) ? map.number(key, min, max) : otherwise;
    }

    @Override
    public double decimal(String key, double min, double max) {
        return needed(key).decimal(key, min, max, range(min, max));
    }

    @Override
    public double decimal(String key, double min, double max, double otherwise) {
        return optional(key) ? map.decimal(key, min, max, range(min, max)) : otherwise;
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
        return optional(key) && map.flag(key);
    }

    @Override
    public String word(String key, List<String> known) {
        return needed(key).word(key, known);
    }

    @Override
    public String word(String key, List<String> known, String otherwise) {
        return optional(key) ? map.word(key, known) : otherwise;
    }

    @Override
    public String text(String key) {
        return needed(key).text(key);
    }

    @Override
    public String text(String key, String otherwise) {
        return optional(key) ? map.text(key) : otherwise;
    }

    @Override
    public int colour(String key) {
        return needed(key).colour(key).orElseThrow();
    }

    @Override
    public int colour(String key, int otherwise) {
        asked.add(key);
        return map.colour(key).orElse(otherwise);
    }

    @Override
    public RuntimeException wrong(String key, String message) {
        return map.wrong(key, message);
    }
}
