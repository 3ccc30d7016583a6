package darkroom.tally;

import static darkroom.tally.Receipts.RECEIVED;
import static darkroom.tally.TallyStack.count;
import static darkroom.tally.TallyStack.sql;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The schema and the rows together, in a real ClickHouse. */
class ImageTalliesTest {
    @BeforeAll
    static void buildTheSchema() throws Exception {
        TallyStack.dropSchema();
        try (HikariDataSource dataSource = TallyStack.dataSource()) {
            new Migrations(dataSource, TallyStack.migrations()).apply();
        }
    }

    @BeforeEach
    void beginWithoutRows() {
        sql("TRUNCATE TABLE darkroom.image_tallies");
    }

    @Test
    void aReplayAddsNothing() {
        Receipt receipt = Receipts.ok(UUID.randomUUID(), "demo", RECEIVED, 3);
        insert(receipt);
        insert(receipt);
        insert(receipt, receipt);
        assertThat(count("SELECT count() FROM darkroom.bi_tallies")).isEqualTo(3);
        assertThat(count("SELECT sum(images) FROM darkroom.bi_tallies")).isEqualTo(1);
        sql("OPTIMIZE TABLE darkroom.image_tallies FINAL");
        assertThat(count("SELECT count() FROM darkroom.image_tallies")).isEqualTo(3);
    }

    @Test
    void aLaterOkReplacesAFailureInWhateverOrderTheyCome() {
        UUID id = UUID.randomUUID();
        Receipt failed = Receipts.failed(id, "demo", RECEIVED);
        Receipt ok = Receipts.ok(id, "demo", RECEIVED, 2);
        insert(failed);
        insert(ok);
        insert(failed);
        assertThat(sql("SELECT outcome, sum(images), count() FROM darkroom.bi_tallies GROUP BY outcome"))
                .isEqualTo("ok\t1\t2");
    }

    /** As of a replica that stood still past its deadline while another did the image, and of a clock that is a day ahead. */
    @Test
    void aFailureThatEndsLaterDoesNotReplaceAnOk() {
        UUID id = UUID.randomUUID();
        Instant late = RECEIVED.plus(Duration.ofDays(1));
        insert(Receipts.ok(id, "demo", RECEIVED, 2));
        insert(Receipts.receipt(id, "demo", Outcome.failed, "processing-failed", RECEIVED, late, List.of()));
        assertThat(sql("SELECT outcome, sum(images), count() FROM darkroom.bi_tallies GROUP BY outcome"))
                .isEqualTo("ok\t1\t2");
    }

    @Test
    void textArrivesAsItIs() {
        String odd = "a \"quote\", a \\, a\ttab, a\nline, a ' and {d '2020-01-01'} ? ; é 😀";
        insert(Receipts.receipt(UUID.randomUUID(), "demo", Outcome.rejected, odd, RECEIVED, RECEIVED, List.of()));
        assertThat(sql("SELECT base64Encode(reason) FROM darkroom.bi_tallies"))
                .isEqualTo(java.util.Base64.getEncoder()
                        .encodeToString(odd.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void numbersAndTimesArriveAsTheyAre() {
        insert(Receipts.ok(UUID.randomUUID(), "demo", RECEIVED, 2));
        assertThat(sql("SELECT variant, variant_no, pixels_in, pixels_out, bytes_in, bytes_out, queue_ms,"
                        + " duration_ms, occurred_at, finished_at, operations FROM darkroom.image_tallies"
                        + " ORDER BY variant_no LIMIT 1"))
                .isEqualTo("v1\t1\t12000000\t76800\t2650000\t1000\t3\t41"
                        + "\t2026-11-20 10:15:30.123\t2026-11-20 10:15:30.173\t['orient','fit']");
    }

    @Test
    void anOriginalIsCountedOnceHoweverManyVariantsItHas() {
        insert(Receipts.ok(UUID.randomUUID(), "demo", RECEIVED, 5));
        assertThat(sql("SELECT sum(images), sum(bytes_received), sum(bytes_in), count() FROM darkroom.bi_tallies"))
                .isEqualTo("1\t2650000\t13250000\t5");
    }

    @Test
    void whatWasMadeAgainCountsAsVariantsAndNotAsAnImage() {
        UUID id = UUID.randomUUID();
        insert(
                Receipts.ok(id, "demo", RECEIVED, 2),
                Receipts.replay(id, Receipts.ok(UUID.randomUUID(), "demo", RECEIVED, 3)));
        assertThat(sql("SELECT sum(images), sum(bytes_received), countIf(variant != ''), countIf(replay_of = '" + id
                        + "') FROM darkroom.bi_tallies"))
                .isEqualTo("1\t2650000\t5\t3");
    }

    @Test
    void rowsOlderThanFiveYearsGoByThemselves() {
        insert(
                Receipts.ok(UUID.randomUUID(), "demo", ago(6, 0), 1),
                Receipts.ok(UUID.randomUUID(), "demo", ago(5, 1), 1),
                Receipts.ok(UUID.randomUUID(), "demo", ago(4, 11), 1),
                Receipts.ok(UUID.randomUUID(), "demo", Instant.now(), 1));
        sql("OPTIMIZE TABLE darkroom.image_tallies FINAL");
        assertThat(sql("SELECT dateDiff('month', occurred_at, now64(3, 'UTC')) FROM darkroom.image_tallies"
                        + " ORDER BY occurred_at"))
                .isEqualTo("59\n0");
        assertThat(sql("SELECT engine_full FROM system.tables WHERE database = 'darkroom' AND name = 'image_tallies'"))
                .contains("TTL toDateTime(occurred_at) + toIntervalYear(5)");
    }

    /** ClickHouse looks at them by itself whenever it merges; this is what it does then, without merging anything else. */
    @Test
    void rowsThatBecameTooOldGoWhenTheTtlIsMaterialized() {
        sql("SYSTEM STOP TTL MERGES darkroom.image_tallies");
        insert(
                Receipts.ok(UUID.randomUUID(), "demo", ago(5, 1), 1),
                Receipts.ok(UUID.randomUUID(), "demo", ago(4, 11), 1));
        sql("SYSTEM START TTL MERGES darkroom.image_tallies");
        sql("ALTER TABLE darkroom.image_tallies MATERIALIZE TTL SETTINGS mutations_sync = 2");
        assertThat(sql("SELECT dateDiff('month', occurred_at, now64(3, 'UTC')) FROM darkroom.image_tallies"))
                .isEqualTo("59");
    }

    /** The only way in which rows go sooner is the one that docs/operations.md shows. */
    @Test
    void theDocumentedCommandDeletesWhatItNamesAndNothingElse() throws Exception {
        Matcher documented = Pattern.compile("\\./darkroom sql \"(DELETE FROM [^\"]+)\"")
                .matcher(Files.readString(Path.of("docs/operations.md")));
        assertThat(documented.find()).isTrue();
        Instant before = Instant.parse("2025-12-31T23:59:59.999Z");
        insert(
                Receipts.ok(UUID.randomUUID(), "acme", before, 2),
                Receipts.ok(UUID.randomUUID(), "acme", before.plusMillis(1), 1),
                Receipts.ok(UUID.randomUUID(), "demo", before, 1));

        sql(documented.group(1));

        assertThat(sql("SELECT customer_id, occurred_at FROM darkroom.bi_tallies ORDER BY customer_id"))
                .isEqualTo("acme\t2026-01-01 00:00:00.000\ndemo\t2025-12-31 23:59:59.999");
    }

    private static Instant ago(int years, int months) {
        return ZonedDateTime.now(ZoneOffset.UTC)
                .minusYears(years)
                .minusMonths(months)
                .toInstant();
    }

    @Test
    void aDateFilterReadsOnlyItsMonthsAndACustomerFilterUsesTheKey() {
        sql("INSERT INTO darkroom.image_tallies (tally_id, image_id, customer_id, variant_no, occurred_at,"
                + " finished_at) SELECT generateUUIDv4(), generateUUIDv4(), 'demo', 1, toDateTime64('2026-01-15', 3,"
                + " 'UTC') + toIntervalDay(30 * number), now64(3) FROM numbers(10)");
        String plan = sql("EXPLAIN indexes = 1 SELECT sum(images) FROM darkroom.bi_tallies"
                + " WHERE customer_id = 'demo' AND day BETWEEN '2026-03-01' AND '2026-03-31'");
        assertThat(plan).contains("Parts: 1/10").contains("customer_id in ").contains("FINAL: 1");
        assertThat(plan.substring(plan.indexOf("PrimaryKey"))).doesNotContain("Condition: true");
    }

    @Test
    void aCustomersNameAndPlanStandBesideItsNumbers() {
        insert(Receipts.ok(UUID.randomUUID(), "acme", RECEIVED, 1), Receipts.ok(UUID.randomUUID(), "new", RECEIVED, 1));
        sql("INSERT INTO darkroom.customers (customer_id, name, plan, monthly_quota, signed_up_on)"
                + " VALUES ('acme', 'Acme & Sons', 'pro', 1000, '2026-01-01')");
        sql("SYSTEM RELOAD DICTIONARY darkroom.customer_dim");
        assertThat(sql("SELECT customer_name, plan FROM darkroom.bi_tallies ORDER BY customer_id"))
                .isEqualTo("Acme & Sons\tpro\nnew");
    }

    private static void insert(Receipt... receipts) {
        sql(new Tallies(Receipts.JSON, Erasures.NONE, () -> {}, () -> {})
                .insert(Stream.of(receipts).map(Receipts::tally).toList()));
    }
}
