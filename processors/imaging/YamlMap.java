package imaging;

import java.nio.file.Path;
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

/** A YAML mapping that knows its lines and accepts only what it is asked for. */
final class YamlMap {
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

    private final Path file;
    private final String what;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /** @param what how to call it in a message, such as "the variant 'web'" */
    YamlMap(Path file, String what, Node node) {
        this.file = file;
        this.what = what;
        this.line = line(node);
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(line, what + " must be a mapping, 'key: value' on each line");
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw wrong(line(entry.getKeyNode()), "a key of " + what + " must be a plain word");
            }
            if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
                throw wrong(line(key), "'" + key.getValue() + "' is there twice in " + what + "; keep one of them");
            }
            lines.put(key.getValue(), line(key));
        }
    }

    private YamlMap(Path file, String what, int line) {
        this.file = file;
        this.what = what;
        this.line = line;
    }

    /** A mapping without keys: of a word that stands alone. */
    YamlMap nothing(int at, String word) {
        return new YamlMap(file, "'" + word + "'", at);
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
                throw unknown(key, known);
            }
        }
        for (String key : needed) {
            if (!values.containsKey(key)) {
                throw wrong(line, what + " has no '" + key + "'; add it");
            }
        }
        return this;
    }

    InvalidRecipeException unknown(String key, List<String> known) {
        String fix = known.isEmpty() ? "it takes none; leave it out" : Nearest.hint(key, known);
        return wrong(key, "unknown key '" + key + "' in " + what + "; " + fix);
    }

    /** Which one of these keys is there; it must be one alone. */
    String oneOf(List<String> keys) {
        List<String> there = keys.stream().filter(values::containsKey).toList();
        String all = "'" + String.join("', '", keys) + "'";
        if (there.isEmpty()) {
            throw wrong(line, what + " has none of " + all + "; add one");
        }
        if (there.size() > 1) {
            throw wrong(
                    there.get(1),
                    "'" + there.get(1) + "' and '" + there.get(0) + "' exclude each other in " + what
                            + "; keep one of them");
        }
        return there.get(0);
    }

    YamlMap map(String key) {
        return new YamlMap(file, "'" + key + "'", values.get(key));
    }

    boolean isMap(String key) {
        return values.get(key) instanceof MappingNode;
    }

    String text(String key) {
        return scalar(values.get(key), "'" + key + "'");
    }

    int number(String key, int min, int max) {
        String text = text(key);
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        throw wrong(
                key,
                "'" + key + "' is '" + text + "'; give a whole number from " + min
                        + (max == Integer.MAX_VALUE ? "" : " to " + max));
    }

    /** @param range such as "0 to 1" */
    double decimal(String key, double min, double max, String range) {
        String text = text(key);
        try {
            double number = Double.parseDouble(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        throw wrong(key, "'" + key + "' is '" + text + "'; give a number from " + range);
    }

    double decimal(String key, double min, double max, String range, double otherwise) {
        return has(key) ? decimal(key, min, max, range) : otherwise;
    }

    boolean flag(String key) {
        return has(key) && word(key, List.of("true", "false")).equals("true");
    }

    /** 0xAARRGGBB. */
    Optional<Integer> colour(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        String text = text(key);
        if (text.equals("transparent")) {
            return Optional.of(0);
        }
        if (!COLOUR.matcher(text).matches()) {
            throw wrong(
                    key,
                    "'" + key + "' is '" + text + "'; give a colour in quotes, such as \"#ffffff\" (after a bare # YAML"
                            + " reads no further), or transparent");
        }
        return Optional.of(0xff000000 | Integer.parseInt(text.substring(1), 16));
    }

    String word(String key, List<String> known) {
        return known(values.get(key), "'" + key + "'", known);
    }

    /** A list of different known words. */
    List<String> words(String key, List<String> known) {
        Node node = values.get(key);
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(key, "'" + key + "' must be a list, such as [" + String.join(", ", known) + "]");
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
            String word = known(item, "an item of '" + key + "'", known);
            if (words.contains(word)) {
                throw wrong(line(item), "'" + word + "' is there twice in '" + key + "'; keep one of them");
            }
            words.add(word);
        }
        if (words.isEmpty()) {
            throw wrong(key, "'" + key + "' is empty; name at least one of " + String.join(", ", known));
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
            throw wrong(key, "'" + key + "' must be a list, such as " + example);
        }
        String name = "an item of '" + key + "'";
        List<Item> items = new ArrayList<>();
        for (Node node : sequence.getValue()) {
            if (node instanceof MappingNode mapping) {
                YamlMap needs = new YamlMap(file, name, mapping);
                if (needs.names().size() != 1) {
                    throw wrong(
                            line(node),
                            name + " has " + needs.names().size()
                                    + " keys; begin each step with '- ', or put it in {}");
                }
                String word = needs.names().get(0);
                if (!known.contains(word)) {
                    throw needs.wrong(word, name + " is '" + word + "'; " + Nearest.hint(word, known));
                }
                items.add(new Item(word, line(node), needs));
            } else {
                items.add(new Item(known(node, name, known), line(node), null));
            }
        }
        return items;
    }

    private String known(Node node, String name, List<String> known) {
        String word = scalar(node, name);
        if (!known.contains(word)) {
            throw wrong(line(node), name + " is '" + word + "'; " + Nearest.hint(word, known));
        }
        return word;
    }

    private String scalar(Node node, String name) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(line(node), name + " must be a single value");
    }

    InvalidRecipeException wrong(String key, String message) {
        return wrong(lines.getOrDefault(key, line), message);
    }

    InvalidRecipeException wrong(int at, String message) {
        return new InvalidRecipeException(file + ":" + at + ": " + message + ".");
    }
}
