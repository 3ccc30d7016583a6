package imaging;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML mapping that knows its lines and accepts only what it is asked for. */
final class YamlMap {
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

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    List<String> names() {
        return List.copyOf(values.keySet());
    }

    /** Exactly these keys, all of them. */
    YamlMap keys(String... known) {
        for (String key : values.keySet()) {
            if (!List.of(known).contains(key)) {
                throw wrong(key, "unknown key '" + key + "' in " + what + "; " + Nearest.hint(key, List.of(known)));
            }
        }
        for (String key : known) {
            if (!values.containsKey(key)) {
                throw wrong(line, what + " has no '" + key + "'; add it");
            }
        }
        return this;
    }

    YamlMap map(String key) {
        return new YamlMap(file, "'" + key + "'", values.get(key));
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

    String word(String key, List<String> known) {
        return known(values.get(key), "'" + key + "'", known);
    }

    /** A list of different known words. */
    List<String> words(String key, List<String> known) {
        Node node = values.get(key);
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(key, "'" + key + "' must be a list, such as [" + String.join(", ", known) + "]");
        }
        List<String> words = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            String word = known(item, "an item of '" + key + "'", known);
            if (words.contains(word)) {
                throw wrong(line(item), "'" + word + "' is there twice in '" + key + "'; keep one of them");
            }
            words.add(word);
        }
        return words;
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

    private InvalidRecipeException wrong(int at, String message) {
        return new InvalidRecipeException(file + ":" + at + ": " + message + ".");
    }
}
