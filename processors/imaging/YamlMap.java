package imaging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML mapping that knows its lines and accepts only what it is asked for. What is wrong goes to the {@link Mistakes}, and
 * reading goes on with the first value that would be valid; a key that is missing has it too, and {@link #keys} has said so.
 */
final class YamlMap {
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

    private final Mistakes mistakes;
    private final String what;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    /** What is missing may only be misspelt then. */
    private boolean hasUnknown;

    /** @param what how to call it in a message, such as "the variant 'web'" */
    YamlMap(Mistakes mistakes, String what, Node node) {
        this(mistakes, what, line(node));
        if (!(node instanceof MappingNode mapping)) {
            wrong(line, what + " must be a mapping, 'key: value' on each line");
            hasUnknown = true;
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                wrong(line(entry.getKeyNode()), "a key of " + what + " must be a plain word");
                continue;
            }
            if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
                wrong(line(key), "'" + key.getValue() + "' is there twice in " + what + "; keep one of them");
                continue;
            }
            lines.put(key.getValue(), line(key));
        }
    }

    private YamlMap(Mistakes mistakes, String what, int line) {
        this.mistakes = mistakes;
        this.what = what;
        this.line = line;
    }

    /** A mapping without keys: of a word that stands alone. */
    YamlMap nothing(int at, String word) {
        return new YamlMap(mistakes, "'" + word + "'", at);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    List<String> names() {
        return List.copyOf(values.keySet());
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** How many mistakes there are in the file by now. */
    int mistakes() {
        return mistakes.count();
    }

    /** Exactly these keys, all of them. */
    YamlMap keys(String... known) {
        return keys(List.of(known), List.of());
    }

    /** No other keys than these, and all that are needed. */
    YamlMap keys(List<String> needed, List<String> optional) {
        List<String> known = new ArrayList<>(needed);
        known.addAll(optional);
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                unknown(key, known);
            }
        }
        for (String key : needed) {
            if (!values.containsKey(key)) {
                missing("no '" + key + "'; add it");
            }
        }
        return this;
    }

    void unknown(String key, List<String> known) {
        hasUnknown = true;
        String fix = known.isEmpty() ? "it takes none; leave it out" : Nearest.hint(key, known);
        wrong(key, "unknown key '" + key + "' in " + what + "; " + fix);
    }

    /** Where a key is not known, it is the one that is to be mended first. */
    private void missing(String message) {
        if (!hasUnknown) {
            wrong(line, what + " has " + message);
        }
    }

    /** Which one of these keys is there; it must be one alone. Empty where it is not. */
    Optional<String> oneOf(List<String> keys) {
        List<String> there = keys.stream().filter(values::containsKey).toList();
        if (there.isEmpty()) {
            missing("none of '" + String.join("', '", keys) + "'; add one");
        }
        if (there.size() > 1) {
            wrong(
                    there.get(1),
                    "'" + there.get(1) + "' and '" + there.get(0) + "' exclude each other in " + what
                            + "; keep one of them");
        }
        return there.size() == 1 ? Optional.of(there.get(0)) : Optional.empty();
    }

    YamlMap map(String key) {
        return new YamlMap(mistakes, "'" + key + "'", values.get(key));
    }

    boolean isMap(String key) {
        return values.get(key) instanceof MappingNode;
    }

    /** Empty where it is missing, or none. */
    Optional<String> text(String key) {
        return has(key) ? scalar(values.get(key), "'" + key + "'") : Optional.empty();
    }

    int number(String key, int min, int max) {
        Optional<String> text = text(key);
        try {
            int number = text.map(Integer::parseInt).orElse(min);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        wrong(
                key,
                "'" + key + "' is '" + text.orElseThrow() + "'; give a whole number from " + min
                        + (max == Integer.MAX_VALUE ? "" : " to " + max));
        return min;
    }

    /** @param range such as "0 to 1" */
    double decimal(String key, double min, double max, String range) {
        Optional<String> text = text(key);
        try {
            double number = text.map(Double::parseDouble).orElse(min);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        wrong(key, "'" + key + "' is '" + text.orElseThrow() + "'; give a number from " + range);
        return min;
    }

    double decimal(String key, double min, double max, String range, double otherwise) {
        return has(key) ? decimal(key, min, max, range) : otherwise;
    }

    boolean flag(String key) {
        return has(key) && word(key, List.of("true", "false")).equals("true");
    }

    /** 0xAARRGGBB. */
    Optional<Integer> colour(String key) {
        Optional<String> scalar = text(key);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        String text = scalar.get();
        if (text.equals("transparent")) {
            return Optional.of(0);
        }
        if (!COLOUR.matcher(text).matches()) {
            wrong(
                    key,
                    "'" + key + "' is '" + text + "'; give a colour in quotes, such as \"#ffffff\" (after a bare # YAML"
                            + " reads no further), or transparent");
            return Optional.empty();
        }
        return Optional.of(0xff000000 | Integer.parseInt(text.substring(1), 16));
    }

    String word(String key, List<String> known) {
        return has(key) ? known(values.get(key), "'" + key + "'", known).orElse(known.get(0)) : known.get(0);
    }

    /** A list of different known words. */
    List<String> words(String key, List<String> known) {
        Node node = values.get(key);
        if (!(node instanceof SequenceNode sequence)) {
            wrong(key, "'" + key + "' must be a list, such as [" + String.join(", ", known) + "]");
            return List.of();
        }
        return words(sequence, key, known);
    }

    /** One known word, or a list of different ones. */
    List<String> wordOrWords(String key, List<String> known) {
        Node node = values.get(key);
        return node instanceof SequenceNode sequence ? words(sequence, key, known) : List.of(word(key, known));
    }

    private List<String> words(SequenceNode sequence, String key, List<String> known) {
        List<String> words = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            String word = known(item, "an item of '" + key + "'", known).orElse(null);
            if (words.contains(word)) {
                wrong(line(item), "'" + word + "' is there twice in '" + key + "'; keep one of them");
            } else if (word != null) {
                words.add(word);
            }
        }
        if (sequence.getValue().isEmpty()) {
            wrong(key, "'" + key + "' is empty; name at least one of " + String.join(", ", known));
        }
        return words;
    }

    /**
     * A known word in a list.
     *
     * @param needs a mapping with that word as its only key, whose value is what the word needs to know; null for a bare
     *     word
     */
    record Item(String word, int line, YamlMap needs) {}

    /** @param example of a list, such as "[orient, srgb]" */
    List<Item> items(String key, List<String> known, String example) {
        if (!(values.get(key) instanceof SequenceNode sequence)) {
            wrong(key, "'" + key + "' must be a list, such as " + example);
            return List.of();
        }
        String name = "an item of '" + key + "'";
        List<Item> items = new ArrayList<>();
        for (Node node : sequence.getValue()) {
            (node instanceof MappingNode ? item(node, name, known) : bare(node, name, known)).ifPresent(items::add);
        }
        return items;
    }

    private Optional<Item> item(Node node, String name, List<String> known) {
        YamlMap needs = new YamlMap(mistakes, name, node);
        if (needs.names().size() != 1) {
            wrong(
                    line(node),
                    name + " has " + needs.names().size() + " keys; begin each step with '- ', or put it in {}");
            return Optional.empty();
        }
        String word = needs.names().get(0);
        if (!known.contains(word)) {
            needs.wrong(word, name + " is '" + word + "'; " + Nearest.hint(word, known));
            return Optional.empty();
        }
        return Optional.of(new Item(word, line(node), needs));
    }

    private Optional<Item> bare(Node node, String name, List<String> known) {
        return known(node, name, known).map(word -> new Item(word, line(node), null));
    }

    private Optional<String> known(Node node, String name, List<String> known) {
        Optional<String> word = scalar(node, name);
        if (word.isPresent() && !known.contains(word.get())) {
            wrong(line(node), name + " is '" + word.get() + "'; " + Nearest.hint(word.get(), known));
            return Optional.empty();
        }
        return word;
    }

    private Optional<String> scalar(Node node, String name) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        wrong(line(node), name + " must be a single value");
        return Optional.empty();
    }

    void wrong(String key, String message) {
        wrong(lines.getOrDefault(key, line), message);
    }

    void wrong(int at, String message) {
        mistakes.add(at, message);
    }

    /** What goes without saying where the mapping has keys that are not known: one of them may be the one. */
    void wrongUnlessMisspelt(String key, String message) {
        if (!hasUnknown) {
            wrong(key, message);
        }
    }
}
