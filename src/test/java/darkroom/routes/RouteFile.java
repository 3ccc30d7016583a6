package darkroom.routes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One file of {@code routes/}, as text and as a tree. Immutable. */
final class RouteFile {
    private static final String END = ".camel.yaml";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String stem;
    private final String text;
    private final JsonNode tree;
    private final String syntaxError;

    private RouteFile(String stem, String text, JsonNode tree, String syntaxError) {
        this.stem = stem;
        this.text = text;
        this.tree = tree;
        this.syntaxError = syntaxError;
    }

    /** One place of the tree, with the id nearest to it. */
    record Place(String key, JsonNode node, String step) {}

    static RouteFile of(String stem, String text) {
        try {
            return new RouteFile(stem, text, YAML.readTree(text), null);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            return new RouteFile(
                    stem,
                    text,
                    MissingNode.getInstance(),
                    "line " + line + ": " + e.getOriginalMessage().replaceAll("\\s+", " "));
        }
    }

    /** All route files of a folder, by name. */
    static List<RouteFile> folder(Path folder) throws IOException {
        List<RouteFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.sorted().toList()) {
                String name = path.getFileName().toString();
                if (name.endsWith(END)) {
                    files.add(of(name.substring(0, name.length() - END.length()), Files.readString(path)));
                }
            }
        }
        return files;
    }

    String stem() {
        return stem;
    }

    String name() {
        return stem + END;
    }

    List<String> lines() {
        return text.lines().toList();
    }

    JsonNode tree() {
        return tree;
    }

    /** Why it is no YAML, or null. */
    String syntaxError() {
        return syntaxError;
    }

    /** The parts of one kind: {@code route} or {@code routeConfiguration}. */
    List<JsonNode> parts(String kind) {
        List<JsonNode> parts = new ArrayList<>();
        tree.forEach(part -> {
            if (part.has(kind)) {
                parts.add(part.get(kind));
            }
        });
        return parts;
    }

    /** Everything that has a name in the tree, in the order of the text. */
    List<Place> places() {
        return places(tree);
    }

    static List<Place> places(JsonNode root) {
        List<Place> places = new ArrayList<>();
        walk(root, "", places);
        return places;
    }

    private static void walk(JsonNode node, String step, List<Place> places) {
        String nearest = node.path("id").asText(step);
        node.properties().forEach(field -> {
            String own = field.getValue().path("id").asText(nearest);
            places.add(new Place(field.getKey(), field.getValue(), own));
            walk(field.getValue(), own, places);
        });
        if (node.isArray()) {
            node.forEach(element -> walk(element, nearest, places));
        }
    }

    Complaint complaint(String step, String what) {
        return new Complaint(name(), step, what);
    }
}
