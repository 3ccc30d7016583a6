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

/** A ClickHouse of its own with the schema and a sample of rows, on which dashboards can be looked at. One thread. */
public final class DashboardSample implements AutoCloseable {
    private static final Path SEED = Path.of("dashboards/tools/seed.sql");
    private static final String NOT_NEEDED = "http://127.0.0.1:1";

    private final Path folder;
    private final Stack stack;

    private DashboardSample(Path folder, Stack stack) {
        this.folder = folder;
        this.stack = stack;
    }

    /** @param scale 1 is about 18,000 images */
    public static DashboardSample start(double scale) throws IOException, InterruptedException, SQLException {
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
            sample.fill(scale);
            return sample;
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            sample.close();
            throw e;
        }
    }

    public URI clickhouse() {
        return stack.clickhouseUrl();
    }

    private void fill(double scale) throws IOException, InterruptedException, SQLException {
        try (HikariDataSource dataSource = new HikariDataSource()) {
            dataSource.setJdbcUrl("jdbc:clickhouse:" + clickhouse()
                    + "/darkroom?jdbc_ignore_unsupported_values=true&jdbc_sql_parser=ANTLR4_PARAMS_PARSER");
            dataSource.setUsername("default");
            dataSource.setPassword("");
            dataSource.setMaximumPoolSize(1);
            dataSource.setInitializationFailTimeout(-1);
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
        }
        String seed = Files.readString(SEED).replace("{scale}", Double.toString(scale));
        for (String statement : seed.split(";\\s*\n")) {
            ask(statement);
        }
        ask("SYSTEM RELOAD DICTIONARY darkroom.customer_dim");
    }

    private void ask(String sql) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(clickhouse() + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(SEED + ": " + answer.body());
        }
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
