package darkroom.devservices;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.tally.Migration;
import darkroom.tally.Migrations;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** A ClickHouse of its own with the schema and rows, on which dashboards can be looked at. One thread. */
public final class DashboardSample implements AutoCloseable {
    private static final Path SEED = Path.of("dashboards/tools/seed.sql");
    private static final String NOT_NEEDED = "http://127.0.0.1:1";

    private interface Filling {
        void fill(DashboardSample sample) throws IOException, InterruptedException;
    }

    private final Path folder;
    private final Stack stack;

    private DashboardSample(Path folder, Stack stack) {
        this.folder = folder;
        this.stack = stack;
    }

    /**
     * With a sample that has something for each card.
     *
     * @param scale 1 is about 18,000 images
     */
    public static DashboardSample start(double scale) throws IOException, InterruptedException, SQLException {
        String seed = Files.readString(SEED).replace("{scale}", Double.toString(scale));
        return start(sample -> {
            for (String statement : seed.split(";\\s*\n")) {
                sample.ask(statement);
            }
            sample.ask("SYSTEM RELOAD DICTIONARY darkroom.customer_dim");
        });
    }

    /** With {@link MadeUpRows}, and sums by day, which are read where there are that many rows. */
    public static DashboardSample madeUp(long rows) throws IOException, InterruptedException, SQLException {
        return start(sample -> {
            MadeUpRows.fill(sample::ask, rows);
            sample.ask("SYSTEM REFRESH VIEW darkroom.daily_rollup");
            sample.ask("SYSTEM WAIT VIEW darkroom.daily_rollup");
        });
    }

    private static DashboardSample start(Filling filling) throws IOException, InterruptedException, SQLException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "dashboards");
        Stack stack = Stack.start(
                folder,
                Map.of(
                        "DARKROOM_CLICKHOUSE_PORT",
                        "0",
                        "DARKROOM_KAFKA_BROKERS",
                        "127.0.0.1:1",
                        "DARKROOM_S3_ENDPOINT",
                        NOT_NEEDED,
                        "DARKROOM_SQS_ENDPOINT",
                        NOT_NEEDED));
        DashboardSample sample = new DashboardSample(folder, stack);
        try {
            sample.migrate();
            filling.fill(sample);
            sample.stopTheClock();
            return sample;
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            sample.close();
            throw e;
        }
    }

    public URI clickhouse() {
        return stack.clickhouseUrl();
    }

    private void migrate() throws IOException, SQLException {
        try (HikariDataSource dataSource = new HikariDataSource()) {
            dataSource.setJdbcUrl("jdbc:clickhouse:" + clickhouse()
                    + "/darkroom?jdbc_ignore_unsupported_values=true&jdbc_sql_parser=ANTLR4_PARAMS_PARSER");
            dataSource.setUsername("default");
            dataSource.setPassword("");
            dataSource.setMaximumPoolSize(1);
            dataSource.setInitializationFailTimeout(-1);
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
        }
    }

    /** Four seconds behind the newest work, so that whoever asks twice is told the same. */
    private void stopTheClock() throws IOException, InterruptedException {
        String moment = ask("SELECT max(finished_at) + toIntervalSecond(4) FROM darkroom.image_tallies");
        ask("CREATE OR REPLACE VIEW darkroom.bi_now (moment DateTime64(3, 'UTC') COMMENT 'A moment that stays')"
                + " SQL SECURITY DEFINER AS SELECT toDateTime64('" + moment + "', 3, 'UTC') AS moment");
    }

    private String ask(String sql) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(clickhouse() + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(sql + ": " + answer.body());
        }
        return answer.body().strip();
    }

    @Override
    public void close() {
        stack.close();
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException kept) {
            // target/ is cleared away with the next build
        }
    }
}
