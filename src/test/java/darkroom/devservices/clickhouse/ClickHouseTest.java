package darkroom.devservices.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.devservices.Stack;
import darkroom.tally.Migration;
import darkroom.tally.Migrations;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine and its front as the JDBC driver and curl see them. */
class ClickHouseTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI url = Stack.shared().clickhouseUrl();
    private Connection connection;

    @BeforeEach
    void makeATable() throws SQLException {
        connection = connect("default", "");
        update("CREATE DATABASE IF NOT EXISTS front");
        update("DROP DICTIONARY IF EXISTS front.notes SYNC");
        update("DROP TABLE IF EXISTS front.rows SYNC");
        update("CREATE TABLE front.rows (id UUID, customer LowCardinality(String), n UInt32, at DateTime64(3, 'UTC'),"
                + " note String, version UInt64 DEFAULT 1) ENGINE = ReplacingMergeTree(version)"
                + " PARTITION BY toYYYYMM(at) ORDER BY (customer, at, id) TTL toDateTime(at) + INTERVAL 5 YEAR DELETE");
    }

    @AfterEach
    void closeTheConnection() throws SQLException {
        connection.close();
    }

    @Test
    void givesEveryTypeToTheDriver() throws SQLException {
        assertThat(row("SELECT toUInt64(18446744073709551615), toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0'),"
                        + " toDecimal64(1.25, 2), toDate('2024-02-29'), 'x'::LowCardinality(String), NULL, true,"
                        + " 1.5::Float64, 'a'::Enum8('a' = 1), toDateTime64('2025-03-01 10:00:00.123', 3, 'UTC')"))
                .containsExactly(
                        "18446744073709551615",
                        "61f0c404-5cb3-11e7-907b-a6006ad3dba0",
                        "1.25",
                        "2024-02-29",
                        "x",
                        null,
                        "true",
                        "1.5",
                        "a",
                        "2025-03-01 10:00:00.123");
        assertThat(rows("SELECT arrayJoin([1, 2, 3])")).containsExactly("1", "2", "3");
    }

    @Test
    void keepsWhateverAPreparedStatementInserts() throws SQLException {
        String customer = "o'neil \\ {x} ?";
        String note = "nul\0 tab\t line\n euro € smile 😀 {d '2020-01-01'} ?";
        try (PreparedStatement insert = insert()) {
            bind(insert, UUID.randomUUID(), customer, 7, note);
            insert.executeUpdate();
        }

        try (PreparedStatement select =
                connection.prepareStatement("SELECT note, at FROM front.rows WHERE customer = ? AND n >= ?")) {
            select.setString(1, customer);
            select.setInt(2, 7);
            try (ResultSet result = select.executeQuery()) {
                assertThat(result.next()).isTrue();
                assertThat(result.getString(1)).isEqualTo(note);
                assertThat(result.getTimestamp(2).toInstant()).isEqualTo(Instant.parse("2025-03-01T10:00:00.123Z"));
            }
        }
    }

    @Test
    void takesTenThousandRowsInABatch() throws SQLException {
        int rows = 10_000;
        try (PreparedStatement insert = insert()) {
            for (int i = 0; i < rows; i++) {
                bind(insert, new UUID(0, i), "batch", i, "row " + i);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(rows);
        }
        assertThat(row("SELECT count(), sum(n) FROM front.rows"))
                .containsExactly("10000", Long.toString(rows * (rows - 1L) / 2));
    }

    @Test
    void takesJsonRowsAsCamelSendsThemBraceForBrace() throws SQLException {
        String note = "what? {curly} {d '2020-01-01'} {fn now()} 'q' -- no /* c */ ; $$";
        update("INSERT INTO front.rows SETTINGS async_insert=0 FORMAT JSONEachRow\n"
                + json(1, note)
                + "\n"
                + json(2, "second ? it's"));

        assertThat(rows("SELECT note FROM front.rows ORDER BY n")).containsExactly(note, "second ? it's");
    }

    /** By default a query has a core for each GB that is free, of which this engine has one and a half. */
    @Test
    void aQueryHasMoreThanOneCoreWhereThereAreMore() throws SQLException {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        assertThat(rows("EXPLAIN PIPELINE SELECT sum(number) FROM numbers_mt(100000000)"))
                .anyMatch(line -> line.matches("\\s*AggregatingTransform × [2-6]"));
    }

    @Test
    void oneBadRowKeepsAllRowsOut() throws SQLException {
        StringBuilder batch = new StringBuilder("INSERT INTO front.rows FORMAT JSONEachRow\n");
        for (int i = 0; i < 50_000; i++) {
            batch.append(i == 49_999 ? json(i, "bad").replace("\"n\":", "\"n\":\"x\",\"m\":") : json(i, "good"))
                    .append('\n');
        }

        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> update(batch.toString()));
        assertThat(row("SELECT count() FROM front.rows")).containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n"})
    void aClientThatDiesHalfWayInsertsNothing(String length) throws Exception {
        String query = URLEncoder.encode("INSERT INTO front.rows FORMAT JSONEachRow", StandardCharsets.UTF_8);
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /?query=" + query + " HTTP/1.1\r\nHost: x\r\n" + length).getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 20_000; i++) {
                out.write((json(i, "half an insert") + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        }

        // the engine says so itself when nothing is being inserted any more
        Awaitility.await().until(() -> rows("SELECT query FROM system.processes WHERE query_kind = 'Insert'")
                .isEmpty());
        assertThat(row("SELECT count() FROM front.rows")).containsExactly("0");
    }

    @Test
    void theNewestVersionWinsUnderFinal() throws SQLException {
        update("INSERT INTO front.rows VALUES"
                + " ('61f0c404-5cb3-11e7-907b-a6006ad3dba0', 'f', 1, '2025-03-01 10:00:00', 'failed', 1)");
        update("INSERT INTO front.rows VALUES"
                + " ('61f0c404-5cb3-11e7-907b-a6006ad3dba0', 'f', 2, '2025-03-01 10:00:00', 'ok', 2)");

        assertThat(rows("SELECT note FROM front.rows FINAL")).containsExactly("ok");
    }

    @Test
    void deletesByHand() throws SQLException {
        update("INSERT INTO front.rows FORMAT JSONEachRow " + json(1, "a") + json(2, "b"));

        update("DELETE FROM front.rows WHERE n = 1");

        assertThat(rows("SELECT note FROM front.rows")).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM front.nothing|60",
                "SELECTT 1|62",
                "SELECT nothing FROM front.rows|47",
                "SELECT * FROM nothing.rows|81",
            })
    void namesItsErrorsByTheirCodes(String sql, int code) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> rows(sql))
                .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM file('/etc/passwd', 'LineAsString')",
                "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
                "SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'LineAsString', 'line String')",
                "SELECT * FROM remote('127.0.0.1', system.one)",
                "SELECT * FROM mysql('127.0.0.1:1', 'd', 't', 'u', 'p')",
                "INSERT INTO FUNCTION file('/tmp/x', 'TSV', 'x String') SELECT 'x'",
                "CREATE TABLE front.passwd (line String) ENGINE = File(LineAsString, '/etc/passwd')",
            })
    void reachesNoFilesAndNoHosts(String sql) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> update(sql))
                .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(497));
    }

    @Test
    void joinsADictionaryOfItsOwnTables() throws SQLException {
        update("INSERT INTO front.rows FORMAT JSONEachRow " + json(7, "seven"));
        update("CREATE OR REPLACE DICTIONARY front.notes (customer String, note String) PRIMARY KEY customer"
                + " SOURCE(CLICKHOUSE(QUERY 'SELECT customer, note FROM front.rows FINAL'))"
                + " LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)");

        assertThat(row("SELECT dictGet('front.notes', 'note', 'json')")).containsExactly("seven");
    }

    @Test
    void theAnalystReadsAndChangesNothing() throws SQLException {
        try (Connection analyst = connect("analyst", "analyst-dev");
                var statement = analyst.createStatement()) {
            try (ResultSet result = statement.executeQuery("SELECT count() FROM front.rows SETTINGS max_threads = 1")) {
                assertThat(result.next()).isTrue();
            }
            for (String change : List.of(
                    "INSERT INTO front.rows (n) VALUES (1)",
                    "DROP TABLE front.rows",
                    "SYSTEM SHUTDOWN",
                    "SET readonly = 0",
                    "SELECT 1 SETTINGS readonly = 0")) {
                assertThatExceptionOfType(SQLException.class)
                        .as(change)
                        .isThrownBy(() -> statement.execute(change))
                        .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(164));
            }
        }
        assertThat(get("user=analyst&password=analyst-dev&readonly=0&query=DROP+TABLE+front.rows")
                        .body())
                .contains("Code: 164");
    }

    @Test
    void theAnalystReadsViewsAndNoneOfThePlatformsTables() throws Exception {
        update("CREATE DATABASE IF NOT EXISTS darkroom");
        update("CREATE TABLE IF NOT EXISTS darkroom.behind (n UInt8) ENGINE = MergeTree ORDER BY n");
        update("CREATE OR REPLACE VIEW darkroom.bi_front AS SELECT n FROM darkroom.behind");
        try (Connection analyst = connect("analyst", "analyst-dev");
                var statement = analyst.createStatement()) {
            for (String read : List.of(
                    "SELECT count() FROM darkroom.bi_front",
                    "WITH behind_it AS (SELECT n FROM darkroom.bi_front) SELECT count() FROM behind_it")) {
                try (ResultSet result = statement.executeQuery(read)) {
                    assertThat(result.next()).as(read).isTrue();
                }
            }
            for (String read : List.of(
                    "SELECT n FROM darkroom.behind",
                    "SELECT n FROM darkroom.bi_front WHERE n IN (SELECT n FROM darkroom.`behind`)",
                    "SELECT n FROM darkroom.bi_front WHERE n IN darkroom.behind",
                    "SELECT n FROM merge('darkroom', '^be')",
                    "SELECT * FROM mergeTreeIndex('darkroom', 'behind')",
                    "SELECT dictGet('darkroom.customer_dim', 'name', 'acme')",
                    "DESCRIBE TABLE darkroom.behind")) {
                assertThatExceptionOfType(SQLException.class)
                        .as(read)
                        .isThrownBy(() -> statement.executeQuery(read))
                        .satisfies(error -> assertThat(error.getErrorCode()).isEqualTo(497));
            }
            assertThat(get("user=analyst&password=analyst-dev&param_t=behind"
                                    + "&query=SELECT+count()+FROM+darkroom.%7Bt:Identifier%7D")
                            .body())
                    .contains("Code: 497");
        } finally {
            update("DROP TABLE darkroom.bi_front");
            update("DROP TABLE darkroom.behind");
        }
    }

    /** The limits themselves are roles.sql's: one minute, for which no test waits, and a gigabyte. */
    @Test
    void theAnalystHasAMinuteAndAGigabyteAndCannotLiftThem() throws SQLException {
        try (Connection analyst = connect("analyst", "analyst-dev");
                var statement = analyst.createStatement()) {
            try (ResultSet result = statement.executeQuery(
                    "SELECT toString(getSetting('max_execution_time')), toString(getSetting('max_memory_usage'))")) {
                assertThat(result.next()).isTrue();
                assertThat(result.getString(1)).isEqualTo("60");
                assertThat(result.getString(2)).isEqualTo("1000000000");
            }
            String runaway = "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1";
            // the driver gives a time-out a class of its own, and no code
            assertThatExceptionOfType(SQLTimeoutException.class)
                    .isThrownBy(() -> statement.execute(runaway + " SETTINGS max_execution_time = 1"))
                    .withStackTraceContaining("TIMEOUT_EXCEEDED")
                    .withStackTraceContaining("maximum: 1000 ms");
            refused(statement, "SELECT length(range(materialize(400000000)))", 241, "MEMORY_LIMIT_EXCEEDED");
            for (String lifted : List.of(
                    "max_execution_time = 0",
                    "max_execution_time = 61",
                    "max_memory_usage = 0",
                    "max_memory_usage = 1000000001",
                    "profile = 'default', max_execution_time = 0")) {
                refused(statement, "SELECT 1 SETTINGS " + lifted, 452, "SETTING_CONSTRAINT_VIOLATION");
            }
        }
        for (String lifted : List.of(
                "max_execution_time=0&query=SELECT+1",
                "max_memory_usage=0&query=SELECT+1",
                "profile=default&max_execution_time=0&query=SELECT+1",
                "profile=default&query=SELECT+1+SETTINGS+max_execution_time=0",
                "profile=writer&query=SELECT+1+SETTINGS+max_execution_time=0")) {
            assertThat(get("user=analyst&password=analyst-dev&" + lifted).body())
                    .as(lifted)
                    .contains("Code: 452");
        }
    }

    @Test
    void theWriterInsertsRowsAndReadsNothing() throws Exception {
        buildTheSchema();
        String customers = "INSERT INTO darkroom.customers (customer_id, name, plan, monthly_quota) ";
        try (Connection writer = connect("writer", "writer-dev");
                var statement = writer.createStatement()) {
            try (PreparedStatement insert = writer.prepareStatement(customers + "VALUES (?, ?, ?, ?)")) {
                for (int i = 1; i <= 2; i++) {
                    insert.setString(1, "front-" + i);
                    insert.setString(2, "o'neil \\ (SELECT name FROM darkroom.customers)");
                    insert.setString(3, null);
                    insert.setInt(4, i);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            statement.execute(customers + "FORMAT JSONEachRow {\"customer_id\":\"front-3\",\"name\":\"SELECT\"}");
            statement.execute("INSERT INTO darkroom.image_tallies (customer_id, occurred_at, finished_at)"
                    + " VALUES ('front-1', '2026-03-01 10:00:00', '2026-03-01 10:00:01')");
            assertThat(rows("SELECT name FROM darkroom.customers WHERE startsWith(customer_id, 'front-')"
                            + " ORDER BY customer_id"))
                    .containsExactly(
                            "o'neil \\ (SELECT name FROM darkroom.customers)",
                            "o'neil \\ (SELECT name FROM darkroom.customers)",
                            "SELECT");
            assertThat(rows("SELECT occurred_at FROM darkroom.image_tallies WHERE customer_id = 'front-1'"))
                    .hasSize(1);

            try (ResultSet columns = statement.executeQuery("DESCRIBE TABLE darkroom.customers")) {
                assertThat(columns.next()).isTrue();
                assertThat(columns.getString(1)).isEqualTo("customer_id");
            }
            for (String read : List.of(
                    "DESCRIBE TABLE darkroom.prices",
                    "SELECT name FROM darkroom.customers",
                    "SELECT count() FROM darkroom.image_tallies",
                    "SELECT 1 FROM darkroom.bi_tallies",
                    "SELECT 1 WHERE 'front-1' IN darkroom.customers",
                    "SELECT dictGet('darkroom.customer_dim', 'name', 'front-1')",
                    "SELECT joinGet('darkroom.customers', 'name', 'front-1')",
                    "SELECT hasColumnInTable('darkroom', 'customers', 'name')",
                    "DESCRIBE (SELECT name FROM darkroom.customers)",
                    "SHOW TABLES FROM darkroom",
                    customers + "SELECT customer_id, name, plan, 1 FROM darkroom.customers",
                    "INSERT INTO darkroom.prices (item) VALUES ('x')",
                    "INSERT INTO front.rows (n) VALUES (1)",
                    "DROP TABLE darkroom.customers",
                    "TRUNCATE TABLE darkroom.customers",
                    "DELETE FROM darkroom.customers WHERE customer_id = 'front-1'",
                    "ALTER TABLE darkroom.customers DELETE WHERE 1",
                    "ALTER TABLE darkroom.customers ADD COLUMN x UInt8")) {
                refused(statement, read, 497, "ACCESS_DENIED");
            }
        } finally {
            update("DELETE FROM darkroom.customers WHERE startsWith(customer_id, 'front-')");
            update("DELETE FROM darkroom.image_tallies WHERE customer_id = 'front-1'");
        }
    }

    /** An error would tell what it read. */
    @Test
    void noExpressionOfTheWriterReadsATable() throws Exception {
        buildTheSchema();
        String value = "(SELECT toUInt64(concat('read: ', name)) FROM system.tables LIMIT 1)";
        String values = "VALUES ('front', '', '', " + value + ")";
        String into = "INSERT INTO darkroom.customers (customer_id, name, plan, monthly_quota) ";
        assertThatExceptionOfType(SQLException.class)
                .as("whoever may do everything is told")
                .isThrownBy(() -> update(into + values))
                .withStackTraceContaining("read: ");
        try (Connection writer = connect("writer", "writer-dev");
                var statement = writer.createStatement()) {
            refused(statement, into + values, 344, "Interpreting expressions is disabled");
            for (String setting : List.of(
                    "input_format_values_interpret_expressions",
                    "input_format_values_deduce_templates_of_expressions")) {
                refused(statement, into + "SETTINGS " + setting + " = 1 " + values, 452, "should not be changed");
            }
        }
    }

    private void buildTheSchema() throws IOException, SQLException {
        try (HikariDataSource dataSource = new HikariDataSource()) {
            dataSource.setJdbcUrl("jdbc:clickhouse:" + url);
            dataSource.setUsername("default");
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
        }
    }

    private static void refused(java.sql.Statement statement, String sql, int code, String why) {
        assertThatExceptionOfType(SQLException.class)
                .as(sql)
                .isThrownBy(() -> statement.execute(sql))
                .withMessageContaining(why)
                .satisfies(error -> assertThat(error.getErrorCode()).as(sql).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({"default, wrong", "nobody, ''", "analyst, ''", "writer, ''"})
    void refusesAWrongPassword(String user, String password) throws Exception {
        HttpResponse<String> answer = get("user=" + user + "&password=" + password + "&query=SELECT+1");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code")).contains("516");
    }

    @Test
    void answersPing() throws Exception {
        HttpResponse<String> answer =
                HTTP.send(HttpRequest.newBuilder(url.resolve("/ping")).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("Ok.\n");
    }

    @Test
    void aGetChangesNothing() throws Exception {
        assertThat(get("query=DROP+TABLE+front.rows").body()).contains("Code: 164");
    }

    @Test
    void bindsParametersOfTheUrl() throws Exception {
        assertThat(get("query=SELECT+%7Bx:String%7D&param_x=a%27b").body()).isEqualTo("a\\'b\n");
    }

    @Test
    void settingsOfOneRequestDoNotLeakIntoTheNext() throws Exception {
        assertThat(get("max_threads=1&query=SELECT+getSetting('max_threads')").body())
                .isEqualTo("1\n");
        assertThat(get("query=SELECT+getSetting('max_threads')").body()).isNotEqualTo("1\n");
    }

    @Test
    void carriesAMillionRowsToTheDriver() throws SQLException {
        long sum = 0;
        try (var statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT number, toString(number) FROM numbers(1000000)")) {
            while (result.next()) {
                sum += result.getLong(1);
            }
        }
        assertThat(sum).isEqualTo(499_999_500_000L);
    }

    private Connection connect(String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection("jdbc:clickhouse:" + url, properties);
    }

    private PreparedStatement insert() throws SQLException {
        return connection.prepareStatement("INSERT INTO front.rows (id, customer, n, at, note) VALUES (?, ?, ?, ?, ?)");
    }

    private static void bind(PreparedStatement insert, UUID id, String customer, int n, String note)
            throws SQLException {
        insert.setObject(1, id);
        insert.setString(2, customer);
        insert.setInt(3, n);
        insert.setTimestamp(4, Timestamp.from(Instant.parse("2025-03-01T10:00:00.123Z")));
        insert.setString(5, note);
    }

    private static String json(int n, String note) {
        return "{\"id\":\"%s\",\"customer\":\"json\",\"n\":%d,\"at\":\"2025-03-01 10:00:00.001\",\"note\":\"%s\"}"
                .formatted(new UUID(1, n), n, note);
    }

    private void update(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first row. */
    private List<String> row(String sql) throws SQLException {
        List<String> row = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getString(i));
            }
        }
        return row;
    }

    /** The first column. */
    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private HttpResponse<String> get(String query) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(url + "/?" + query)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
