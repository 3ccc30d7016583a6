package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.devservices.clickhouse.ClickHouse;
import darkroom.tally.Migration;
import darkroom.tally.Migrations;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The grants and limits of deploy/clickhouse/roles.sql, enforced by the real engine. It has one user at a time and nowhere
 * to keep roles, so the schema is built by a user who may do everything, and the data folder is then opened again by one
 * who has what the file grants to a role.
 */
class AnalystRightsTest {
    private static final Pattern GRANT = Pattern.compile("(?m)^(GRANT .+) TO (\\w+);$");
    private static final Pattern LIMIT = Pattern.compile("(\\w+) = (\\d+) (?:MIN 1 MAX (\\d+)|(CONST))");
    private static final String OWNER =
            "<darkroom><no_password/><networks><ip>::/0</ip></networks><profile>default</profile>"
                    + "<quota>default</quota><grants><query>GRANT SELECT, dictGet ON darkroom.*</query></grants></darkroom>";

    private static final String ROW =
            "INSERT INTO darkroom.image_tallies (tally_id, image_id, customer_id, variant, variant_no, outcome,"
                    + " occurred_at, finished_at) VALUES (generateUUIDv4(), generateUUIDv4(), 'acme', 'web', 1, 'ok',"
                    + " now64(3) - toIntervalDay(5), now64(3))";

    @TempDir
    private static Path folder;

    private static String roles;

    /** The engine, opened by {@code default} with the rights that are given; one at a time. */
    private record Opened(Process process, int port) implements AutoCloseable {
        String ask(String sql) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .POST(HttpRequest.BodyPublishers.ofString(sql))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .strip();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    @BeforeAll
    static void buildTheSchemaAsWhoMayDoEverything() throws Exception {
        roles = Files.readString(Path.of("deploy/clickhouse/roles.sql"));
        List<String> everything = List.of(
                "GRANT SHOW, SELECT, INSERT, ALTER, CREATE, DROP, SYSTEM ON *.*",
                "GRANT dictGet ON *.*",
                "GRANT SET DEFINER ON *");
        try (Opened engine = open(everything, Map.of());
                HikariDataSource dataSource = dataSource(engine)) {
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
            assertThat(engine.ask(ROW)).isEmpty();
            for (String view : engine.ask(
                            "SELECT name FROM system.tables WHERE database = 'darkroom' AND name LIKE 'bi_%'")
                    .split("\n")) {
                // here `default` has made them, as whom the analyst will come; on a server `darkroom` has
                assertThat(engine.ask(
                                "ALTER TABLE darkroom." + view + " MODIFY SQL SECURITY DEFINER DEFINER = darkroom"))
                        .isEmpty();
            }
        }
    }

    @Test
    void anAnalystReadsEveryViewAndNothingBehindThem() throws Exception {
        List<String> grants = new ArrayList<>(grantsOf("darkroom_analyst"));
        // the dictionary reads its table as `default`, who here is the analyst as well
        grants.add("GRANT SELECT ON darkroom.customers");
        Map<String, String> limits = new TreeMap<>(limits());
        limits.put("max_execution_time", "2"); // the test does not wait for a minute
        try (Opened analyst = open(grants, limits)) {
            List<String> views =
                    List.of(analyst.ask("SHOW TABLES FROM darkroom LIKE 'bi_%'").split("\n"));
            assertThat(views).hasSizeGreaterThan(10);
            for (String view : views) {
                assertThat(analyst.ask("SELECT * FROM darkroom." + view)).doesNotContain("Exception");
            }
            assertThat(analyst.ask("SELECT customer, images FROM darkroom.bi_tallies"))
                    .isEqualTo("acme\t1");

            assertThat(analyst.ask("SELECT count() FROM darkroom.image_tallies"))
                    .contains("ACCESS_DENIED")
                    .contains("SELECT for at least one column on darkroom.image_tallies");
            assertThat(analyst.ask("SELECT * FROM darkroom.prices")).contains("ACCESS_DENIED");
            assertThat(analyst.ask("SELECT * FROM merge('darkroom', '^image')")).contains("Exception");
            assertThat(analyst.ask("INSERT INTO darkroom.prices (item) SELECT 'x'"))
                    .contains("INSERT ON darkroom.prices");
            assertThat(analyst.ask("DROP VIEW darkroom.bi_today")).contains("ACCESS_DENIED");

            assertThat(analyst.ask("SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1"))
                    .contains("TIMEOUT_EXCEEDED");
            assertThat(analyst.ask("SELECT length(range(materialize(400000000)))"))
                    .contains("MEMORY_LIMIT_EXCEEDED");
            assertThat(analyst.ask("SELECT 1 SETTINGS max_execution_time = 3600"))
                    .contains("SETTING_CONSTRAINT_VIOLATION");
            for (String limit : List.of("max_memory_usage", "max_execution_time")) {
                assertThat(analyst.ask("SELECT 1 SETTINGS " + limit + " = 0"))
                        .as(limit)
                        .contains("SETTING_CONSTRAINT_VIOLATION");
            }
        }
    }

    @Test
    void aWriterWritesRowsAndReadsNothing() throws Exception {
        try (Opened writer = open(grantsOf("darkroom_writer"), Map.of())) {
            String row = " (customer_id, occurred_at, finished_at) VALUES ('acme', now64(3), now64(3))";
            assertThat(writer.ask("INSERT INTO darkroom.image_tallies" + row)).isEmpty();
            assertThat(writer.ask("SELECT count() FROM darkroom.image_tallies")).contains("ACCESS_DENIED");
            assertThat(writer.ask("SELECT * FROM darkroom.bi_tallies")).contains("ACCESS_DENIED");
            assertThat(writer.ask("ALTER TABLE darkroom.image_tallies DELETE WHERE 1"))
                    .contains("ACCESS_DENIED");
            assertThat(writer.ask("TRUNCATE TABLE darkroom.image_tallies")).contains("ACCESS_DENIED");
        }
    }

    @Test
    void everyStatementOfTheFileIsParsed() throws Exception {
        String statements = roles.replaceAll("(?m)^--.*$", "");
        try (Opened engine = open(List.of("GRANT SHOW ON *.*"), Map.of())) {
            for (String statement : statements.split(";\\s*\n")) {
                if (!statement.isBlank()) {
                    assertThat(engine.ask("EXPLAIN AST " + statement.strip()))
                            .as(statement)
                            .doesNotContain("Exception");
                }
            }
            assertThat(engine.ask("EXPLAIN AST GRANT SELECT NO darkroom.x TO y"))
                    .contains("SYNTAX_ERROR");
        }
    }

    /** Without a right more: its views are read with them, too, and daily sums are made with them. */
    @Test
    void theAppOfComposeBuildsTheSchemaAndMakesDailySums() throws Exception {
        List<String> grants = new ArrayList<>();
        NodeList queries = ((Element) users().getElementsByTagName("darkroom").item(0)).getElementsByTagName("query");
        for (int i = 0; i < queries.getLength(); i++) {
            grants.add(queries.item(i).getTextContent());
        }
        try (Opened app = open("compose", grants, Map.of());
                HikariDataSource dataSource = dataSource(app)) {
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
            assertThat(app.ask(ROW)).isEmpty();
            assertThat(app.ask("INSERT INTO darkroom.settings (name, value) VALUES ('rollup_from_rows', 0)"))
                    .isEmpty();
            for (String step : List.of("CANCEL", "REFRESH", "WAIT")) {
                assertThat(app.ask("SYSTEM " + step + " VIEW darkroom.daily_rollup"))
                        .isEmpty();
            }
            assertThat(app.ask("SELECT customer_id, images FROM darkroom.daily_tallies"))
                    .isEqualTo("acme\t1");
            assertThat(app.ask("SELECT customer, sum(images) FROM darkroom.bi_daily GROUP BY customer"))
                    .isEqualTo("acme\t1");
            assertThat(app.ask("CREATE DATABASE other")).contains("ACCESS_DENIED");
        }
    }

    @Test
    void theAnalystOfComposeIsTheSame() throws Exception {
        Element users = users();
        Element user = (Element) users.getElementsByTagName("analyst").item(1);
        Element profile = (Element) users.getElementsByTagName("analyst").item(0);
        assertThat(user.getElementsByTagName("query").item(0).getTextContent())
                .isEqualTo(grantsOf("darkroom_analyst").get(0));
        assertThat(user.getElementsByTagName("query").getLength()).isOne();
        limits().forEach((name, value) -> assertThat(
                        profile.getElementsByTagName(name).item(0).getTextContent())
                .as(name)
                .isEqualTo(value));
        // without it 0, which is no limit, is allowed
        assertThat(profile.getElementsByTagName("min").getLength()).isEqualTo(2);
    }

    private static Element users() throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(Path.of("deploy/clickhouse/users.xml").toFile())
                .getDocumentElement();
    }

    private static List<String> grantsOf(String role) {
        Matcher m = GRANT.matcher(roles);
        return m.results()
                .filter(grant -> grant.group(2).equals(role))
                .map(grant -> grant.group(1))
                .toList();
    }

    private static Map<String, String> limits() {
        Map<String, String> limits = new TreeMap<>();
        for (MatchResult limit : LIMIT.matcher(roles).results().toList()) {
            limits.put(limit.group(1), limit.group(2));
        }
        assertThat(limits).containsOnlyKeys("readonly", "max_execution_time", "max_memory_usage");
        return limits;
    }

    private static HikariDataSource dataSource(Opened engine) {
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setJdbcUrl("jdbc:clickhouse://127.0.0.1:" + engine.port()
                + "/darkroom?jdbc_ignore_unsupported_values=true&jdbc_sql_parser=ANTLR4_PARAMS_PARSER");
        dataSource.setUsername("default");
        dataSource.setInitializationFailTimeout(-1);
        return dataSource;
    }

    private static Opened open(List<String> grants, Map<String, String> limits) throws IOException {
        return open("data", grants, limits);
    }

    /** @param data name of the folder of the data */
    private static Opened open(String data, List<String> grants, Map<String, String> limits) throws IOException {
        StringBuilder profile = new StringBuilder();
        StringBuilder constraints = new StringBuilder();
        limits.forEach((name, value) -> {
            profile.append("<%s>%s</%1$s>".formatted(name, value));
            constraints.append(
                    name.equals("readonly")
                            ? "<readonly><const/></readonly>"
                            : "<%s><min>1</min><max>%s</max></%1$s>".formatted(name, value));
        });
        StringBuilder queries = new StringBuilder();
        grants.forEach(grant -> queries.append("<query>").append(grant).append("</query>"));
        Path users = folder.resolve("users.xml");
        Files.writeString(
                users,
                "<clickhouse><profiles><default><async_insert>0</async_insert></default><role><async_insert>0</async_insert>"
                        + profile + "<constraints>" + constraints + "</constraints></role></profiles><users>" + OWNER
                        + "<default><password></password><networks><ip>::/0</ip></networks><profile>role</profile>"
                        + "<quota>default</quota><grants>" + queries
                        + "</grants></default></users><quotas><default/></quotas></clickhouse>");
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                Jvm.java(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+DisplayVMOutputToStderr",
                "-Dsun.net.httpserver.nodelay=true",
                ClickHouse.class.getName(),
                Binaries.libchdb(new Settings(Binaries.configured())).toString(),
                Files.createDirectories(folder.resolve(data)).toString(),
                Binaries.engines().resolve("clickhouse.xml").toString(),
                Integer.toString(port));
        builder.environment().putAll(Jvm.variables());
        builder.environment().put("DARKROOM_CLICKHOUSE_USERS", users.toString());
        Process process =
                builder.redirectError(folder.resolve("engine.log").toFile()).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).as(Files.readString(folder.resolve("engine.log"))).isEqualTo(ReadySignal.LINE);
        return new Opened(process, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
