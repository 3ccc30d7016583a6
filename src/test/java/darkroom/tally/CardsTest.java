package darkroom.tally;

import static darkroom.tally.CardImages.images;
import static darkroom.tally.CardImages.insert;
import static darkroom.tally.CardImages.insertCustomers;
import static darkroom.tally.CardImages.rows;
import static darkroom.tally.CardImages.sumUp;
import static darkroom.tally.CardImages.sumsFrom;
import static darkroom.tally.TallyStack.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.model.Erasable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every card of the dashboards on the real engine, against answers that were worked out by hand from {@link CardImages}
 * (src/test/resources/cards/answers.tsv).
 */
class CardsTest {
    private static final List<Card> CARDS = Card.all();
    /** Views over daily sums that have a day. */
    private static final List<String> DAILY = List.of("bi_daily", "bi_costs");

    private static final String NEVER = "toDate('2100-01-01')";

    @BeforeAll
    static void buildTheSchemaAndStopTheClock() throws Exception {
        CardImages.buildTheSchemaAndStopTheClock();
    }

    @AfterAll
    static void leaveTheSchemaToOthers() {
        TallyStack.dropSchema();
    }

    @BeforeEach
    void beginWithoutRows() {
        CardImages.clear();
    }

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
        List<String> rows = rows();
        String failed = rows.stream()
                .filter(row -> row.contains("processing-failed"))
                .findFirst()
                .orElseThrow();
        String mended = failed.replace("\"outcome\":\"failed\"", "\"outcome\":\"ok\"")
                .replace("processing-failed", "")
                .replaceFirst("\"finished_at\":\"[^\"]*\"", "\"finished_at\":\"2026-03-10 09:00:00.000\"");
        insertCustomers();
        insert(rows.stream().map(row -> row.equals(failed) ? mended : row).toList());
        Map<String, String> asIfItHadNeverFailed = everyAnswer();
        CardImages.clear();
        insertCustomers();
        insert(rows);
        Map<String, String> withTheFailure = everyAnswer();
        insert(List.of(mended));

        assertThat(everyAnswer()).isEqualTo(asIfItHadNeverFailed);
        assertThat(answer("reasons")).isEqualTo("2026-03-04\trejected: broken-image\t1");
        withTheFailure.entrySet().removeAll(asIfItHadNeverFailed.entrySet());
        assertThat(withTheFailure)
                .as("those in which it was")
                .containsKeys("reasons", "success", "quotas", "bytes", "latency");
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
        assertThat(answer("costs")).isEqualTo("delta\t\t1\t0.08\t0.00000056\t\\N\t\\N\t\\N\t\\N");
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
                String plan = plan(card, "image_tallies");
                assertThat(plan).as(card.id()).contains("Parts: 1/3");
                assertThat(plan.substring(plan.indexOf("PrimaryKey")))
                        .as(card.id())
                        .doesNotContain("Condition: true");
            }
        }
        assertThat(with).isGreaterThan(12);
    }

    @Test
    void ofDailySumsAPeriodReadsOnlyItsMonthsAndNoRowsOfThem() {
        insert(rows());
        sumsFrom(0);
        sumUp();
        int with = 0;
        for (Card card : CARDS) {
            if (card.filters().contains("period") && DAILY.contains(card.view())) {
                with++;
                assertThat(plan(card, "daily_tallies")).as(card.id()).contains("Parts: 1/3");
                assertThat(plan(card, "image_tallies")).as(card.id()).contains("Parts: 0/");
            }
        }
        assertThat(with).isGreaterThan(9);
    }

    /** Views that name no period have windows of their own. */
    @Test
    void aViewWithAWindowReadsOnlyItsMonths() {
        insert(rows());
        insert(images(1, "acme", "2024-05-03"));
        insert(images(1, "acme", "2025-12-20"));
        Map.of(
                        "bi_active_customers", 4, // from November 13 on
                        "bi_trends", 3, // from January 13 on
                        "bi_format_gains", 4, // from December 10 on
                        "bi_repeats", 4,
                        "bi_months", 3, // from January 13 on
                        "bi_quotas", 1,
                        "bi_freshness", 1)
                .forEach((view, parts) -> {
                    String plan = plan("EXPLAIN indexes = 1 SELECT * FROM darkroom." + view, "image_tallies");
                    assertThat(plan).as(view).contains("Parts: " + parts + "/5");
                });
    }

    /** What of a table is read for two weeks of February. */
    private static String plan(Card card, String table) {
        return plan("EXPLAIN indexes = 1 " + card.where("day >= '2026-02-01' AND day < '2026-02-15'"), table);
    }

    private static String plan(String explain, String table) {
        String plan = sql(explain);
        int begin = plan.indexOf("(darkroom." + table + ")");
        assertThat(begin).as(explain + ": " + plan).isPositive();
        int next = plan.indexOf("ReadFromMergeTree", begin);
        return next < 0 ? plan.substring(begin) : plan.substring(begin, next);
    }

    @Test
    void withDailySumsNoNumberMoves() throws Exception {
        insertCustomers();
        List<String> once = rows();
        List<String> twice = new ArrayList<>(once);
        twice.addAll(once);
        Collections.shuffle(twice, new Random(9));
        insert(twice.subList(0, 20));
        insert(twice.subList(20, twice.size()));
        sumsFrom(0);
        sumUp();
        sql("SYSTEM STOP VIEW darkroom.daily_rollup");
        try {
            assertThat(sql("SELECT min(day), max(day), sum(images) FROM darkroom.daily_tallies"))
                    .as("but of the last two days")
                    .isEqualTo("2026-01-15\t2026-03-04\t19");
            assertAnswers("");
            assertAnswers(" SETTINGS session_timezone = 'America/Los_Angeles'");
            assertThat(sql("SELECT count() FROM darkroom.bi_daily WHERE day < '2026-03-05'"))
                    .as("from the sums")
                    .isEqualTo(sql("SELECT count() FROM darkroom.daily_tallies"));
            String march = sql(card("images").where("day >= '2026-03-01'"));
            sql("ALTER TABLE darkroom.image_tallies DROP PARTITION 202601");
            assertThat(sql(card("images").where("day < '2026-02-01'")))
                    .as("and not from the rows")
                    .isEqualTo("2026-01-15\t4\n2026-01-20\t2");
            assertThat(sql(card("images").where("day >= '2026-03-01'"))).isEqualTo(march);
        } finally {
            sql("SYSTEM START VIEW darkroom.daily_rollup");
        }
    }

    @Test
    void whatComesLateCountsAtOnceInDaysWithoutSumsAndInOthersWithTheNextOnes() {
        insertCustomers();
        List<String> rows = rows();
        insert(rows.stream().filter(row -> !row.contains("\"gamma\"")).toList());
        sumsFrom(0);
        sumUp();
        insert(rows.stream().filter(row -> row.contains("\"gamma\"")).toList());
        assertThat(answer("images")).contains("2026-03-09\t1").doesNotContain("2026-02-05");
        sumUp();
        assertThat(answer("images")).contains("2026-03-09\t1").contains("2026-02-05\t2");
    }

    @Test
    void whoIsErasedIsInNoSum() throws Exception {
        insert(rows());
        sumsFrom(0);
        sumUp();
        try (HikariDataSource dataSource = TallyStack.dataSource()) {
            List<String> erased = new ArrayList<>();
            Erasable.Log log = new Erasable.Log() {
                @Override
                public void erased(String what, long count, long bytes) {
                    erased.add(what + ": " + count);
                }

                @Override
                public void locked(Erasable.Locked version) {}
            };
            new CustomerRows(dataSource, customer -> false).erase("beta", Instant.now(), true, log);
            assertThat(erased).containsExactly("rows: 5", "daily sums: 2");
            assertThat(answer("images-by-customer-and-type")).contains("beta");
            new CustomerRows(dataSource, customer -> false).erase("beta", Instant.now(), false, log);
        }
        assertThat(sql("SELECT count() FROM darkroom.daily_tallies WHERE customer_id = 'beta'"))
                .isEqualTo("0");
        assertThat(answer("images-by-customer-and-type")).doesNotContain("beta").contains("acme");
    }

    @Test
    void ofFewRowsNoSumsAreMadeAndThoseThatWereGo() {
        insert(rows());
        sumsFrom(0);
        sumUp();
        assertThat(sql("SELECT count() > 0 FROM darkroom.daily_tallies")).isEqualTo("1");
        sumsFrom(1000);
        sumUp();
        assertThat(sql("SELECT count() FROM darkroom.daily_tallies")).isEqualTo("0");
        sql("TRUNCATE TABLE darkroom.settings");
        sumUp();
        assertThat(sql("SELECT count() FROM darkroom.daily_tallies")).isEqualTo("0");
        assertThat(answer("images")).contains("2026-01-15\t4");
    }

    /** Superset asks as one user of ClickHouse for everybody, with a customer's id as the rule of its rows. */
    @Test
    void aCardForCustomersSaysOfOneTheSameWhateverOthersDo() {
        List<Card> cards = CARDS.stream().filter(Card::forCustomers).toList();
        assertThat(cards.stream().map(Card::view).distinct())
                .containsExactlyInAnyOrder(
                        "bi_daily", "bi_tallies", "bi_months", "bi_quotas", "bi_operations", "bi_repeats");
        insertCustomers();
        insert(rows());
        Map<String, String> among = new TreeMap<>();
        cards.forEach(card -> among.put(card.id(), sql(card.where("customer_id = 'acme'"))));
        sql("TRUNCATE TABLE darkroom.image_tallies");
        sql("ALTER TABLE darkroom.customers DELETE WHERE customer_id != 'acme' SETTINGS mutations_sync = 2");
        insert(rows().stream().filter(row -> row.contains("\"acme\"")).toList());
        for (Card card : cards) {
            assertThat(sql(card.text())).as(card.id()).isEqualTo(among.get(card.id()));
        }
    }

    @Test
    void whatIsForStaffAloneIsOnNoCardForCustomers() {
        List<String> staff = List.of(
                sql("SELECT name FROM system.tables WHERE database = 'darkroom' AND comment LIKE 'For staff alone.%'")
                        .split("\n"));
        assertThat(staff).contains("bi_costs", "bi_trends", "bi_format_gains");
        List<String> apart =
                List.of(sql("SELECT table FROM system.columns WHERE database = 'darkroom' AND name = 'customer_id'")
                        .split("\n"));
        for (Card card : CARDS) {
            if (card.forCustomers()) {
                assertThat(apart).as(card.id()).contains(card.view());
                assertThat(staff).as(card.id()).doesNotContain(card.view());
            } else {
                assertThat(card.text()).doesNotContain("Audience");
            }
        }
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

    private static Map<String, String> everyAnswer() {
        Map<String, String> answers = new TreeMap<>();
        CARDS.forEach(card -> answers.put(card.id(), sql(card.text())));
        return answers;
    }

    private static String answer(String card) {
        return sql(card(card).text());
    }

    private static Card card(String id) {
        return CARDS.stream().filter(card -> card.id().equals(id)).findFirst().orElseThrow();
    }
}
