package darkroom.tally;

import static darkroom.tally.CardImages.image;
import static darkroom.tally.CardImages.images;
import static darkroom.tally.CardImages.insert;
import static darkroom.tally.CardImages.itIs;
import static darkroom.tally.TallyStack.sql;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cards say at the edges of their spans: of gaps, first months, ends of months, limits, and where nothing was measured. */
class CardSpansTest {
    private static final String REPLAYED = "11111111-1111-4111-8111-111111111111";

    @BeforeAll
    static void buildTheSchema() throws Exception {
        CardImages.buildTheSchemaAndStopTheClock();
    }

    @AfterAll
    static void leaveTheSchemaToOthers() {
        TallyStack.dropSchema();
    }

    @BeforeEach
    void beginWithoutRows() {
        CardImages.clear();
        itIs("2026-03-10");
    }

    /** Who has no modern format yet gains the most. */
    @Test
    void whileNobodyHasModernFormatsSavingsAreAssumedAndSaidToBe() {
        insert(variants("acme", 10, "jpeg", 400));
        assertThat(answer("format-gains")).containsExactly("acme\t\t1000\t4000\t0\t10\tassumed");
        insert(variants("beta", 1, "webp", 100)); // a tenth of a byte a pixel
        insert(variants("gamma", 10, "png", 50));
        assertThat(answer("format-gains"))
                .containsExactly("acme\t\t3000\t4000\t0\t10\tmeasured", "gamma\t\t0\t500\t0\t10\tmeasured");
    }

    @Test
    void aDayWithoutAnybodyIsARowOfZeros() {
        assertThat(answer("active-customers")).containsExactly("");
        insert(images(1, "acme", "2026-01-20"));
        insert(images(1, "beta", "2026-03-08"));
        assertThat(answer("active-customers"))
                .hasSize(12 + 28 + 9)
                .startsWith("2026-01-20\t1\t1\t1", "2026-01-21\t0\t1\t1")
                .contains("2026-01-26\t0\t1\t1", "2026-01-27\t0\t0\t1", "2026-02-16\t0\t0\t1")
                .contains("2026-02-17\t0\t0\t0", "2026-03-07\t0\t0\t0")
                .endsWith("2026-03-08\t1\t1\t1", "2026-03-09\t0\t1\t1");
        insert(images(1, "acme", "2024-05-03"));
        assertThat(answer("active-customers")).hasSize(90).startsWith("2025-12-10\t0\t0\t0", "2025-12-11\t0\t0\t0");
    }

    @Test
    void aMonthWithoutAnybodyIsARowOfZeros() {
        itIs("2026-05-01");
        insert(images(1, "acme", "2026-01-05"));
        insert(images(1, "acme", "2026-04-05"));
        insert(images(1, "beta", "2026-04-02"));
        assertThat(answer("new-customers")).containsExactly("2026-01\t1", "2026-02\t0", "2026-03\t0", "2026-04\t1");
        assertThat(answer("cohorts"))
                .containsExactly(
                        "00\t2026-01\t1", "00\t2026-04\t1", "01\t2026-01\t0", "02\t2026-01\t0", "03\t2026-01\t1");
        assertThat(answer("net-volume"))
                .containsExactly("2026-02-01\t0\t0\t0\t-1", "2026-03-01\t0\t0\t0\t0", "2026-04-01\t2\t0\t0\t0");
        assertThat(answer("volume-retention")).containsExactly("2026-02-01\t\\N", "2026-03-01\t\\N", "2026-04-01\t\\N");
    }

    /** A customer who begins on the 30th has the fifteenth part of a month, against which the next one is no growth. */
    @Test
    void retentionIsOfCustomersWhoHadAWholeMonth() {
        itIs("2026-05-01");
        insert(images(1, "acme", "2026-01-30"));
        insert(images(3, "acme", "2026-02-10"));
        insert(images(4, "acme", "2026-03-10"));
        insert(images(2, "acme", "2026-04-10"));
        insert(images(1, "gamma", "2026-01-30"));
        insert(images(3, "gamma", "2026-02-10"));
        insert(images(1, "beta", "2026-03-31"));
        insert(images(9, "beta", "2026-04-10"));
        // March: 4 of the 3 + 3 of February. April: 2 of the 4 of acme in March
        assertThat(answer("volume-retention"))
                .containsExactly("2026-02-01\t\\N", "2026-03-01\t0.6666666666666666", "2026-04-01\t0.5");
    }

    @Test
    void whoOnlyHadSomethingMadeAgainSentNothing() {
        insert(images(1, "acme", "2026-03-02"));
        for (String time : List.of("2026-03-02 08:00:00.000", "2026-03-03 08:00:00.000")) {
            insert(image("beta", time, "kafka", "gif", 1000, 9000, 50)
                    .replayOf(REPLAYED)
                    .variant("web", "jpeg", 100, 100, "resize")
                    .rows());
        }
        insert(image("beta", "2026-03-04 08:00:00.000", "kafka", "gif", 1000, 9000, 50)
                .replayOf(REPLAYED)
                .without("rejected", "broken-image"));
        assertThat(answer("images-by-day")).containsExactly("2026-03-02\t1\t1\t1");
        assertThat(answer("success")).containsExactly("2026-03-02\t1\t0\t0");
        assertThat(answer("images-by-source")).containsExactly("2026-03-02\thttp\t1");
        assertThat(answer("images-by-plan")).containsExactly("2026-03-01\t\t1");
        assertThat(answer("source-formats")).containsExactly("jpeg\t1");
        assertThat(answer("hours")).containsExactly("12\t1 Mon\t1");
        assertThat(answer("waiting")).containsExactly("2026-03-02\thttp\t1");
        assertThat(answer("reasons")).containsExactly("");
        assertThat(answer("rejections")).containsExactly("");
        itIs("2026-03-05");
        assertThat(sql("SELECT newest_image FROM darkroom.bi_freshness")).isEqualTo("2026-03-02 12:00:00.000");
    }

    /** A field of a thousand lines shows nothing; who is chosen by a filter is there, however small. */
    @Test
    void ofOperationsOnlyTheLargestCustomersAreShown() {
        for (int i = 1; i <= 15; i++) {
            insert(images(17 - i, "c%02d".formatted(i), "2026-03-02"));
        }
        insert(image("zebra", "2026-03-02 08:00:00.000", "http", "jpeg", 1000, 1, 10)
                .variant("web", "jpeg", 100, 100, "crop", "resize")
                .rows());
        insert(images(30, "february", "2026-02-02"));

        assertThat(answer("operations"))
                .hasSize(15)
                .contains("resize\tfebruary\t1", "resize\tc14\t1")
                .doesNotContain("resize\tc15\t1", "resize\tzebra\t1");
        assertThat(operations("day >= '2026-03-01'"))
                .as("zebra has two, as c15, and comes behind it by its name")
                .hasSize(15)
                .contains("resize\tc15\t1")
                .doesNotContain("resize\tzebra\t1");
        assertThat(operations("customer = 'zebra'")).containsExactly("crop\tzebra\t1", "resize\tzebra\t1");
    }

    private static List<String> operations(String condition) {
        return Card.all().stream()
                .filter(card -> card.id().equals("operations"))
                .flatMap(card -> sql(card.where(condition)).lines())
                .toList();
    }

    @Test
    void rowsAreBehindByTheAgeOfTheNewestWork() {
        assertThat(answer("data-as-of")).containsExactly("\\N\t0\t\\N");
        insert(image("acme", "2026-03-02 12:00:00.000", "http", "jpeg", 1000, 1, 10)
                .without("rejected", "broken-image"));
        assertThat(answer("data-as-of")).as("eight days ago").containsExactly("\\N\t0\t\\N");
        insert(image("acme", "2026-03-10 10:00:05.000", "http", "jpeg", 1000, 1, 10)
                .without("rejected", "broken-image"));
        assertThat(answer("data-as-of"))
                .as("two hours without the 11 ms that it took")
                .containsExactly("2026-03-10 10:00:05.011\t1\t7199989");
        insert(image("acme", "2026-03-10 12:00:05.000", "http", "jpeg", 1000, 1, 10)
                .without("rejected", "broken-image"));
        assertThat(answer("data-as-of"))
                .as("done by a clock that is 11 ms ahead")
                .containsExactly("2026-03-10 12:00:05.011\t2\t0");
    }

    @Test
    void whoLeftBeforeTheWindowIsNoSignOfChurn() {
        insert(images(5, "acme", "2024-05-03"));
        insert(images(1, "gamma", "2026-01-12"));
        assertThat(answer("churn")).containsExactly("");
        assertThat(answer("customer-signals")).containsExactly("");
        insert(images(1, "beta", "2026-01-13"));
        assertThat(answer("churn")).containsExactly("beta\t\t2026-01-13\t56\t0\t1\t1\t-1\tsilent");
    }

    /** A large customer at -60 % is not behind fifty who are silent and never sent but one image. */
    @Test
    void whoLostMostImagesIsCalledFirst() {
        for (int i = 0; i < 50; i++) {
            insert(images(1, "c%02d".formatted(i), "2026-02-09"));
        }
        insert(images(20, "large", "2026-02-09"));
        insert(images(8, "large", "2026-02-10"));
        insert(images(3, "middle", "2026-02-09"));
        insert(images(1, "middle", "2026-03-01"));
        assertThat(answer("churn"))
                .as("the fifty of one image each have 48 of the 50 lines, by name")
                .hasSize(50)
                .startsWith(
                        "large\t\t2026-02-10\t28\t8\t20\t12\t-0.6\tfalling fast",
                        "middle\t\t2026-03-01\t9\t1\t3\t2\t-0.6666666666666666\tfalling fast",
                        "c00\t\t2026-02-09\t29\t0\t1\t1\t-1\tsilent")
                .endsWith("c47\t\t2026-02-09\t29\t0\t1\t1\t-1\tsilent");
    }

    @Test
    void exactlyAFifthLessIsFallingAndAFifthMoreGrowing() {
        insert(images(5, "acme", "2026-02-09"));
        insert(images(4, "acme", "2026-02-10"));
        insert(images(5, "beta", "2026-02-09"));
        insert(images(6, "beta", "2026-02-10"));
        assertThat(answer("churn")).containsExactly("acme\t\t2026-02-10\t28\t4\t5\t1\t-0.2\tfalling");
        assertThat(answer("customer-signals")).containsExactly("falling\t1", "growing\t1");
    }

    /** A month of 31 days is not held against one of 28 as a whole. */
    @Test
    void theSameDaysAreThoseThatBothMonthsHave() {
        for (String day : List.of(
                "2026-01-27", "2026-01-28", "2026-02-01", "2026-02-27", "2026-03-28", "2026-03-29", "2026-03-30")) {
            insert(images(1, "acme", day));
        }
        itIs("2026-03-31");
        assertThat(answer("month-so-far")).containsExactly("3");
        assertThat(answer("month-change"))
                .as("1 until March 28, 2 until February 28")
                .containsExactly("-0.5");
        itIs("2026-03-29");
        assertThat(answer("month-change")).containsExactly("-0.5");
        itIs("2026-03-01");
        assertThat(answer("month-change")).as("no day is over").containsExactly("\\N");
        itIs("2026-02-28");
        assertThat(answer("month-change"))
                .as("2 until February 27, 1 until January 27")
                .containsExactly("1");

        insert(images(1, "acme", "2024-02-29"));
        insert(images(3, "acme", "2024-03-29"));
        insert(images(1, "acme", "2024-03-30"));
        itIs("2024-03-31");
        assertThat(answer("month-change")).as("a leap year").containsExactly("2");
    }

    /** Tuesday, March 10, with 4 Tuesdays and 3 of each other day ahead. */
    @Test
    void whoBeganLatelyIsForecastByTheWeekdaysSinceThen() {
        insert(images(7, "acme", "2026-03-08"));
        assertThat(answer("month-forecast"))
                .as("one Sunday in a week of seven days")
                .containsExactly("28");
        insert(images(2, "beta", "2026-02-22"));
        insert(images(4, "beta", "2026-03-01"));
        insert(images(1, "beta", "2026-03-02"));
        assertThat(forecast("beta"))
                .as("5, and 3 of (2 + 4) / 3 for its 3 Sundays, 3 of 1 / 3 for its 3 Mondays")
                .isEqualTo("12");
        insert(images(4, "gamma", "2026-01-13"));
        insert(images(4, "gamma", "2026-03-08"));
        assertThat(forecast("gamma")).as("56 days ago is long ago: 4 Sundays").isEqualTo("7");
        itIs("2026-03-11");
        assertThat(forecast("gamma")).as("57 days ago is not known: 1 Sunday").isEqualTo("16");
        insert(images(1, "delta", "2026-01-20"));
        assertThat(forecast("delta")).as("who has no image in these months").isEmpty();
    }

    @Test
    void allOfAQuotaIsNotOverIt() {
        itIs("2026-03-11"); // 10 of 31 days are over
        sql("INSERT INTO darkroom.customers (customer_id, name, plan, monthly_quota, signed_up_on) VALUES"
                + " ('all', 'all', 'pro', 4, '2026-01-01'), ('more', 'more', 'pro', 3, '2026-01-01'),"
                + " ('pace', 'pace', 'pro', 31, '2026-01-01'), ('four', 'four', 'pro', 155, '2026-01-01')");
        insert(images(4, "all", "2026-03-02"));
        insert(images(4, "more", "2026-03-02"));
        insert(images(10, "pace", "2026-03-02"));
        insert(images(40, "four", "2026-03-02"));
        assertThat(sql("SELECT customer_id, used, projected, state FROM darkroom.bi_quotas ORDER BY customer_id")
                        .lines())
                .containsExactly(
                        "all\t1\t3.1\twill be over",
                        "four\t0.25806451612903225\t0.8\tclose",
                        "more\t1.3333333333333333\t4.133333333333334\tover",
                        "pace\t0.3225806451612903\t1\tclose");
    }

    /** Ten times 0.1 is 0.9999999999999999 in floats, or 1, as the rows come. */
    @Test
    void sumsOfTimeAndMoneyAreExactInAnyOrder() {
        sql("INSERT INTO darkroom.prices (item, price) VALUES ('processing_second', 0.1), ('cpu_second', 0.00002),"
                + " ('stored_gigabyte_day', 0.0008)");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rows.addAll(image("acme", "2026-03-0%d 12:00:00.00%d".formatted(1 + i / 4, i), "http", "jpeg", 1000, 1, 100)
                    .cpu(70)
                    .variant("web", "jpeg", 123_456_789, 100, "resize")
                    .rows());
        }
        for (int seed = 0; seed < 3; seed++) {
            sql("TRUNCATE TABLE darkroom.image_tallies");
            Collections.shuffle(rows, new Random(seed));
            for (int i = 0; i < 10; i += 2) {
                insert(rows.subList(i, i + 2));
            }
            // 10 * 123,456,789 bytes for 8 days, at 0.0008
            assertThat(answer("costs"))
                    .containsExactly("acme\t\t10\t1\t9.87654312\t0.7\t0.1\t0.000014\t0.007901234496");
        }
    }

    private static List<String> variants(String customer, int number, String format, int bytes) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            rows.addAll(image(customer, "2026-03-02 12:00:00.%03d".formatted(i), "http", "jpeg", 1000, 1, 10)
                    .variant("web", format, bytes, 1000, "resize")
                    .rows());
        }
        return rows;
    }

    private static String forecast(String customer) {
        return sql("SELECT forecast FROM darkroom.bi_months WHERE customer_id = '" + customer + "'");
    }

    private static List<String> answer(String id) {
        Card card = Card.all().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        return List.of(sql(card.text()).split("\n"));
    }
}
