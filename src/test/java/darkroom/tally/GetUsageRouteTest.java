package darkroom.tally;

import static darkroom.tally.TallyStack.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import darkroom.model.BadRequestException;
import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The route on a real ClickHouse; the web server in front of it and its error policy are tested elsewhere. */
class GetUsageRouteTest extends TallyRouteTest {
    private static final HikariDataSource DATA_SOURCE = TallyStack.dataSource();

    /** Stands for the keys of the house: who shows the key {@code KEY-of-x} is the customer x. */
    public static final class Keys {
        public String usage(@Header("Authorization") String credential) {
            return credential.replace("Bearer KEY-of-", "");
        }
    }

    @BeforeAll
    static void insertAYear() throws Exception {
        TallyStack.dropSchema();
        new Migrations(DATA_SOURCE, TallyStack.migrations()).apply();
        sql(new Tallies(Receipts.JSON, Erasures.NONE, () -> {}, () -> {})
                .insert(Stream.of(
                                receipt("demo", "2026-10-31T23:59:59.999Z", Outcome.ok, 2),
                                receipt("demo", "2026-11-01T00:00:00Z", Outcome.ok, 2),
                                receipt("demo", "2026-11-01T12:00:00Z", Outcome.ok, 2),
                                receipt("demo", "2026-11-01T12:00:00Z", Outcome.rejected, 0),
                                receipt("demo", "2026-11-02T23:59:59.999Z", Outcome.failed, 0),
                                receipt("demo", "2026-11-03T00:00:00Z", Outcome.ok, 1),
                                receipt("other", "2026-11-01T12:00:00Z", Outcome.ok, 2))
                        .map(Receipts::tally)
                        .toList()));
    }

    @AfterAll
    static void closeThePool() {
        DATA_SOURCE.close();
    }

    @Override
    String[] files() {
        return new String[] {"get-usage"};
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        super.bindToRegistry(registry);
        registry.bind("access", new Keys());
        registry.bind("usage", new Usage(Receipts.JSON, Clock.systemUTC()));
        registry.bind("dataSource", DATA_SOURCE);
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true);
    }

    @BeforeEach
    void takeTheWebServerAway() throws Exception {
        AdviceWith.adviceWith(context, "get-usage", route -> route.replaceFromWith("direct:get-usage"));
        context.start();
    }

    @Test
    void answersTheDaysThatAreAskedForBothIncluded() throws Exception {
        Exchange answer = ask("demo", Map.of("from", "2026-11-01", "to", "2026-11-02"));
        assertThat(answer.getMessage().getHeaders()).isEqualTo(Map.of("Content-Type", "application/json"));
        JsonNode usage = Receipts.JSON
                .readTree(answer.getMessage().getBody(String.class))
                .get("usage");
        assertThat(usage)
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"day\":\"2026-11-01\",\"type\":\"jpeg\",\"source\":\"http\",\"outcome\":\"ok\",\"images\":2,\"variants\":4,\"bytesReceived\":5300000,\"bytesOut\":6000}",
                        "{\"day\":\"2026-11-01\",\"type\":\"jpeg\",\"source\":\"http\",\"outcome\":\"rejected\",\"images\":1,\"variants\":0,\"bytesReceived\":2650000,\"bytesOut\":0}",
                        "{\"day\":\"2026-11-02\",\"type\":\"jpeg\",\"source\":\"http\",\"outcome\":\"failed\",\"images\":1,\"variants\":0,\"bytesReceived\":2650000,\"bytesOut\":0}");
    }

    @Test
    void answersCsvToWhoPrefersIt() {
        Exchange answer = ask("demo", Map.of("from", "2026-11-03", "to", "2026-11-03", "Accept", "text/csv"));
        assertThat(answer.getMessage().getHeader("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("""
                        day,type,source,outcome,images,variants,bytesReceived,bytesOut\r
                        2026-11-03,jpeg,http,ok,1,1,2650000,1000\r
                        """);
    }

    /** What customers read of themselves and what analysts read of them cannot be two things. */
    @ParameterizedTest
    @CsvSource({"acme, Acme (acme)", "beta, Same (beta)", "gamma, Same (gamma)", "delta, delta"})
    void itsSumsAreThoseOfTheCards(String customer, String shown) throws Exception {
        CardImages.insertCustomers();
        CardImages.insert(CardImages.rows());
        Map<String, Object> period = Map.of("from", "2026-01-01", "to", "2026-03-31");
        List<Map<String, Object>> usage = Receipts.JSON.convertValue(
                Receipts.JSON
                        .readTree(ask(customer, period).getMessage().getBody(String.class))
                        .get("usage"),
                new TypeReference<>() {});

        assertThat(sums(usage, List.of("day"), "images")).isEqualTo(card("images", shown, 1, 0));
        assertThat(sums(usage, List.of("day", "source"), "images")).isEqualTo(card("images-by-source", shown, 2, 0));
        assertThat(sums(usage, List.of("type"), "images")).isEqualTo(card("source-formats", shown, 1, 0));
        for (int number = 0; number < 2; number++) {
            Map<String, Long> own = new TreeMap<>();
            sums(usage, List.of("source", "type", "outcome"), number == 0 ? "images" : "variants")
                    .forEach((key, sum) -> own.put(shown + "\t" + key, sum));
            assertThat(own).isEqualTo(card("images-by-customer-and-type", shown, 4, number));
        }
        List<Map<String, Object>> well =
                usage.stream().filter(row -> row.get("outcome").equals("ok")).toList();
        assertThat(sums(well, List.of("day"), "bytesReceived")).isEqualTo(card("bytes", shown, 1, 0));
        assertThat(sums(well, List.of("day"), "bytesOut")).isEqualTo(card("bytes", shown, 1, 1));
        assertThat(sums(usage, List.of(), "bytesOut").get(""))
                .isEqualTo(card("output-formats", shown, 1, 0).values().stream()
                        .mapToLong(Long::longValue)
                        .sum());

        Map<String, Object> asCsv = new HashMap<>(period);
        asCsv.put("Accept", "text/csv");
        List<String> lines = ask(customer, asCsv)
                .getMessage()
                .getBody(String.class)
                .lines()
                .skip(1)
                .toList();
        assertThat(lines)
                .isNotEmpty()
                .isEqualTo(usage.stream()
                        .map(row -> row.values().stream()
                                .map(value -> value == null ? "" : value.toString())
                                .collect(Collectors.joining(",")))
                        .toList());
    }

    /** @return by the words of {@code keys}, tab separated */
    private static Map<String, Long> sums(List<Map<String, Object>> usage, List<String> keys, String number) {
        Map<String, Long> sums = new TreeMap<>();
        for (Map<String, Object> row : usage) {
            String key = keys.stream()
                    .map(name -> row.get(name) == null ? "" : row.get(name).toString())
                    .collect(Collectors.joining("\t"));
            sums.merge(key, ((Number) row.get(number)).longValue(), Long::sum);
        }
        return sums;
    }

    /** One number of a card, by the columns in front of its numbers. */
    private static Map<String, Long> card(String id, String customer, int columns, int number) {
        Card card = Card.all().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        Map<String, Long> numbers = new TreeMap<>();
        for (String line : sql(card.where("customer = '" + customer + "' AND day >= '2026-01-01'"))
                .split("\n")) {
            List<String> cells = List.of(line.split("\t", -1));
            numbers.put(String.join("\t", cells.subList(0, columns)), Long.valueOf(cells.get(columns + number)));
        }
        return numbers;
    }

    @Test
    void neverShowsAnotherCustomersRows() {
        Map<String, Object> period = Map.of("from", "2026-11-01", "to", "2026-11-02", "Accept", "text/csv");
        assertThat(ask("other", period).getMessage().getBody(String.class).lines())
                .hasSize(2);
        assertThat(ask("nobody", period).getMessage().getBody(String.class).lines())
                .hasSize(1);
        assertThat(ask("x' OR '1'='1", period)
                        .getMessage()
                        .getBody(String.class)
                        .lines())
                .hasSize(1);
        Map<String, Object> spoofed = new HashMap<>(period);
        spoofed.put("customer", "other");
        spoofed.put("CamelJdbcParameters", Map.of("customer", "other", "from", "2026-11-01", "to", "2026-11-02"));
        assertThat(ask("nobody", spoofed).getMessage().getBody(String.class).lines())
                .hasSize(1);
    }

    @Test
    void refusesDaysThatAreNone() {
        assertThatThrownBy(() -> {
                    throw ask("demo", Map.of("from", "2026-13-01")).getException();
                })
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("from=2026-13-01 is no day");
    }

    @Test
    void handsAnOutageToTheErrorPolicy() {
        TallyStack.stack().kill("clickhouse");
        try {
            assertThat(ask("demo", Map.of()).getException()).isInstanceOf(SQLException.class);
        } finally {
            TallyStack.stack().restart("clickhouse");
        }
    }

    private Exchange ask(String customer, Map<String, Object> headers) {
        return template.request("direct:get-usage", exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setHeader("Authorization", "Bearer KEY-of-" + customer);
        });
    }

    private static Receipt receipt(String customer, String received, Outcome outcome, int variants) {
        Instant at = Instant.parse(received);
        Receipt ok = Receipts.ok(UUID.randomUUID(), customer, at, variants);
        return Receipts.receipt(ok.id(), customer, outcome, null, at, at, variants == 0 ? List.of() : ok.variants());
    }
}
