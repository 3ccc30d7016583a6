package darkroom.tally;

import static darkroom.tally.TallyStack.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;

/** Customers and images of which every number is known: what src/test/resources/cards/answers.tsv was worked out from. */
final class CardImages {
    private static final String ZEROS = "00000000-0000-0000-0000-000000000000";

    private CardImages() {}

    /** An empty database in which it is Tuesday, 2026-03-10, five seconds past noon. */
    static void buildTheSchemaAndStopTheClock() throws Exception {
        TallyStack.dropSchema();
        try (HikariDataSource dataSource = TallyStack.dataSource()) {
            new Migrations(dataSource, TallyStack.migrations()).apply();
        }
        itIs("2026-03-10");
    }

    /** @param day which all views take for today; it is five seconds past noon */
    static void itIs(String day) {
        sql("CREATE OR REPLACE VIEW darkroom.bi_today (today Date COMMENT 'A day that is fixed')"
                + " AS SELECT toDate('" + day + "') AS today");
        sql("CREATE OR REPLACE VIEW darkroom.bi_now (moment DateTime64(3, 'UTC') COMMENT 'A moment that is fixed')"
                + " AS SELECT toDateTime64('" + day + " 12:00:05', 3, 'UTC') AS moment");
    }

    static void clear() {
        for (String table : List.of("image_tallies", "daily_tallies", "customers", "prices", "settings")) {
            sql("TRUNCATE TABLE darkroom." + table);
        }
        sql("SYSTEM RELOAD DICTIONARY darkroom.customer_dim");
    }

    static void insertCustomers() {
        // two of one name; delta is in none of the registry's records; idle has never sent an image
        sql("INSERT INTO darkroom.customers (customer_id, name, plan, monthly_quota, signed_up_on) VALUES"
                + " ('acme', 'Acme', 'pro', 20, '2025-11-01'), ('beta', 'Same', 'free', 0, '2026-01-01'),"
                + " ('gamma', 'Same', 'free', 4, '2026-02-01'), ('idle', 'Idle', 'pro', 5, '2026-02-01')");
        sql("INSERT INTO darkroom.prices (item, price) VALUES ('processing_second', 2), ('cpu_second', 10)");
        sql("SYSTEM RELOAD DICTIONARY darkroom.customer_dim");
    }

    /** Rows of all images, in no order that means anything. */
    static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) { // two that look alike, one that does not, one without a hash
            rows.addAll(image("acme", "2026-03-02 10:00:00.00" + i, "http", "jpeg", 1000, 1 + i, 10 * (1 + i))
                    .looks(i < 2 ? 7 : i == 2 ? 8 : 0)
                    .cpu(5)
                    .variant("web", "webp", 100, 1000, "resize", "strip")
                    .variant("thumb", "jpeg", 50, 100, "resize")
                    .rows());
        }
        rows.addAll(image("acme", "2026-03-03 00:00:00.000", "kafka", "png", 3000, 100, 300)
                .variant("web", "jpeg", 500, 1000, "resize")
                .rows());
        rows.addAll(image("acme", "2026-02-28 23:59:59.999", "http", "jpeg", 1000, 5, 60)
                .variant("web", "webp", 200, 1000, "resize")
                .rows());
        rows.addAll(image("acme", "2026-02-28 23:59:59.999", "http", "jpeg", 1000, 0, 90)
                .replayOf("11111111-1111-4111-8111-111111111111")
                .variant("print", "webp", 300, 2000, "resize")
                .rows());
        rows.addAll(
                image("acme", "2026-03-04 08:30:00.000", "http", "", 10, 1, 5).without("rejected", "broken-image"));
        for (int i = 0; i < 2; i++) {
            rows.addAll(image("acme", "2026-01-20 09:00:00.00" + i, "http", "jpeg", 1000, 1, 50)
                    .variant("web", "jpeg", 100, 1000, "resize")
                    .rows());
            rows.addAll(image("gamma", "2026-02-05 00:30:00.00" + i, "http", "jpeg", 1000, 2, 20)
                    .variant("web", "jpeg", 100, 100, "resize")
                    .rows());
        }
        for (int i = 0; i < 5; i++) {
            String time = i < 4 ? "2026-01-15 12:00:00.00" + i : "2026-02-20 12:00:00.000";
            rows.addAll(image("beta", time, "sqs", "gif", 2000, 1000, 100)
                    .variant("web", "png", 400, 500, "crop")
                    .rows());
        }
        for (int i = 0; i < 3; i++) {
            rows.addAll(image("gamma", "2026-03-01 00:00:00.000", "http", "jpeg", 1000, 2, 20)
                    .variant("web", "jpeg", 100, 100, "resize")
                    .rows());
        }
        rows.addAll(image("gamma", "2026-03-09 23:59:59.999", "http", "jpeg", 1000, 2, 7000)
                .without("failed", "processing-failed"));
        rows.addAll(image("delta", "2026-03-10 12:00:00.000", "http", "webp", 700, 2, 80)
                .variant("web", "avif", 70, 100, "resize")
                .rows());
        return rows;
    }

    private static int images;

    static Image image(String customer, String time, String source, String format, int bytes, int queue, int millis) {
        return new Image(++images, customer, time, source, format, bytes, queue, millis);
    }

    /** So many images that came at noon, each with a JPEG of 100 bytes. */
    static List<String> images(int number, String customer, String day) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            rows.addAll(image(customer, "%s 12:00:00.%03d".formatted(day, i), "http", "jpeg", 1000, 1, 10)
                    .variant("web", "jpeg", 100, 100, "resize")
                    .rows());
        }
        return rows;
    }

    /** One image, written row by row as the tally writer does it. */
    static final class Image {
        private final int number;
        private final String common;
        private final List<String> rows = new ArrayList<>();
        private long hash;
        private Integer cpu;
        private String replayOf = ZEROS;

        Image(
                int number,
                String customer,
                String time,
                String source,
                String format,
                int bytes,
                int queue,
                int millis) {
            this.number = number;
            int micros = Integer.parseInt(time.substring(20)) + queue + millis;
            String finished = time.substring(0, 20) + "%03d".formatted(Math.min(999, micros));
            this.common =
                    "\"customer_id\":\"%s\",\"occurred_at\":\"%s\",\"finished_at\":\"%s\",\"source\":\"%s\",\"recipe\":\"web@1\",\"input_format\":\"%s\",\"bytes_in\":%d,\"queue_ms\":%d,\"duration_ms\":%d"
                            .formatted(customer, time, finished, source, format, bytes, queue, millis);
        }

        Image looks(long perceptualHash) {
            hash = perceptualHash;
            return this;
        }

        Image cpu(int millis) {
            cpu = millis;
            return this;
        }

        Image replayOf(String image) {
            replayOf = image;
            return this;
        }

        Image variant(String name, String format, int bytes, int pixels, String... operations) {
            rows.add(row(
                    "\"outcome\":\"ok\",\"variant\":\"%s\",\"output_format\":\"%s\",\"bytes_out\":%d,\"pixels_out\":%d,\"kept_days\":8,\"operations\":[\"%s\"]"
                            .formatted(name, format, bytes, pixels, String.join("\",\"", operations))));
            return this;
        }

        List<String> without(String outcome, String reason) {
            return List.of(row("\"outcome\":\"%s\",\"reason\":\"%s\"".formatted(outcome, reason)));
        }

        private String row(String more) {
            int no = rows.size() + 1;
            return "{\"tally_id\":\"%s\",\"image_id\":\"%s\",\"variant_no\":%d,\"replay_of\":\"%s\",\"perceptual_hash\":%d,\"cpu_ms\":%s,%s,%s}%n"
                    .formatted(id(1000 * no + number), id(number), no, replayOf, hash, cpu, common, more);
        }

        private static String id(int number) {
            return "00000000-0000-4000-8000-%012d".formatted(number);
        }

        List<String> rows() {
            return rows;
        }
    }

    /** As the hour does it, where there are rows enough. */
    static void sumUp() {
        sql("SYSTEM REFRESH VIEW darkroom.daily_rollup");
        sql("SYSTEM WAIT VIEW darkroom.daily_rollup");
    }

    /** @param rows from which on daily sums are made */
    static void sumsFrom(int rows) {
        sql("INSERT INTO darkroom.settings (name, value) VALUES ('rollup_from_rows', " + rows + ")");
    }

    static void insert(List<String> rows) {
        sql("INSERT INTO darkroom.image_tallies SETTINGS async_insert=0 FORMAT JSONEachRow\n" + String.join("", rows));
    }
}
