package darkroom.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import darkroom.devservices.Stack;
import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.tally.Migration;
import darkroom.tally.Migrations;
import darkroom.tally.Tallies;
import darkroom.tally.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Rows per second into ClickHouse through its JDBC driver: in prepared batches, which measures the server; as one
 * statement of JSON, which camel-jdbc needs, and of which the driver's parser takes most; and from receipts, which is
 * the tally writer's whole work but for Kafka. The engine is its own, on fresh data. Prints a table, and fails if what
 * was sent again and again is not there exactly once.
 */
public final class ClickHouseBenchmark {
    private static final String NOT_NEEDED = "127.0.0.1:1";
    private static final int ROWS_A_BATCH = 10_000;
    private static final int VARIANTS = 2;
    /** Receipts: {@code darkroom.receipts.poll-records}. */
    private static final int POLL = 1_000;

    private static final String PREPARED = """
            INSERT INTO darkroom.image_tallies (tally_id, image_id, customer_id, variant_no, bytes_in, bytes_out,
                occurred_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration RUN = Duration.ofSeconds(10);

    private final ObjectMapper json = json();
    private final Tallies tallies = new Tallies(json, Erasures.NONE, () -> {}, () -> {});
    private final DataSource dataSource;
    private final ProcessHandle engine;
    private long offset;

    private ClickHouseBenchmark(DataSource dataSource, ProcessHandle engine) {
        this.dataSource = dataSource;
        this.engine = engine;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-clickhouse");
        Stack stack = Stack.start(folder, variables());
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-clickhouse"));
        try (HikariDataSource dataSource = pool(stack.clickhouseUrl().getPort())) {
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
            new ClickHouseBenchmark(
                            dataSource,
                            ProcessHandle.of(stack.pid("clickhouse")).orElseThrow())
                    .run();
        }
    }

    /** Reads and writes receipts. */
    static ObjectMapper json() {
        return new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    }

    static Map<String, String> variables() {
        return Map.of(
                "DARKROOM_CLICKHOUSE_PORT",
                "0",
                "DARKROOM_KAFKA_BROKERS",
                NOT_NEEDED,
                "DARKROOM_S3_ENDPOINT",
                "http://" + NOT_NEEDED,
                "DARKROOM_SQS_ENDPOINT",
                "http://" + NOT_NEEDED);
    }

    static HikariDataSource pool(int port) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl("jdbc:clickhouse://127.0.0.1:" + port
                + "/darkroom?jdbc_ignore_unsupported_values=true&jdbc_sql_parser=ANTLR4_PARAMS_PARSER");
        pool.setUsername("default");
        pool.setPassword("");
        pool.setMaximumPoolSize(1);
        return new HikariDataSource(pool);
    }

    private void run() throws Exception {
        System.out.printf("%-40s %8s %10s %16s %16s%n", "what", "batch", "rows/s", "client us/row", "engine us/row");
        List<byte[]> receipts = receipts();
        String json = tallies.insert(read(receipts));
        List<byte[]> poll = receipts.subList(0, POLL);
        measure("prepared statement, addBatch", ROWS_A_BATCH, connection -> prepared(connection, receipts.size()));
        measure("one statement of JSON", ROWS_A_BATCH, connection -> execute(connection, json));
        measure(
                "receipts to one statement of JSON",
                POLL * VARIANTS,
                connection -> execute(connection, tallies.insert(read(poll))));
    }

    private interface Batch {
        void send(Connection connection) throws SQLException;
    }

    private void measure(String what, int rows, Batch batch) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            send(connection, batch, WARM_UP);
            execute(connection, "TRUNCATE TABLE darkroom.image_tallies");
            long client = cpu(ProcessHandle.current());
            long server = cpu(engine);
            long begin = System.nanoTime();
            double sent = (double) rows * send(connection, batch, RUN);
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "%-40s %8d %10.0f %16.2f %16.2f%n",
                    what,
                    rows,
                    sent / seconds,
                    (cpu(ProcessHandle.current()) - client) / 1e3 / sent,
                    (cpu(engine) - server) / 1e3 / sent);
            long stored = written(connection);
            if (stored != rows) {
                throw new IllegalStateException(
                        "one batch, sent again and again, is %d rows; the view has %d".formatted(rows, stored));
            }
        }
    }

    /** @return how often it was sent */
    private static long send(Connection connection, Batch batch, Duration time) throws SQLException {
        long end = System.nanoTime() + time.toNanos();
        long batches = 0;
        while (System.nanoTime() < end) {
            batch.send(connection);
            batches++;
        }
        return batches;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void prepared(Connection connection, int images) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(PREPARED)) {
            for (int image = 0; image < images; image++) {
                for (int no = 1; no <= VARIANTS; no++) {
                    insert.setString(1, new UUID(no, image).toString());
                    insert.setString(2, new UUID(0, image).toString());
                    insert.setString(3, "customer-" + image % 50);
                    insert.setInt(4, no);
                    insert.setLong(5, 2_650_000);
                    insert.setLong(6, 200_000 + image);
                    insert.setString(7, "2026-11-20 10:15:30.123");
                    insert.setString(8, "2026-11-20 10:15:31.123");
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static long written(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count() FROM darkroom.bi_tallies")) {
            count.next();
            return count.getLong(1);
        }
    }

    private List<Tally> read(List<byte[]> receipts) {
        List<Tally> read = new ArrayList<>(receipts.size());
        for (byte[] receipt : receipts) {
            read.add(tallies.read(
                    receipt,
                    Map.of("kafka.TOPIC", "darkroom.receipts", "kafka.PARTITION", 0, "kafka.OFFSET", offset++)));
        }
        return read;
    }

    private List<byte[]> receipts() throws JsonProcessingException {
        Instant now = Instant.now();
        List<byte[]> made = new ArrayList<>();
        for (int no = 0; no < ROWS_A_BATCH / VARIANTS; no++) {
            UUID id = UUID.randomUUID();
            List<Receipt.Variant> variants = new ArrayList<>();
            for (String name : List.of("web", "thumb")) {
                variants.add(new Receipt.Variant(
                        name,
                        "jpeg",
                        1280,
                        960,
                        200_000 + no,
                        "%064x".formatted(no),
                        List.of("orient", "srgb", "fit"),
                        "/v1/images/" + id + '/' + name));
            }
            Receipt.Original original =
                    new Receipt.Original("jpeg", 4032, 3024, 1, 2_650_000L, "%064x".formatted(no), null);
            made.add(json.writeValueAsBytes(new Receipt(
                    id,
                    "customer-" + no % 50,
                    "kafka",
                    "web@1",
                    "imgscalr-4.2",
                    Outcome.ok,
                    null,
                    now.minusSeconds(no),
                    now,
                    now.plusSeconds(8 * 86_400),
                    3,
                    41,
                    original,
                    variants)));
        }
        return made;
    }

    private static long cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }
}
