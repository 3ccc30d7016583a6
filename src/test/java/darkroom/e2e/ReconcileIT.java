package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.deploy.Alerts;
import darkroom.recovery.Difference;
import imaging.Pictures;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Receipts and rows are made to differ on real engines; the command names it, and mends what can be mended. */
class ReconcileIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<String, String> AT_ONCE = Map.of("DARKROOM_RECONCILE_SETTLE_SECONDS", "0");
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void namesRowsThatAreMissingMovedOrStrangeAndMendsTheFirst() throws Exception {
        String customer = "reconciled";
        String whole = post(customer, 100);
        String missing = post(customer, 101);
        String incomplete = post(customer, 102);
        UUID moved = UUID.fromString(post(customer, 103));
        platform.post(customer, "", "no picture".getBytes(StandardCharsets.UTF_8));
        awaitImages(customer, 5);
        assertThat(reconcile(customer).get("differing").asLong()).isZero();

        delete("image_id = '" + missing + "'");
        delete("image_id = '" + incomplete + "' AND variant_no = 2");
        copy(whole, "toUUID('00000000-0000-5000-8000-000000000009') AS image_id, generateUUIDv4() AS tally_id");
        copy(moved.toString(), "occurred_at - INTERVAL 2 HOUR AS occurred_at");

        JsonNode report = reconcile(customer);
        assertThat(report.get("kinds"))
                .isEqualTo(platform.json.readTree("{\"missing\":1,\"incomplete\":1,\"moved\":1,\"orphan\":1}"));
        assertThat(report.get("differences"))
                .anyMatch(d -> is(d, Difference.Kind.missing, missing))
                .anyMatch(d -> is(d, Difference.Kind.incomplete, incomplete))
                .anyMatch(d -> is(d, Difference.Kind.moved, moved.toString()));
        JsonNode total = report.get("total");
        assertThat(total.get("accepted").asLong()).isEqualTo(5);
        assertThat(total.get("announced").asLong()).isEqualTo(4);

        Platform.Ended repair = platform.ended(AT_ONCE, "reconcile", "--customer", customer, "--repair");
        assertThat(repair.exit()).isEqualTo(1);
        assertThat(repair.out())
                .contains("missing      " + customer + "  " + missing)
                .contains("2 receipts are announced again");
        awaitRows(customer, 5 * 2 - 1 + 2 + 2);
        assertThat(reconcile(customer).get("differing").asLong()).isEqualTo(2);

        delete("image_id = '00000000-0000-5000-8000-000000000009'");
        delete("image_id = '" + moved + "'");
        assertThat(platform.ended(AT_ONCE, "reconcile", "--customer", customer, "--repair")
                        .exit())
                .isZero();
        awaitRows(customer, 5 * 2 - 1);
        assertThat(platform.ended(AT_ONCE, "reconcile", "--customer", customer).exit())
                .isZero();
    }

    @Test
    void theRouteAnnouncesWhatACrashLeftAndSaysSoOnTheMetrics() throws Exception {
        String customer = "hourly";
        String id = post(customer, 100);
        awaitImages(customer, 1);
        delete("image_id = '" + id + "'");
        platform.app().stop();
        platform.startApp(Map.of("DARKROOM_RECONCILE_EVERY_SECONDS", "3", "DARKROOM_RECONCILE_SETTLE_SECONDS", "1"));
        try {
            awaitImages(customer, 1);
            await().atMost(SOON).untilAsserted(() -> assertThat(metrics())
                    .containsPattern("darkroom_reconcile_announced_total [1-9]")
                    .contains("darkroom_reconcile_missing 0.0")
                    .containsPattern("darkroom_reconcile_finished_seconds [1-9]"));
        } finally {
            platform.app().stop();
            platform.startApp(Map.of());
        }
    }

    @Test
    void whatIsAnnouncedAndNotTalliedYetWaits() throws Exception {
        String customer = "lagging";
        platform.key(customer);
        platform.stack.kill("clickhouse");
        try {
            post(customer, 100);
            platform.app().kill9();
        } finally {
            platform.stack.restart("clickhouse");
        }

        Instant settled = Instant.now().plusSeconds(3);
        try {
            await().until(() -> Instant.now().isAfter(settled)); // what is younger than its patience is not looked at
            JsonNode report = platform.json.readTree(platform.ended(
                            Map.of("DARKROOM_RECONCILE_SETTLE_SECONDS", "2"),
                            "reconcile",
                            "--json",
                            "--repair",
                            "--customer",
                            customer)
                    .out());
            assertThat(report.get("kinds")).isEqualTo(platform.json.readTree("{\"waiting\":1}"));
            assertThat(report.get("alarms").asLong()).isOne();
        } finally {
            platform.startApp(Map.of());
        }
        awaitImages(customer, 1);
        assertThat(reconcile(customer).get("differing").asLong()).isZero();
    }

    @Test
    void aPeriodWithNothingInItAndACustomerWhoIsNoneAreToldInWords() throws Exception {
        String customer = "quiet";
        String id = post(customer, 100);
        awaitImages(customer, 1);
        String[] longAgo = {"reconcile", "--from", "2020-01-01", "--to", "2020-01-02", "--customer", customer};

        Platform.Ended nothing = platform.ended(AT_ONCE, longAgo);
        assertThat(nothing.out())
                .contains("Nothing of quiet was accepted from 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z.")
                .doesNotContain("in the registry");
        assertThat(nothing.exit()).isZero();
        assertThat(platform.ended(AT_ONCE, "reconcile", "--customer", customer).out())
                .contains("accepted 1,")
                .doesNotContain("Nothing", "in the registry");
        assertThat(platform.ended(AT_ONCE, "reconcile", "--from", "2020-01-01", "--to", "2020-01-02")
                        .out())
                .contains("Nothing was accepted from 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z.");

        Platform.Ended mistyped = platform.ended(AT_ONCE, "reconcile", "--customer", "quite");
        assertThat(mistyped.out())
                .contains("Nothing of quite was accepted")
                .contains("There is no customer quite in the registry.");
        assertThat(mistyped.exit()).as("as of any word that is none").isEqualTo(2);
        assertThat(platform.ended(AT_ONCE, "reconcile", "--customer", "quite", "--json")
                        .err())
                .contains("There is no customer quite in the registry.");

        copy(id, "'quite' AS customer_id");
        Platform.Ended old = platform.ended(AT_ONCE, "reconcile", "--customer", "quite");
        assertThat(old.out())
                .contains("orphan       quite  " + id)
                .contains("There is no customer quite in the registry.")
                .doesNotContain("Nothing");
        delete("customer_id = 'quite'");
    }

    @Test
    void whereClickHouseIsAwayTheCommandSaysSo() throws Exception {
        Platform.Ended away = platform.ended(
                Map.of("DARKROOM_CLICKHOUSE_URL", "http://127.0.0.1:1"), "reconcile", "--customer", "nobody");

        assertThat(away.exit()).isEqualTo(1);
        assertThat(away.err()).contains("ClickHouse (DARKROOM_CLICKHOUSE_URL) does not answer");
    }

    private static boolean is(JsonNode difference, Difference.Kind kind, String id) {
        return difference.get("kind").asText().equals(kind.name())
                && difference.get("image").asText().equals(id);
    }

    private static JsonNode reconcile(String customer) throws Exception {
        Platform.Ended ended = platform.ended(AT_ONCE, "reconcile", "--json", "--customer", customer);
        JsonNode report = platform.json.readTree(ended.out());
        assertThat(ended.exit())
                .as(ended.err())
                .isEqualTo(report.get("differing").asLong() == 0 ? 0 : 1);
        return report;
    }

    /** Alerts on a metric that is not there are never raised. */
    @Test
    void whatAlertsAreRaisedOnIsExposed() throws Exception {
        post("alerted", 40);
        awaitRows("alerted", 2);
        await().atMost(SOON).untilAsserted(() -> {
            List<String> exposed = metrics().lines().toList();
            assertThat(Alerts.series()).hasSizeGreaterThan(15).allSatisfy(series -> assertThat(exposed)
                    .anyMatch(line -> line.startsWith(series.replace("}", "")) && line.matches(".* [0-9.E+-]+")));
            assertThat(value(exposed, "darkroom_tally_lag_seconds_count")).isPositive();
            assertThat(value(exposed, "darkroom_tally_as_of_seconds"))
                    .isBetween(
                            Instant.now().getEpochSecond() - 3600.0,
                            Instant.now().getEpochSecond() + 1.0);
        });
    }

    private static double value(List<String> exposed, String series) {
        return exposed.stream()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static String post(String customer, int width) throws Exception {
        return platform.json(platform.post(customer, "", Pictures.jpeg(width, 80)))
                .get("id")
                .asText();
    }

    private static void delete(String where) throws Exception {
        platform.sql("DELETE FROM darkroom.image_tallies WHERE " + where);
    }

    /** The rows of an image once more, with something else in them. */
    private static void copy(String id, String changed) throws Exception {
        platform.sql("INSERT INTO darkroom.image_tallies SELECT * REPLACE (" + changed
                + ") FROM (SELECT * FROM darkroom.image_tallies FINAL WHERE image_id = '" + id + "')");
    }

    private static String metrics() throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(platform.app().managementUrl() + "/prometheus"));
        return new String(platform.send(request).body(), StandardCharsets.UTF_8);
    }

    private static void awaitRows(String customer, int rows) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                        platform.sql("SELECT count() FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "'"))
                .isEqualTo(String.valueOf(rows)));
    }

    private static void awaitImages(String customer, int images) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(platform.sql(
                        "SELECT uniqExact(image_id) FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "'"))
                .isEqualTo(String.valueOf(images)));
    }
}
