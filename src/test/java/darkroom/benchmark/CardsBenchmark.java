package darkroom.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import darkroom.devservices.MadeUpRows;
import darkroom.devservices.Stack;
import darkroom.model.Erasures;
import darkroom.tally.Migration;
import darkroom.tally.Migrations;
import darkroom.tally.Tallies;
import darkroom.tally.Tally;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * Every card over ten million rows: time, CPU, rows read and memory, of 90 days and of all time, without and with daily sums; the
 * first page at once; and inserts while somebody looks at it. On an engine and data of its own. Prints tables, and which cards
 * miss the targets.
 */
public final class CardsBenchmark {
    private static final long NEVER = -1; // as UInt64 more rows than there can be
    private static final double QUICK = 2;
    private static final double SLOW = 8;
    private static final int BYTES_A_ROW = 48;
    private static final int POLL = 1_000;
    private static final int UNTRACKED = 1 << 14; // bytes that a thread may have without telling; 4 MB by default
    private static final String PEAK =
            "SELECT max(peak_memory_usage) FROM system.processes WHERE NOT startsWith(query, 'SELECT max(peak_memory_usage)')";
    private static final int INSERT_SECONDS = 20;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Stack stack;
    private final long engine;

    /** A query and what it says of itself; {@code period} is whether it has that filter. */
    private record Query(String id, String text, boolean business, boolean period) {
        String over(int days) {
            return days == 0 ? text : text.replace("/* filters */", "AND day >= today() - " + days);
        }
    }

    /** Seconds by the engine's clock and of its CPU, rows read, and the most bytes that it had at once for it; or what it said
     * instead. */
    private record Cost(double seconds, double cpu, long rows, long bytes, String refusal) {
        String text(double target) {
            return refusal != null
                    ? "| **" + refusal + "** | | | "
                    : "| %s | %.2f | %.1f | %d "
                            .formatted(
                                    seconds <= target ? "%.2f".formatted(seconds) : "**%.2f**".formatted(seconds),
                                    cpu,
                                    rows / 1e6,
                                    bytes >> 20);
        }

        boolean within(double target) {
            return refusal == null && seconds <= target;
        }
    }

    private CardsBenchmark(Stack stack) {
        this.stack = stack;
        this.engine = stack.pid("clickhouse");
    }

    /** @param args rows */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-cards");
        try (Stack stack = Stack.start(folder, ClickHouseBenchmark.variables());
                HikariDataSource dataSource =
                        ClickHouseBenchmark.pool(stack.clickhouseUrl().getPort())) {
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
            new CardsBenchmark(stack).run(Long.parseLong(args[0]), dataSource);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private void run(long rows, HikariDataSource dataSource) throws Exception {
        sumsFrom(NEVER);
        fill(rows);
        List<Query> cards = cards();
        System.out.printf("%nWithout daily sums:%n");
        table(cards);
        page(cards);
        sumsFrom(0);
        long begin = System.nanoTime();
        sql("SYSTEM REFRESH VIEW darkroom.daily_rollup");
        sql("SYSTEM WAIT VIEW darkroom.daily_rollup");
        System.out.printf(
                "%nDaily sums: %,d rows, made in %.1f s%n%nWith daily sums:%n",
                Long.parseLong(sql("SELECT count() FROM darkroom.daily_tallies")), (System.nanoTime() - begin) / 1e9);
        table(cards);
        page(cards);
        inserts(cards, dataSource);
    }

    private void fill(long rows) throws Exception {
        long begin = System.nanoTime();
        MadeUpRows.fill(this::sql, rows);
        System.out.printf(
                "%n%,d rows of %d customers in %.0f s, merges included; ",
                count(), MadeUpRows.CUSTOMERS, (System.nanoTime() - begin) / 1e9);
        JsonNode size =
                ask("SELECT sum(bytes_on_disk) / sum(rows) AS a, count() AS b, uniqExact(partition) AS c FROM system.parts"
                                + " WHERE database = 'darkroom' AND table = 'image_tallies' AND active")
                        .at("/data/0");
        double bytes = size.get("a").asDouble();
        System.out.printf(
                "%.1f bytes a row on the disk (<= %d: %s), %s parts of %s months%n",
                bytes,
                BYTES_A_ROW,
                bytes <= BYTES_A_ROW ? "met" : "**missed**",
                size.get("b").asText(),
                size.get("c").asText());
    }

    private long count() throws Exception {
        return Long.parseLong(sql("SELECT count() FROM darkroom.image_tallies"));
    }

    private void sumsFrom(long rows) throws Exception {
        sql("INSERT INTO darkroom.settings (name, value) SELECT 'rollup_from_rows', toUInt64(" + rows + ")");
    }

    private void table(List<Query> cards) throws Exception {
        System.out.printf(
                "%n| card | 90 days: s | CPU s | million rows read | MB | all time: s | CPU s | million rows read | MB |%n|---|---|---|---|---|---|---|---|---|%n");
        int missed = 0;
        for (Query card : cards) {
            Cost quarter = card.period() ? cost(card.over(90)) : null;
            Cost all = cost(card.over(0));
            if ((quarter != null && !quarter.within(QUICK)) || !all.within(SLOW)) {
                missed++;
            }
            System.out.printf(
                    "| `%s` %s%s|%n", card.id(), quarter == null ? "| | | | " : quarter.text(QUICK), all.text(SLOW));
        }
        System.out.printf(
                "%d of %d cards miss %.0f s over 90 days or %.0f s over all time%n", missed, cards.size(), QUICK, SLOW);
    }

    private Cost cost(String query) throws Exception {
        double cpuBefore = CpuTime.of(engine).all();
        JsonNode answer = ask(query);
        double cpu = (CpuTime.of(engine).all() - cpuBefore) / 1000;
        if (answer.has("refusal")) {
            return new Cost(0, cpu, 0, 0, answer.get("refusal").asText());
        }
        JsonNode of = answer.get("statistics");
        return new Cost(of.get("elapsed").asDouble(), cpu, of.get("rows_read").asLong(), memory(query), null);
    }

    /**
     * What the engine says of the most memory that a query had, asked again and again while it runs once more: what it says grows
     * alone, so that only what is allocated in the last few milliseconds can be missing. The time is taken without that.
     */
    private long memory(String query) throws Exception {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                request(query, "?max_untracked_memory=" + UNTRACKED), HttpResponse.BodyHandlers.ofString());
        long peak = 0;
        while (!answer.isDone()) {
            peak = Math.max(peak, Long.parseLong(sql(PEAK)));
        }
        if (answer.get().statusCode() != 200) {
            throw new IllegalStateException(query + ": " + answer.get().body());
        }
        return peak;
    }

    /** What the first page asks for when it is opened, by as many connections as a browser has. */
    private void page(List<Query> cards) throws Exception {
        ExecutorService browser = Executors.newFixedThreadPool(6);
        try {
            long begin = System.nanoTime();
            List<Future<JsonNode>> answers = new ArrayList<>();
            for (Query card : cards) {
                if (card.business()) {
                    answers.add(browser.submit(() -> ask(card.period() ? card.over(90) : card.over(0))));
                }
            }
            int refused = 0;
            for (Future<JsonNode> answer : answers) {
                refused += answer.get().has("refusal") ? 1 : 0;
            }
            System.out.printf(
                    "The queries of the first page, %d at once, 90 days: %.1f s, %d refused%n",
                    answers.size(), (System.nanoTime() - begin) / 1e9, refused);
        } finally {
            browser.shutdownNow();
        }
    }

    /** Polls of receipts, as the tally writer inserts them, while two people open the first page again and again. */
    private void inserts(List<Query> cards, HikariDataSource dataSource) throws Exception {
        List<Query> business = cards.stream().filter(Query::business).toList();
        Tallies tallies = new Tallies(ClickHouseBenchmark.json(), Erasures.NONE, () -> {}, () -> {});
        String insert = tallies.insert(read(tallies));
        AtomicInteger asked = new AtomicInteger();
        ExecutorService people = Executors.newFixedThreadPool(2);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 2; i++) {
                Future<?> unused = people.submit(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        Query card = business.get(asked.getAndIncrement() % business.size());
                        ask(card.period() ? card.over(90) : card.over(0));
                    }
                    return null;
                });
            }
            long begin = System.nanoTime();
            int batches = 0;
            while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(INSERT_SECONDS)) {
                statement.execute(insert);
                batches++;
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "%nInserts of %,d rows while two people look at the first page (%d cards in %.0f s): %,.0f rows/s%n",
                    POLL * MadeUpReceipts.VARIANTS,
                    asked.get(),
                    seconds,
                    batches * POLL * MadeUpReceipts.VARIANTS / seconds);
        } finally {
            people.shutdownNow();
        }
    }

    private List<Tally> read(Tallies tallies) throws IOException {
        MadeUpReceipts receipts = new MadeUpReceipts(stack, java.time.Instant.now());
        List<Tally> read = new ArrayList<>();
        for (long offset = 0; offset < POLL; offset++) {
            read.add(tallies.read(
                    receipts.bytes(receipts.made()),
                    Map.of("kafka.TOPIC", "darkroom.receipts", "kafka.PARTITION", 0, "kafka.OFFSET", offset)));
        }
        return read;
    }

    private static List<Query> cards() throws IOException {
        List<Query> cards = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("dashboards/queries"))) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                cards.add(new Query(
                        file.getFileName().toString().replace(".sql", ""),
                        text,
                        text.contains("-- Page: business"),
                        text.contains("-- Filters: period")));
            }
        }
        return cards;
    }

    private String sql(String statement) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(statement);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(statement + ": " + answer.body());
        }
        return answer.body().strip();
    }

    /** The answer as JSON; or {@code refusal}, the code of the error. */
    private JsonNode ask(String query) throws Exception {
        HttpResponse<String> answer = send(query + "\nFORMAT JSON");
        return answer.statusCode() == 200
                ? json.readTree(answer.body())
                : json.createObjectNode().put("refusal", answer.body().replaceAll("(?s).*\\(([A-Z_]{5,})\\).*", "$1"));
    }

    private HttpResponse<String> send(String statement) throws IOException, InterruptedException {
        return http.send(request(statement, ""), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String statement, String settings) {
        return HttpRequest.newBuilder(URI.create(stack.clickhouseUrl() + "/" + settings))
                .POST(HttpRequest.BodyPublishers.ofString(statement))
                .build();
    }
}
