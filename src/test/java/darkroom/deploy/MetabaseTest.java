package darkroom.deploy;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.requestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.unauthorized;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The command that publishes to Metabase, over HTTP, against stubs that answer as the documentation of its API has it for these
 * calls: Metabase itself is not run here. What the stubs do not know is 404, and ends the command.
 */
class MetabaseTest {
    private static final String PASSWORD = "a long password";
    private static final String SESSION = "X-Metabase-Session";
    private static final int DATABASE = 7;
    private static final int COLLECTION = 3;
    private static final int DASHBOARD = 9;
    private static final Pattern VIEW = Pattern.compile("FROM darkroom\\.(bi_\\w+)");

    private final WireMockServer server =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
    private final ObjectMapper json = new ObjectMapper();

    /** The id that the server gives to each card, by title. */
    private final Map<String, Integer> cards = new TreeMap<>();

    private String metadata;

    private record Result(int exit, String output) {}

    @BeforeEach
    void readTheCards() throws IOException {
        List<String> views = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("dashboards/queries"))) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                Matcher view = VIEW.matcher(text);
                assertThat(view.find()).as(file.toString()).isTrue();
                views.add(view.group(1));
                cards.put(text.lines().findFirst().orElseThrow().substring("-- ".length()), 100 + cards.size());
            }
        }
        String fields = Stream.of("day", "customer", "source", "input_format")
                .map(name -> "{\"name\": \"%s\", \"id\": %d}".formatted(name, 1_000 + name.length()))
                .collect(joining(","));
        metadata = views.stream()
                .distinct()
                .map(view -> "{\"name\": \"%s\", \"fields\": [%s]}".formatted(view, fields))
                .collect(joining(",", "{\"tables\": [", "]}"));
        server.start();
        server.stubFor(any(anyUrl()).atPriority(9).withHeader(SESSION, absent()).willReturn(unauthorized()));
        server.stubFor(get("/api/session/properties").willReturn(okJson("{\"has-user-setup\": true}")));
        server.stubFor(post("/api/session")
                .withRequestBody(equalToJson("{\"username\": \"ana@example.org\", \"password\": \"" + PASSWORD + "\"}"))
                .willReturn(okJson("{\"id\": \"session-1\"}")));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    /** @param there whether all has been published before */
    private void stub(boolean there) {
        answer("GET", "/api/setting/report-timezone", there ? "\"UTC\"" : "\"Europe/Berlin\"");
        server.stubFor(put("/api/setting/report-timezone")
                .withHeader(SESSION, equalTo("session-1"))
                .willReturn(noContent()));
        answer("GET", "/api/database", "{\"data\": [" + (there ? named(DATABASE, "Darkroom") : "") + "]}");
        answer("POST", "/api/database", named(DATABASE, "Darkroom"));
        answer("PUT", "/api/database/" + DATABASE, named(DATABASE, "Darkroom"));
        answer("POST", "/api/database/" + DATABASE + "/sync_schema", "{\"status\": \"ok\"}");
        answer("GET", "/api/database/" + DATABASE + "/metadata?include_hidden=true", metadata);
        answer("GET", "/api/collection", "[" + (there ? named(COLLECTION, "Darkroom") : "") + "]");
        answer("POST", "/api/collection", named(COLLECTION, "Darkroom"));
        String all = cards.entrySet().stream()
                .map(card -> named(card.getValue(), card.getKey()))
                .collect(joining(","));
        String items = "/api/collection/" + COLLECTION + "/items?models=%s&limit=1000";
        answer("GET", items.formatted("card"), "{\"data\": [" + (there ? all : "") + "]}");
        answer(
                "GET",
                items.formatted("dashboard"),
                "{\"data\": [" + (there ? named(DASHBOARD, "Darkroom") : "") + "]}");
        cards.forEach((title, id) -> {
            server.stubFor(post("/api/card")
                    .withHeader(SESSION, equalTo("session-1"))
                    .withRequestBody(matchingJsonPath("$.name", equalTo(title)))
                    .willReturn(okJson(named(id, title))));
            answer("PUT", "/api/card/" + id, named(id, title));
        });
        answer("POST", "/api/dashboard", named(DASHBOARD, "Darkroom"));
        answer(
                "GET",
                "/api/dashboard/" + DASHBOARD,
                there
                        ? "{\"tabs\": [{\"id\": 51, \"name\": \"Business\"}], \"dashcards\": [{\"id\": 61, \"card_id\": "
                                + cards.get("Images") + "}]}"
                        : "{\"tabs\": [], \"dashcards\": []}");
        answer("PUT", "/api/dashboard/" + DASHBOARD, named(DASHBOARD, "Darkroom"));
    }

    private void answer(String method, String url, String body) {
        server.stubFor(request(method, urlEqualTo(url))
                .withHeader(SESSION, equalTo("session-1"))
                .willReturn(okJson(body)));
    }

    private static String named(int id, String name) {
        return "{\"id\": %d, \"name\": \"%s\"}".formatted(id, name);
    }

    private Result publish(String password) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "python3",
                "dashboards/tools",
                "publish",
                "metabase",
                "--url",
                server.baseUrl(),
                "--user",
                "ana@example.org",
                "--clickhouse",
                "clickhouse:8123");
        builder.environment().put("DARKROOM_METABASE_PASSWORD", password);
        builder.environment().put("DARKROOM_ANALYST_PASSWORD", "of the analyst");
        Process process;
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException noPython) {
            String reason = "SKIPPED: publishing to Metabase is NOT checked: " + noPython.getMessage();
            System.err.println(reason);
            return Assumptions.abort(reason);
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private JsonNode onlyBody(String method, String url) throws IOException {
        var found = server.findAll(requestedFor(method, urlEqualTo(url)));
        assertThat(found).as(method + " " + url).hasSize(1);
        return json.readTree(found.get(0).getBodyAsString());
    }

    @Test
    void aServerWithNothingGetsAllOfItWithFiltersWired() throws Exception {
        stub(false);
        Result made = publish(PASSWORD);
        assertThat(made.exit()).as(made.output()).isZero();
        assertThat(made.output()).contains(cards.size() + " cards").doesNotContain(PASSWORD);

        JsonNode database = onlyBody("POST", "/api/database");
        assertThat(database.at("/engine").asText()).isEqualTo("clickhouse");
        assertThat(database.at("/details/host").asText()).isEqualTo("clickhouse");
        assertThat(database.at("/details/password").asText()).isEqualTo("of the analyst");
        assertThat(onlyBody("PUT", "/api/setting/report-timezone").at("/value").asText())
                .isEqualTo("UTC");
        server.verify(cards.size(), postRequestedFor(urlEqualTo("/api/card")));
        server.verify(0, putRequestedFor(urlMatching("/api/card/.*")));

        JsonNode dashboard = onlyBody("PUT", "/api/dashboard/" + DASHBOARD);
        assertThat(dashboard.at("/dashcards")).hasSize(cards.size());
        assertThat(dashboard.at("/tabs").findValuesAsText("name"))
                .containsExactly("Business", "Upsell and churn", "Quality and cost");
        List<String> parameters = dashboard.at("/parameters").findValuesAsText("id");
        assertThat(parameters).containsExactlyInAnyOrder("period", "customer", "source", "type");
        int wired = 0;
        for (JsonNode place : dashboard.at("/dashcards")) {
            assertThat(cards).containsValue(place.at("/card_id").asInt());
            for (JsonNode mapping : place.at("/parameter_mappings")) {
                assertThat(parameters).contains(mapping.at("/parameter_id").asText());
                assertThat(mapping.at("/card_id").asInt())
                        .isEqualTo(place.at("/card_id").asInt());
                wired++;
            }
        }
        assertThat(wired).isGreaterThan(cards.size());
    }

    @Test
    void onceMoreChangesWhatIsThereAndMakesNothing() throws Exception {
        stub(true);
        Result again = publish(PASSWORD);
        assertThat(again.exit()).as(again.output()).isZero();
        server.verify(1, postRequestedFor(anyUrl()).withRequestBody(matchingJsonPath("$.username"))); // the session
        server.verify(1, postRequestedFor(urlMatching(".*/sync_schema")));
        server.verify(2, postRequestedFor(anyUrl()));
        server.verify(1, putRequestedFor(urlEqualTo("/api/database/" + DATABASE)));
        server.verify(0, putRequestedFor(urlMatching("/api/setting/.*")));
        cards.values().forEach(id -> server.verify(1, putRequestedFor(urlEqualTo("/api/card/" + id))));

        JsonNode dashboard = onlyBody("PUT", "/api/dashboard/" + DASHBOARD);
        assertThat(dashboard.at("/tabs/0/id").asInt())
                .as("the tab that is there")
                .isEqualTo(51);
        assertThat(dashboard.at("/tabs/1/id").asInt()).as("a new one").isNegative();
        for (JsonNode place : dashboard.at("/dashcards")) {
            boolean there = place.at("/card_id").asInt() == cards.get("Images");
            if (there) {
                assertThat(place.at("/id").asInt()).isEqualTo(61);
            } else {
                assertThat(place.at("/id").asInt()).isNegative();
            }
        }
    }

    @Test
    void whatIsRefusedEndsTheCommandWithTheCallAndTheAnswer() throws Exception {
        stub(false);
        Result refused = publish("another password");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("POST /session with 401").doesNotContain("Traceback", "another password");
        server.verify(0, anyRequestedFor(urlMatching("/api/(database|card|dashboard|collection).*")));

        server.stubFor(post("/api/card")
                .withHeader(SESSION, equalTo("session-1"))
                .atPriority(1)
                .willReturn(okJson("{\"errors\": {\"dataset_query\": \"is no query\"}}")
                        .withStatus(400)));
        Result halfway = publish(PASSWORD);
        assertThat(halfway.exit()).isEqualTo(1);
        assertThat(halfway.output())
                .contains("POST /card with 400", "is no query")
                .doesNotContain("Traceback");
        server.verify(0, putRequestedFor(urlMatching("/api/dashboard/.*")));
    }
}
