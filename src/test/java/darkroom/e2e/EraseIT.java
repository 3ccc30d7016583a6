package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.devservices.JarCommand;
import imaging.Pictures;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A customer goes, and is not brought back by anything that comes late. */
class EraseIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<String, String> ADMIN = Map.of(
            "DARKROOM_ADMIN_ACCESS_KEY", "admin",
            "DARKROOM_ADMIN_SECRET_KEY", "admin-dev",
            "DARKROOM_ERASE_SETTLE_SECONDS", "1");
    private Platform platform;

    @BeforeEach
    void start() throws Exception {
        platform = Platform.shared();
    }

    /** Of which nobody would ever know that it is announced. */
    @AfterEach
    void takeAwayWhatIsMadeUp() {
        for (S3Object marker : objects("unannounced/")) {
            platform.admin.deleteObject(r -> r.bucket(Platform.ARCHIVE).key(marker.key()));
        }
    }

    @Test
    void nothingShowsTheCustomerAfterwardsNothingBringsItBackAndNeighboursStay() throws Exception {
        String customer = "goes";
        String neighbour = "goes-not";
        String from = Instant.now().minusSeconds(60).toString();
        String id = fill(customer);
        fill(neighbour);
        Map<String, JsonNode> receipts = platform.receipts(customer);
        String path = receipts.get(id).at("/variants/0/href").asText();
        assertThat(platform.get(customer, path).statusCode()).isEqualTo(200);
        String theirs = everythingOf(neighbour);

        platform.sql("INSERT INTO darkroom.image_tallies SELECT * REPLACE (occurred_at + INTERVAL 1 DAY AS occurred_at)"
                + " FROM darkroom.image_tallies WHERE customer_id = 'goes'"); // by a clock that is ahead
        String before = everythingOf(customer);
        Platform.Ended dry = erase(Map.of(), customer, "--dry-run");
        assertThat(dry.out())
                .as(dry.err())
                .contains(
                        "goes has",
                        "  quarantine, ",
                        "  inbox, ",
                        "  incomplete uploads, ",
                        "  dead notices, ",
                        "  rows, ",
                        "locked, goes ")
                .contains("records of the topic darkroom.images.dead are gone by ");
        assertThat(everythingOf(customer)).isEqualTo(before);

        Platform.Ended half = erase(Map.of("DARKROOM_CLICKHOUSE_URL", "http://127.0.0.1:1"), customer, "--yes");
        assertThat(half.exit()).isEqualTo(1);
        assertThat(half.err())
                .contains("ClickHouse (DARKROOM_CLICKHOUSE_URL) does not answer")
                .contains("stopped, and NOT done. Erased until now, which the next run does not count again:")
                .contains("  quarantine, ", "  inbox, ", "  incomplete uploads, ", "  dead notices, ")
                .contains("The keys of goes are void");
        assertThat(platform.get(customer, path).statusCode()).isEqualTo(401);
        assertThat(reconcile(customer).out())
                .as("half way")
                .contains("erased  ")
                .doesNotContain("missing", "orphan");

        Platform.Ended whole = erase(Map.of(), customer, "--yes", "--json");
        assertThat(whole.exit()).as(whole.err()).isZero();
        JsonNode report = platform.json.readTree(whole.out());
        assertThat(report.at("/erased/rows/count").asInt()).isPositive();
        assertThat(report.get("locked")).isNotEmpty().allSatisfy(version -> {
            assertThat(version.get("key").asText()).startsWith("archive/goes/");
            assertThat(Instant.parse(version.get("goesAt").asText()))
                    .isAfter(Instant.now().plus(Duration.ofDays(7)));
        });
        assertThat(Instant.parse(report.at("/topics/1/goneAt").asText()))
                .isAfter(Instant.now().plus(Duration.ofDays(30)));
        assertGone(customer);
        assertThat(everythingOf(neighbour)).isEqualTo(theirs);
        assertThat(unfinishedUploads(neighbour)).isOne();

        if (Boolean.getBoolean("darkroom.long")) { // in short only behind the restart
            comesLate(customer, receipts, from);
            assertGone(customer);
        }

        platform.app().stop();
        platform.startApp(Map.of());
        assertThat(platform.get(customer, path).statusCode()).isEqualTo(401);
        comesLate(customer, receipts, from);
        assertGone(customer);
        assertThat(everythingOf(neighbour)).isEqualTo(theirs);
        assertThat(platform.get(neighbour, "/v1/usage").statusCode()).isEqualTo(200);
        assertThat(erase(Map.of(), customer, "--yes").out())
                .as("once more")
                .contains("goes is erased", "           0  objects or rows");

        String key = platform.newKey(customer);
        assertThat(with(key, path).statusCode())
                .as("who comes back begins anew")
                .isEqualTo(404);
        HttpResponse<byte[]> fresh = platform.send(platform.request("/v1/images")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Pictures.jpeg(90, 80))));
        assertThat(fresh.statusCode()).isEqualTo(201);
        platform.record(customer, "named", Pictures.jpeg(91, 80));
        await().atMost(SOON).ignoreExceptions().until(() -> rows(customer), "4"::equals);
        receiptsOf(receipts);
        await().atMost(SOON).until(() -> platform.drained("darkroom-tallies", "darkroom.receipts"));
        assertThat(rows(customer)).as("what is old stays away").isEqualTo("4");
        assertThat(platform.json(with(key, "/v1/usage")).at("/usage/0/images").asInt())
                .isOne();
        assertThat(reconcile(customer).exit()).isZero();
    }

    @Test
    @EnabledIfSystemProperty(
            named = "darkroom.long",
            matches = "true",
            disabledReason = "an erasure that ends half way is run again in every run")
    void anErasureThatIsKilledIsRunAgain() throws Exception {
        String customer = "goes-slowly";
        fill(customer);
        Process command = command(customer);
        try {
            await().atMost(SOON)
                    .until(() -> objects("archive/" + customer + "/").isEmpty());
        } finally {
            command.destroyForcibly().waitFor();
        }

        Platform.Ended again = erase(Map.of(), customer, "--yes");

        assertThat(again.exit()).as(again.err()).isZero();
        assertGone(customer);
    }

    @Test
    @EnabledIfSystemProperty(
            named = "darkroom.long",
            matches = "true",
            disabledReason = "an erasure that ends half way is run again in every run")
    void anErasureThatIsKilledInTheMiddleOfAPlaceIsRunAgain() throws Exception {
        String customer = "goes-in-part";
        fill(customer);
        int many = 500;
        for (int i = 0; i < many; i++) {
            String key = "quarantine/" + customer + "/" + UUID.randomUUID();
            platform.admin.putObject(r -> r.bucket(Platform.ARCHIVE).key(key), RequestBody.fromBytes(new byte[] {1}));
        }
        Process command = command(customer);
        try {
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> objects("quarantine/" + customer + "/").size() < many);
        } finally {
            command.destroyForcibly().waitFor();
        }
        int left = objects("quarantine/" + customer + "/").size();
        assertThat(left).as("it was inside of a place").isBetween(1, many - 1);

        Platform.Ended again = erase(Map.of(), customer, "--yes", "--json");

        assertThat(again.exit()).as(again.err()).isZero();
        JsonNode report = platform.json.readTree(again.out());
        assertThat(report.at("/erased/quarantine/count").asInt())
                .as("what this run took")
                .isEqualTo(left);
        assertThat(Instant.parse(report.get("earlierUntil").asText()))
                .as("and it says that there was one before")
                .isBefore(Instant.parse(report.get("begun").asText()));
        assertGone(customer);
    }

    @Test
    void whoKillsTheLauncherEndsTheErasureAndIsToldToRunItAgain() throws Exception {
        String customer = "goes-unlaunched";
        platform.key(customer);
        Path told = Files.createTempFile("erase", ".err");
        Process launcher = JarCommand.launcher(slowly(), List.of("erase", customer, "--yes"))
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        try {
            await().atMost(SOON).until(() -> Files.readString(told).contains("The keys of " + customer + " are void"));
            ProcessHandle erasure = launcher.descendants()
                    .filter(process -> process.children().findAny().isEmpty())
                    .findFirst()
                    .orElseThrow();

            launcher.destroyForcibly().waitFor();

            await().atMost(SOON).until(() -> !erasure.isAlive());
            assertThat(Files.readString(told))
                    .contains("stopped, and NOT done. Erased until now")
                    .contains("The keys of " + customer + " are void, and some of what there is of it is still there")
                    .contains("Run it again: ./darkroom erase " + customer);
        } finally {
            launcher.descendants().forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly();
            Files.delete(told);
        }
        assertThat(erase(Map.of(), customer, "--yes").out()).contains("an earlier run has erased");

        // what a clock that is ahead has dated: of who is not back all is erased
        String key = "archive/" + customer + "/" + UUID.randomUUID() + "/web.jpg";
        platform.admin.putObject(
                r -> r.bucket(Platform.ARCHIVE)
                        .key(key)
                        .objectLockMode(ObjectLockMode.GOVERNANCE)
                        .objectLockRetainUntilDate(Instant.now().plus(Duration.ofDays(8))),
                RequestBody.fromBytes(new byte[] {1}));
        platform.admin.deleteObject(r -> r.bucket(Platform.ARCHIVE).key(key));
        Platform.Ended check = platform.ended(ADMIN, "retention", "--check", "--all", "--json");
        assertThat(platform.json.readTree(check.out()).get("objects").asInt())
                .as(check.err())
                .isPositive();
        assertThat(check.out()).doesNotContain(customer);
        assertThat(objects(key))
                .as("the check shows nobody what was hidden on purpose")
                .isEmpty();
    }

    /** It does not end by itself. */
    private Map<String, String> slowly() {
        Map<String, String> variables = new HashMap<>(platform.stack.environment());
        variables.putAll(ADMIN);
        variables.put("DARKROOM_ERASE_SETTLE_SECONDS", "600");
        variables.put("DARKROOM_DATA", platform.stack.dataFolder().toString());
        return variables;
    }

    private Process command(String customer) throws Exception {
        return JarCommand.builder(slowly(), List.of("erase", customer, "--yes"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void saysWhatItNeeds() throws Exception {
        platform.key("stays-here");
        assertThat(erase(Map.of(), "stays-heer", "--yes"))
                .satisfies(unknown -> assertThat(unknown.exit()).isEqualTo(2))
                .satisfies(unknown -> assertThat(unknown.err())
                        .contains("'stays-heer' is unknown")
                        .contains("Did you mean 'stays-here'?"));
        assertThat(erase(Map.of(), "stays-here").err()).contains("nobody is there to be asked: give --yes");
        Platform.Ended app = erase(
                Map.of("DARKROOM_ADMIN_ACCESS_KEY", "darkroom", "DARKROOM_ADMIN_SECRET_KEY", "darkroom-dev"),
                "stays-here",
                "--yes");
        assertThat(app.exit()).isEqualTo(1);
        assertThat(app.err()).contains("DARKROOM_ADMIN_ACCESS_KEY is darkroom, the app's own");
        Platform.Ended wrong = erase(Map.of("DARKROOM_ADMIN_SECRET_KEY", "a-guess"), "stays-here", "--yes");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("S3 or SQS (DARKROOM_S3_ENDPOINT, DARKROOM_SQS_ENDPOINT) does not answer");
        assertThat(platform.get("stays-here", "/v1/usage").statusCode()).isEqualTo(200);
    }

    /** Something in every place. @return an image whose original was kept */
    private String fill(String customer) throws Exception {
        String id = platform.json(platform.post(customer, "?recipe=print", Pictures.jpeg(100, 80)))
                .get("id")
                .asText();
        platform.post(customer, "", "no picture".getBytes(StandardCharsets.UTF_8));
        platform.record(customer, "named", Pictures.jpeg(101, 80));
        platform.record(customer, "nameless", Pictures.jpeg(102, 80), "ce_recipe", "none");
        platform.drop(customer + "/web/one.jpg", Pictures.jpeg(103, 80));
        String dead = customer + "/none/x.jpg";
        platform.announce(Platform.notice(dead, platform.drop(dead, Pictures.jpeg(104, 80))));
        platform.admin.createMultipartUpload(
                r -> r.bucket(Platform.INBOX).key(customer + "/web/upload-" + UUID.randomUUID()));
        byte[] receipt = platform.object("archive/" + customer + "/" + id + "/receipt.json");
        platform.admin.putObject(
                r -> r.bucket(Platform.ARCHIVE).key("attempts/" + customer + "/" + id + "/process"),
                RequestBody.fromString("x"));
        platform.admin.putObject(
                r -> r.bucket(Platform.ARCHIVE).key("unannounced/" + UUID.randomUUID()),
                RequestBody.fromBytes(receipt));
        await().atMost(SOON).ignoreExceptions().until(() -> rows(customer), "6"::equals);
        await().atMost(SOON).until(() -> deadRecords(customer) == 1);
        await().atMost(SOON).until(() -> deadNotices(customer).contains("unknown-recipe"));
        return id;
    }

    /** Whatever may bring something back does so. */
    private void comesLate(String customer, Map<String, JsonNode> receipts, String from) throws Exception {
        receiptsOf(receipts);
        platform.record(customer, "named", Pictures.jpeg(101, 80));
        platform.record(customer, "nameless", Pictures.jpeg(102, 80), "ce_recipe", "none");
        platform.drop(customer + "/web/late.jpg", Pictures.jpeg(103, 80));
        platform.announce(Platform.notice(customer + "/web/one.jpg", "long-gone"));
        for (String[] words : List.of(
                new String[] {"replay", "receipts", "--from", from, "--customer", customer},
                new String[] {"replay", "failed", "--customer", customer},
                new String[] {"replay", "images", "--from", from, "--customer", customer, "--to-recipe", "avatar"},
                new String[] {"reconcile", "--customer", customer, "--repair"})) {
            Platform.Ended done = platform.ended(Map.of("DARKROOM_RECONCILE_SETTLE_SECONDS", "0"), words);
            assertThat(done.exit())
                    .as(String.join(" ", words) + done.out() + done.err())
                    .isZero();
        }
        assertThat(platform.ended(Map.of(), "replay", "dead", "--door", "kafka", "--customer", customer, "--send")
                        .out())
                .contains("skipped: its customer was erased", "0 sent, 1 skipped");
        platform.ended(ADMIN, "retention", "--check", "--all");
        await().atMost(SOON).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        await().atMost(SOON).until(() -> platform.drained("darkroom-tallies", "darkroom.receipts"));
        await().atMost(SOON).until(() -> platform.inboxVersions(customer + "/") == 0);
        assertThat(metric("record")).isGreaterThanOrEqualTo(2);
        assertThat(metric("receipt")).isGreaterThanOrEqualTo(receipts.size());
        assertThat(metric("notice")).isPositive();
    }

    /** As they were announced. */
    private void receiptsOf(Map<String, JsonNode> receipts) throws Exception {
        for (Map.Entry<String, JsonNode> receipt : receipts.entrySet()) {
            platform.send(new ProducerRecord<>(
                    "darkroom.receipts", receipt.getKey(), platform.json.writeValueAsBytes(receipt.getValue())));
        }
    }

    private int unfinishedUploads(String customer) {
        return platform.admin
                .listMultipartUploads(r -> r.bucket(Platform.INBOX).prefix(customer + "/"))
                .uploads()
                .size();
    }

    private void assertGone(String customer) throws Exception {
        for (String place : List.of("archive/", "quarantine/", "attempts/")) {
            assertThat(objects(place + customer + "/")).as(place).isEmpty();
        }
        for (S3Object marker : objects("unannounced/")) {
            assertThat(platform.json
                            .readTree(platform.object(marker.key()))
                            .get("customer")
                            .asText())
                    .isNotEqualTo(customer);
        }
        assertThat(platform.inboxVersions(customer + "/")).isZero();
        assertThat(unfinishedUploads(customer)).isZero();
        assertThat(rows(customer)).isEqualTo("0");
        assertThat(deadRecords(customer)).as("no more than there was").isEqualTo(1);
        assertThat(deadNotices(customer)).isEqualTo("0 dead letters, 0 to send\n");
        assertThat(reconcile(customer))
                .satisfies(done ->
                        assertThat(done.exit()).as(done.out() + done.err()).isZero());
    }

    private String deadNotices(String customer) throws Exception {
        Platform.Ended list = platform.ended(Map.of(), "replay", "dead", "--door", "sqs", "--customer", customer);
        assertThat(list.exit()).as(list.err()).isZero();
        return list.out();
    }

    private String everythingOf(String customer) throws Exception {
        List<String> all = new ArrayList<>();
        for (String place : List.of("archive/", "quarantine/", "attempts/")) {
            objects(place + customer + "/").forEach(object -> all.add(object.key() + object.eTag()));
        }
        all.add(platform.inboxVersions(customer + "/") + " in the inbox");
        all.add(platform.sql("SELECT * FROM darkroom.image_tallies FINAL WHERE customer_id = '" + customer
                + "' ORDER BY tally_id, occurred_at"));
        all.add(deadNotices(customer));
        return String.join("\n", all);
    }

    private List<S3Object> objects(String prefix) {
        return platform.admin
                .listObjectsV2(r -> r.bucket(Platform.ARCHIVE).prefix(prefix))
                .contents();
    }

    private String rows(String customer) throws Exception {
        return platform.sql("SELECT count() FROM darkroom.image_tallies FINAL WHERE customer_id = '" + customer + "'");
    }

    private long deadRecords(String customer) {
        return platform.topic("darkroom.images.dead").stream()
                .filter(record -> customer.equals(Platform.header(record, "ce_customer")))
                .count();
    }

    private double metric(String what) throws Exception {
        HttpResponse<byte[]> answer =
                platform.send(HttpRequest.newBuilder(URI.create(platform.app().managementUrl() + "/prometheus")));
        return new String(answer.body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("darkroom_erased_dropped_total{") && line.contains("\"" + what + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<byte[]> with(String key, String path) throws Exception {
        return platform.send(platform.request(path).header("Authorization", "Bearer " + key));
    }

    private Platform.Ended reconcile(String customer) throws Exception {
        return platform.ended(Map.of("DARKROOM_RECONCILE_SETTLE_SECONDS", "0"), "reconcile", "--customer", customer);
    }

    private Platform.Ended erase(Map<String, String> environment, String... words) throws Exception {
        Map<String, String> variables = new HashMap<>(ADMIN);
        variables.putAll(environment);
        List<String> command = new ArrayList<>(List.of("erase"));
        command.addAll(List.of(words));
        return platform.ended(variables, command.toArray(String[]::new));
    }
}
