package darkroom.tally;

import static darkroom.tally.TallyStack.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every card of the dashboards on the real engine, against answers that were worked out by hand from the images below
 * (src/test/resources/cards/answers.tsv).
 */
class CardsTest {
    private static final String ZEROS = "00000000-0000-0000-0000-000000000000";
    private static final List<Card> CARDS = Card.all();
    private static final String NEVER = "toDate('2100-01-01')";

    @BeforeAll
    static void buildTheSchemaAndStopTheClock() throws Exception {
        TallyStack.dropSchema();
        try (HikariDataSource dataSource = TallyStack.dataSource()) {
            new Migrations(dataSource, TallyStack.migrations()).apply();
        }
        sql("CREATE OR REPLACE VIEW darkroom.bi_today (today Date COMMENT 'A day that is fixed')"
                + " AS SELECT toDate('2026-03-10') AS today");
    }

    @AfterAll
    static void leaveTheSchemaToOthers() {
        TallyStack.dropSchema();
    }

    @BeforeEach
    void beginWithoutRows() {
        for (String table : List.of("image_tallies", "customers", "prices")) {
            sql("TRUNCATE TABLE darkroom." + table);
        }
        sql("SYSTEM RELOAD DICTIONARY darkroom.customer_dim");
    }

    // what came in

    private static void insertCustomers() {
        // two of one name; delta is in none of the registry's records; idle has never sent an image
        sql("INSERT INTO darkroom.customers (customer_id, name, plan, monthly_quota, signed_up_on) VALUES"
                + " ('acme', 'Acme', 'pro', 20, '2025-11-01'), ('beta', 'Same', 'free', 0, '2026-01-01'),"
                + " ('gamma', 'Same', 'free', 4, '2026-02-01'), ('idle', 'Idle', 'pro', 5, '2026-02-01')");
        sql("INSERT INTO darkroom.prices (item, price) VALUES ('processing_second', 2)");
        sql("SYSTEM RELOAD DICTIONARY darkroom.customer_dim");
    }

    /** Rows of all images, in no order that means anything. */
    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) { // two that look alike, one that does not, one without a hash
            rows.addAll(image("acme", "2026-03-02 10:00:00.00" + i, "http", "jpeg", 1000, 1 + i, 10 * (1 + i))
                    .looks(i < 2 ? 7 : i == 2 ? 8 : 0)
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

    private static Image image(
            String customer, String time, String source, String format, int bytes, int queue, int millis) {
        return new Image(++images, customer, time, source, format, bytes, queue, millis);
    }

    /** One image, written row by row as the tally writer does it. */
    private static final class Image {
        private final int number;
        private final String common;
        private final List<String> rows = new ArrayList<>();
        private long hash;
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
            return "{\"tally_id\":\"%s\",\"image_id\":\"%s\",\"variant_no\":%d,\"replay_of\":\"%s\",\"perceptual_hash\":%d,%s,%s}%n"
                    .formatted(id(1000 * no + number), id(number), no, replayOf, hash, common, more);
        }

        private static String id(int number) {
            return "00000000-0000-4000-8000-%012d".formatted(number);
        }

        List<String> rows() {
            return rows;
        }
    }

    private static void insert(List<String> rows) {
        sql("INSERT INTO darkroom.image_tallies SETTINGS async_insert=0 FORMAT JSONEachRow\n" + String.join("", rows));
    }

    // what the cards say of it

    @Test
    void everyCardSaysWhatWasWorkedOutByHand() throws Exception {
        insertCustomers();
        insert(rows());
        assertAnswers("");
    }

    @Test
    void noNumberMovesWhenRowsComeTwiceShuffledAndInBatches() throws Exception {
        insertCustomers();
        List<String> once = rows();
        List<String> twice = new ArrayList<>(once);
        twice.addAll(once);
        Collections.shuffle(twice, new Random(7));
        for (int i = 0; i < twice.size(); i += 7) {
            insert(twice.subList(i, Math.min(i + 7, twice.size())));
        }
        assertAnswers("");
        Collections.shuffle(twice, new Random(8));
        insert(twice);
        assertAnswers("");
    }

    @Test
    void theTimeZoneOfWhoAsksMovesNoNumber() throws Exception {
        insertCustomers();
        insert(rows());
        assertAnswers(" SETTINGS session_timezone = 'America/Los_Angeles'");
        assertAnswers(" SETTINGS session_timezone = 'Pacific/Kiritimati'");
    }

    @Test
    void aLaterOkTakesTheFailureOutOfEveryCard() throws Exception {
        insertCustomers();
        List<String> rows = rows();
        insert(rows);
        String failed = rows.stream()
                .filter(row -> row.contains("processing-failed"))
                .findFirst()
                .orElseThrow();
        insert(List.of(failed.replace("\"outcome\":\"failed\"", "\"outcome\":\"ok\"")
                .replace("processing-failed", "")
                .replaceFirst("\"finished_at\":\"[^\"]*\"", "\"finished_at\":\"2026-03-10 09:00:00.000\"")));
        assertThat(answer("reasons")).isEqualTo("2026-03-04\trejected: broken-image\t1");
        assertThat(answer("images")).contains("2026-03-09\t1");
    }

    @Test
    void withoutAnyRowNoCardFails() {
        for (Card card : CARDS) {
            assertThat(sql(card.text())).as(card.id()).doesNotContain("nan").doesNotContain("inf");
        }
    }

    @Test
    void ofOneCustomerOfWhomNothingIsKnownNoCardFails() {
        insert(rows().stream().filter(row -> row.contains("\"delta\"")).toList());
        for (Card card : CARDS) {
            assertThat(sql(card.text())).as(card.id()).doesNotContain("nan").doesNotContain("inf");
        }
        assertThat(answer("images-by-customer-and-type")).isEqualTo("delta\thttp\twebp\tok\t1\t1");
        assertThat(answer("costs")).isEqualTo("delta\t\t1\t0.08\t5.6e-7\t\\N\t\\N");
    }

    @Test
    void everyCardHasTheFiltersThatItNames() {
        insertCustomers();
        insert(rows());
        for (Card card : CARDS) {
            List<String> columns = List.of(
                    sql("SELECT name FROM system.columns WHERE database = 'darkroom' AND table = '" + card.view() + "'")
                            .split("\n"));
            for (String filter : card.filters()) {
                assertThat(Card.FILTERS).as(card.id()).containsKey(filter);
                assertThat(columns).as(card.id()).contains(Card.FILTERS.get(filter));
                String nothing = Card.FILTERS.get(filter) + (filter.equals("period") ? " = " + NEVER : " = 'nobody'");
                assertThat(sql(card.where(nothing)))
                        .as("%s without anybody", card)
                        .isIn("", "0", "\\N", "0\t\\N");
            }
        }
        Card images = card("images");
        assertThat(sql(images.where("day >= '2026-02-28' AND day < '2026-03-02' AND customer = 'Same (gamma)'")))
                .isEqualTo("2026-03-01\t3");
        assertThat(sql(card("quotas").where("customer = 'Idle (idle)'")))
                .isEqualTo("Idle (idle)\tpro\t0\t5\t0\t0\tfine");
    }

    /** A card that reads five years for one week is slow for everybody. */
    @Test
    void aPeriodReadsOnlyItsMonths() {
        insert(rows());
        int with = 0;
        for (Card card : CARDS) {
            if (card.filters().contains("period")) {
                with++;
                String plan = sql("EXPLAIN indexes = 1 " + card.where("day >= '2026-02-01' AND day < '2026-02-15'"));
                Matcher parts = Pattern.compile("Parts: (\\d+)/(\\d+)").matcher(plan);
                assertThat(parts.find()).as(card.id()).isTrue();
                assertThat(parts.group()).as(card.id()).isEqualTo("Parts: 1/3");
                assertThat(plan.substring(plan.indexOf("PrimaryKey")))
                        .as(card.id())
                        .doesNotContain("Condition: true");
            }
        }
        assertThat(with).isGreaterThan(12);
    }

    @Test
    void thereIsAnAnswerToEveryCard() throws Exception {
        assertThat(CARDS).hasSizeGreaterThanOrEqualTo(24);
        assertThat(answers().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        CARDS.stream().map(Card::id).toList());
    }

    private static void assertAnswers(String settings) throws Exception {
        Map<String, List<String>> expected = answers();
        SoftAssertions softly = new SoftAssertions();
        for (Card card : CARDS) {
            List<String> lines = List.of(sql(card.text() + settings).split("\n"));
            List<String> wanted = expected.get(card.id());
            if (card.id().equals("active-customers")) { // some lines of it
                softly.assertThat(lines).as(card.id()).hasSize(54).containsAll(wanted);
                continue;
            }
            softly.assertThat(lines).as(card.id()).hasSameSizeAs(wanted);
            for (int i = 0; i < Math.min(lines.size(), wanted.size()); i++) {
                compare(softly, card.id() + ", line " + (i + 1), lines.get(i), wanted.get(i));
            }
        }
        softly.assertAll();
    }

    private static void compare(SoftAssertions softly, String where, String line, String wanted) {
        String[] cells = line.split("\t", -1);
        String[] answers = wanted.split("\t", -1);
        softly.assertThat(cells).as(where).hasSameSizeAs(answers);
        for (int i = 0; i < Math.min(cells.length, answers.length); i++) {
            if (answers[i].matches("-?[0-9]+[.][0-9]+") && cells[i].matches("-?[0-9.]+(e-?[0-9]+)?")) {
                softly.assertThat(Double.parseDouble(cells[i]))
                        .as(where)
                        .isCloseTo(Double.parseDouble(answers[i]), within(1e-9));
            } else {
                softly.assertThat(cells[i]).as(where + ": " + line).isEqualTo(answers[i]);
            }
        }
    }

    private static Map<String, List<String>> answers() throws Exception {
        Map<String, List<String>> sections = new TreeMap<>();
        String at = "";
        for (String line : Files.readAllLines(Path.of("src/test/resources/cards/answers.tsv"))) {
            if (line.startsWith("== ")) {
                at = line.substring(3);
                sections.put(at, new ArrayList<>());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                sections.get(at).add(line);
            }
        }
        return sections;
    }

    private static String answer(String card) {
        return sql(card(card).text());
    }

    private static Card card(String id) {
        return CARDS.stream().filter(card -> card.id().equals(id)).findFirst().orElseThrow();
    }
}
