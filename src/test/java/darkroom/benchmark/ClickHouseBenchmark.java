package darkroom.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import darkroom.devservices.Stack;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.tally.Migration;
import darkroom.tally.Migrations;
import darkroom.tally.Tallies;
import darkroom.tally.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Rows per second into ClickHouse, in batches, as the tally writer sends them: one statement a batch through the JDBC
 * driver. First with rows that are ready, which measures driver and server; then from receipts, which is the writer's
 * whole work but for Kafka. The engine is its own, on fresh data. Prints a table; every row is counted afterwards.
 */
public final class ClickHouseBenchmark {
    private static final String NOT_NEEDED = "127.0.0.1:1";
    private static final int ROWS_A_BATCH = 10_000;
    private static final int VARIANTS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration RUN = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final Tallies tallies = new Tallies(json);
    private final DataSource dataSource;
    private final ProcessHandle engine;
    private long offset;

    private ClickHouseBenchmark(DataSource dataSource, ProcessHandle engine) {
        this.dataSource = dataSource;
        this.engine = engine;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-clickhouse");
        try (Stack stack = Stack.start(folder, variables());
                HikariDataSource dataSource = pool(stack.clickhouseUrl().getPort())) {
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
            new ClickHouseBenchmark(
                            dataSource,
                            ProcessHandle.of(stack.pid("clickhouse")).orElseThrow())
                    .run();
        }
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DARKROOM_CLICKHOUSE_PORT",
                "0",
                "DARKROOM_KAFKA_BROKERS",
                NOT_NEEDED,
                "DARKROOM_S3_ENDPOINT",
                "http://" + NOT_NEEDED,
                "DARKROOM_SQS_ENDPOINT",
                "http://" + NOT_NEEDED));
        if (System.getenv("DARKROOM_LIBCHDB") != null) {
            variables.put("DARKROOM_LIBCHDB", System.getenv("DARKROOM_LIBCHDB"));
        }
        return variables;
    }

    private static HikariDataSource pool(int port) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl("jdbc:clickhouse://127.0.0.1:" + port + "/darkroom?jdbc_ignore_unsupported_values=true");
        pool.setUsername("default");
        pool.setPassword("");
        pool.setMaximumPoolSize(1);
        return new HikariDataSource(pool);
    }

    private void run() throws Exception {
        System.out.printf("%-28s %10s %12s %18s %18s%n", "what", "rows", "rows/s", "client us/row", "engine us/row");
        List<byte[]> receipts = receipts();
        String ready = tallies.insert(read(receipts));
        measure("rows that are ready", () -> ready);
        measure("from receipts", () -> tallies.insert(read(receipts)));
    }

    private interface Batch {
        String sql() throws IOException;
    }

    private void measure(String what, Batch batch) throws Exception {
        insert(batch, WARM_UP);
        execute("TRUNCATE TABLE darkroom.image_tallies");
        long client = cpu(ProcessHandle.current());
        long server = cpu(engine);
        long begin = System.nanoTime();
        long rows = insert(batch, RUN);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%-28s %10d %12.0f %18.2f %18.2f%n",
                what,
                rows,
                rows / seconds,
                (cpu(ProcessHandle.current()) - client) / 1e3 / rows,
                (cpu(engine) - server) / 1e3 / rows);
        long stored = written();
        if (stored != ROWS_A_BATCH) {
            throw new IllegalStateException(
                    "one batch, sent again and again, is " + ROWS_A_BATCH + " rows; the table has " + stored);
        }
    }

    private long insert(Batch batch, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        long rows = 0;
        while (System.nanoTime() < end) {
            execute(batch.sql());
            rows += ROWS_A_BATCH;
        }
        return rows;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long written() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
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

    private List<byte[]> receipts() throws IOException {
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
            Receipt.Original original = new Receipt.Original("jpeg", 4032, 3024, 1, 2_650_000L, "%064x".formatted(no));
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
