package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.yaml.snakeyaml.Yaml;

/** openapi.yaml describes what the routes serve, no more and no less. */
class OpenApiTest {
    private static final Path FILE = Path.of("src/main/resources/openapi.yaml");
    private static final Pattern DOOR =
            Pattern.compile("uri: \"?platform-http:(/[^\\s\"]*)\"?\\s+parameters:\\s+httpMethodRestrict: ([A-Z,]+)");
    private static final List<String> METHODS = List.of("get", "head", "post", "put", "delete", "patch", "options");

    private final Map<String, Object> api = new Yaml().load(Files.readString(FILE));

    OpenApiTest() throws IOException {}

    @Test
    void itNamesEveryPathAndMethodOfTheRoutesAndNoOther() throws IOException {
        Map<String, Set<String>> described = new TreeMap<>();
        map(api.get("paths")).forEach((path, item) -> {
            boolean ofTheManagementPort = map(item).containsKey("servers");
            if (!ofTheManagementPort) {
                Set<String> methods = new TreeSet<>(map(item).keySet());
                methods.retainAll(METHODS);
                described.put(path, methods);
            }
        });
        assertThat(described).isEqualTo(served()).containsKey("/v1/images");
    }

    private static Map<String, Set<String>> served() throws IOException {
        Map<String, Set<String>> served = new TreeMap<>();
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.sorted().toList()) {
                String text = Files.readString(route);
                Matcher door = DOOR.matcher(text);
                while (door.find()) {
                    served.computeIfAbsent(door.group(1), path -> new TreeSet<>())
                            .addAll(List.of(
                                    door.group(2).toLowerCase(Locale.ROOT).split(",")));
                }
                assertThat(text.split("platform-http:/", -1).length - 1)
                        .as(route + ": doors without httpMethodRestrict as their first parameter")
                        .isEqualTo((int) DOOR.matcher(text).results().count());
            }
        }
        return served;
    }

    @Test
    void everyCodeHasATitleAndAPlaceInBothGuides() throws IOException {
        Map<String, Object> problem =
                map(map(map(api.get("components")).get("schemas")).get("Problem"));
        List<?> codes =
                (List<?>) map(map(problem.get("properties")).get("code")).get("enum");
        String titles = Files.readString(Path.of("src/main/java/darkroom/access/Reasons.java"));
        String guide = Files.readString(Path.of("docs/http.md"));
        assertThat(codes).hasSizeGreaterThan(10).allSatisfy(code -> {
            assertThat(titles).contains("entry(\"" + code + "\"");
            assertThat(guide).contains("| `" + code + "` |");
        });
        List<Object> rows = Pattern.compile("(?m)^\\| (\\d{3}) \\| `([a-z-]+)` \\| (.*) \\| (.*) \\|$")
                .matcher(guide)
                .results()
                .<Object>map(r -> Map.of(
                        "status",
                        Integer.valueOf(r.group(1)),
                        "code",
                        r.group(2),
                        "when",
                        r.group(3),
                        "fix",
                        r.group(4)))
                .toList();
        assertThat(rows).extracting(row -> map(row).get("code")).containsExactlyInAnyOrderElementsOf(texts(codes));
        assertThat(api.get("x-problems"))
                .as("what /docs/ tells of problems, which the guide's table does, too")
                .isEqualTo(rows);
    }

    @Test
    void itIsServed() throws Exception {
        MockMvcBuilders.routerFunctions(new Edge().description())
                .build()
                .perform(get("/openapi.yaml"))
                .andExpect(status().isOk())
                .andExpect(content().contentType("application/yaml"))
                .andExpect(content().string(Files.readString(FILE)));
    }

    @Test
    void itIsServedToWhoReadsNoYaml() throws Exception {
        MockMvcBuilders.routerFunctions(new Edge().description())
                .build()
                .perform(get("/openapi.json"))
                .andExpect(status().isOk())
                .andExpect(content().contentType("application/json"))
                .andExpect(content().json(new ObjectMapper().writeValueAsString(api), JsonCompareMode.STRICT));
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(String::valueOf).toList();
    }

    @SuppressWarnings("unchecked") // YAML maps have names as keys
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
