package darkroom.tally;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Kafka broker and a ClickHouse of their own for the tests of this package: they kill one, and drop its database. */
final class TallyStack {
    private static final String NOT_NEEDED = "http://127.0.0.1:1";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private TallyStack() {}

    static Stack stack() {
        return Started.STACK;
    }

    /** As in production; also where its database is not there yet. */
    static HikariDataSource dataSource() {
        return dataSource(stack().clickhouseUrl().getPort());
    }

    static HikariDataSource dataSource(int port) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(
                "jdbc:clickhouse://127.0.0.1:" + port
                        + "/darkroom?jdbc_ignore_unsupported_values=true&jdbc_sql_parser=ANTLR4_PARAMS_PARSER&socket_timeout=10000");
        pool.setUsername("default");
        pool.setPassword("");
        pool.setMaximumPoolSize(2);
        pool.setMinimumIdle(0);
        pool.setInitializationFailTimeout(-1);
        pool.setConnectionTimeout(3000);
        return new HikariDataSource(pool);
    }

    /** An empty ClickHouse. */
    static void dropSchema() {
        sql("DROP DATABASE IF EXISTS darkroom SYNC");
    }

    static List<Migration> migrations() throws IOException {
        return Migration.at("classpath:clickhouse/*.sql");
    }

    /** Asks ClickHouse past the driver; the answer is tab separated. */
    static String sql(String query) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(stack().clickhouseUrl() + "/"))
                    .POST(HttpRequest.BodyPublishers.ofString(query))
                    .build();
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalArgumentException(answer.body());
            }
            return answer.body().stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static long count(String query) {
        return Long.parseLong(sql(query));
    }

    private static final class Started {
        static final Stack STACK = start();

        private static Stack start() {
            try {
                Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "tally-stack");
                Stack stack = Stack.start(
                        folder,
                        Map.of(
                                "DARKROOM_KAFKA_PORT",
                                "0",
                                "DARKROOM_CLICKHOUSE_PORT",
                                "0",
                                "DARKROOM_S3_ENDPOINT",
                                NOT_NEEDED,
                                "DARKROOM_SQS_ENDPOINT",
                                NOT_NEEDED));
                Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-tally-stack"));
                return stack;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
