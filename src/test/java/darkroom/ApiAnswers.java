package darkroom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * openapi.yaml, against which answers of the app are held: a status that the operation names, the headers that it promises,
 * the type and the form of its body, and no field more than it names. What is no operation is a problem document, or
 * somebody else's matter. Thread-safe.
 */
public final class ApiAnswers {
    private static final Path FILE = Path.of("src/main/resources/openapi.yaml");
    private static final String PROBLEM = "application/problem+json";

    /** Of the server and not of an operation: other methods, expectations, encodings and protocols. */
    private static final Set<Integer> ANYWHERE = Set.of(405, 417, 501, 505);

    private final ObjectMapper json = new ObjectMapper();
    private final JsonNode api;
    private final List<Operations> paths = new ArrayList<>();
    private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();

    private record Operations(Pattern path, int variables, JsonNode methods) {}

    public ApiAnswers() {
        try {
            api = json.valueToTree(new Yaml().<Object>load(Files.readString(FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close(api.at("/components/schemas"));
        api.get("paths").properties().forEach(path -> {
            Pattern pattern = Pattern.compile(path.getKey().replaceAll("\\{[^}]*}", "[^/]+"));
            int variables = path.getKey().split("\\{", -1).length - 1;
            if (!path.getValue().has("servers")) { // else it is of the management port
                paths.add(new Operations(pattern, variables, path.getValue()));
            }
        });
        paths.sort(Comparator.comparingInt(Operations::variables));
    }

    /** What is not said of an object is not allowed to be in it; a reader of the description would not know it. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(ApiAnswers::close);
    }

    /**
     * @param path without its query
     * @param headers names in any case
     * @return what is wrong; empty = it is as described
     */
    public List<String> faults(String method, String path, int status, Map<String, List<String>> headers, byte[] body) {
        Map<String, String> named = new HashMap<>();
        headers.forEach((name, values) -> named.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        boolean withBody = !method.equals("HEAD");
        Optional<JsonNode> operation = operation(method, path);
        if (operation.isEmpty() || ANYWHERE.contains(status)) {
            return status < 400 ? List.of() : problem(named, withBody ? body : null);
        }
        JsonNode response = resolve(operation.get().path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            return List.of("it answers " + status + ", which the description does not name");
        }
        List<String> faults = new ArrayList<>();
        response.path("headers")
                .properties()
                .forEach(header -> faults.addAll(header(header.getKey(), resolve(header.getValue()), named)));
        if (withBody) {
            faults.addAll(content(response.path("content"), named, body));
        }
        return faults;
    }

    private Optional<JsonNode> operation(String method, String path) {
        return paths.stream()
                .filter(each -> each.path().matcher(path).matches())
                .findFirst()
                .map(each -> each.methods().path(method.toLowerCase(Locale.ROOT)))
                .filter(found -> !found.isMissingNode());
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? api.at(node.get("$ref").asText().substring(1)) : node;
    }

    private List<String> header(String name, JsonNode described, Map<String, String> headers) {
        String value = headers.get(name.toLowerCase(Locale.ROOT));
        if (value == null) {
            return described.path("required").asBoolean() ? List.of("the header " + name + " is missing") : List.of();
        }
        boolean number = described.at("/schema/type").asText().equals("integer") && value.matches("-?\\d+");
        JsonNode node = number
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                : JsonNodeFactory.instance.textNode(value);
        return validate("the header " + name, described.get("schema"), node);
    }

    private List<String> content(JsonNode content, Map<String, String> headers, byte[] body) {
        String type = headers.getOrDefault("content-type", "").split(";", 2)[0].strip();
        if (content.isMissingNode()) {
            return body.length == 0 ? List.of() : List.of("a body of the type '" + type + "', and none is described");
        }
        if (!content.has(type)) {
            return List.of("the type '" + type + "', which the description does not name");
        }
        JsonNode schema = content.get(type).path("schema");
        return schema.isMissingNode() || !type.endsWith("json") ? List.of() : body(schema, body);
    }

    private List<String> problem(Map<String, String> headers, byte[] body) {
        String type = headers.getOrDefault("content-type", "");
        if (!type.equals(PROBLEM)) {
            return List.of("the type '" + type + "' instead of " + PROBLEM);
        }
        return body == null ? List.of() : body(api.at("/components/schemas/Problem"), body);
    }

    private List<String> body(JsonNode schema, byte[] body) {
        try {
            return validate("the body", schema, json.readTree(body));
        } catch (IOException e) {
            return List.of("the body is no JSON: " + new String(body, StandardCharsets.UTF_8));
        }
    }

    private List<String> validate(String what, JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .map(message -> what + ": " + message + " in " + value)
                .toList();
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode document = json.createObjectNode();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.set("components", api.get("components"));
        document.putArray("allOf").add(schema);
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(document, config);
    }
}
