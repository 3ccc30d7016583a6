package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.chaos.proxy.HttpProxy;
import darkroom.chaos.proxy.Request;
import darkroom.chaos.proxy.Verdict;
import darkroom.intake.ImageIds;
import imaging.Pictures;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** ClickHouse loses its rows; the archive has all that they are made of. */
class ReplayReceiptsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Platform platform;

    /** Keys of receipts, with their versions. */
    private static final Map<String, String> MADE_UP = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    /** Receipts that nothing locks, and whose variants nobody has, are not for the tests that come behind. */
    @AfterEach
    void forgetWhatIsMadeUp() throws Exception {
        for (Map.Entry<String, String> receipt : MADE_UP.entrySet()) {
            platform.admin.deleteObject(
                    r -> r.bucket(Platform.ARCHIVE).key(receipt.getKey()).versionId(receipt.getValue()));
        }
        if (!MADE_UP.isEmpty()) {
            String ids = MADE_UP.keySet().stream()
                    .map(key -> "'" + key.split("/")[2] + "'")
                    .collect(Collectors.joining(","));
            platform.sql("DELETE FROM darkroom.image_tallies WHERE image_id IN (" + ids + ")");
            MADE_UP.clear();
        }
    }

    @Test
    void theNumbersAreTheSameAfterwardsTwiceAndWhileImagesComeIn() throws Exception {
        String customer = "rebuilt";
        String from = Instant.now().minusSeconds(60).toString();
        platform.key(customer);
        for (int i = 0; i < 4; i++) {
            assertThat(platform.post(customer, "", Pictures.jpeg(100 + i, 80)).statusCode())
                    .isEqualTo(201);
        }
        platform.post(customer, "", "no picture".getBytes(StandardCharsets.UTF_8));
        platform.drop(customer + "/web/one.jpg", Pictures.jpeg(110, 80));
        failed(customer, "breaks");
        await("four, one refused, one by S3, one failed")
                .atMost(SOON)
                .until(() -> numbers(customer)
                                .lines()
                                .mapToInt(ReplayReceiptsIT::images)
                                .sum()
                        == 7);
        await("nobody announces one of them again")
                .atMost(SOON)
                .until(() -> platform.hasNoNotices() && platform.drained("darkroom-tallies", "darkroom.receipts"));
        String before = numbers(customer);
        String rows = rows(customer);

        platform.sql("DROP TABLE darkroom.image_tallies SYNC");
        assertThat(replay("--from", from, "--customer", customer, "--dry-run"))
                .contains("7 receipts would be announced again");
        assertThat(isThere() ? rows(customer) : "")
                .as("a dry run announces none of them; a sweep may have made the table again for another's")
                .isEmpty();

        assertThat(replay("--from", from)).contains("receipts are announced again");
        awaitNumbers(customer, before);
        assertThat(rows(customer)).isEqualTo(rows);

        List<UUID> live = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            platform.record("live", "while-" + i, Pictures.jpeg(90, 80 + i));
            live.add(ImageIds.kafkaId("live", "while-" + i));
        }
        replay("--from", from);
        await().atMost(SOON).until(() -> platform.receipts("live").size() == live.size());
        await().atMost(SOON).until(() -> platform.drained("darkroom-tallies", "darkroom.receipts"));
        awaitNumbers(customer, before);
        assertThat(rows(customer)).isEqualTo(rows);
    }

    @Test
    void goesOnBehindAnImage() throws Exception {
        String customer = "resumed";
        String from = Instant.now().minusSeconds(60).toString();
        for (int i = 0; i < 3; i++) {
            platform.post(customer, "", Pictures.jpeg(100 + i, 80));
        }
        List<String> ids =
                platform.receipts(customer).keySet().stream().sorted().toList();

        assertThat(replay("--from", from, "--customer", customer, "--resume", customer + "/" + ids.get(0)))
                .contains("2 receipts are announced again");
    }

    @Test
    void whoIsKilledInTheMiddleIsGoneOnWithAndTheNumbersAreThoseOfBefore(@TempDir Path folder) throws Exception {
        String customer = "replay-killed";
        String from = Instant.now().minusSeconds(60).toString();
        String[] words = {"replay", "receipts", "--from", from, "--customer", customer};
        String[] before = crowd(customer, from, 620);
        try (HttpProxy s3 = new HttpProxy("s3-proxy", platform.stack.s3Endpoint())) {
            AtomicInteger read = new AtomicInteger();
            s3.rule(request -> isReceipt(request) && read.incrementAndGet() > 560 ? Verdict.late(SOON) : Verdict.PASS);
            Path told = folder.resolve("told");
            Process replay =
                    platform.begun(told, Map.of("DARKROOM_S3_ENDPOINT", s3.uri().toString()), words);
            try {
                await("a place is told, and receipts behind it are being read")
                        .atMost(SOON)
                        .until(() -> Files.readString(told).contains(" up to ") && s3.judged() > 0);
            } finally {
                replay.destroyForcibly().waitFor();
            }
            awaitImages(customer, 500); // of 620, which are announced in one go
            assertThat(numbers(customer)).isNotEqualTo(before[0]);
            String place = Files.readString(told).strip().replaceFirst("(?s).* up to ", "");

            assertThat(replay("--from", from, "--customer", customer, "--resume", place))
                    .contains("120 receipts are announced again");
        }
        awaitNumbers(customer, before[0]);
        assertThat(rows(customer)).isEqualTo(before[1]);
    }

    @Test
    void twoAtOnceMoveNoNumber() throws Exception {
        String customer = "replay-twice";
        String from = Instant.now().minusSeconds(60).toString();
        String[] words = {"replay", "receipts", "--from", from, "--customer", customer};
        String[] before = crowd(customer, from, 50);
        CyclicBarrier both = new CyclicBarrier(2);
        try (HttpProxy one = meeting(both);
                HttpProxy other = meeting(both)) {
            CompletableFuture<Platform.Ended> second = CompletableFuture.supplyAsync(() -> process(other, words));
            Platform.Ended first = process(one, words);
            for (Platform.Ended ended : List.of(first, second.get())) {
                assertThat(ended.out()).as(ended.err()).contains("50 receipts are announced again");
                assertThat(ended.exit()).isZero();
            }
            assertThat(List.of(one.judged(), other.judged())).as("they met").containsOnly(1);
        }
        await().atMost(SOON).until(() -> platform.drained("darkroom-tallies", "darkroom.receipts"));
        awaitNumbers(customer, before[0]);
        assertThat(rows(customer)).isEqualTo(before[1]);
    }

    /** Of two replays neither reads its first receipt before the other is there. */
    private static HttpProxy meeting(CyclicBarrier both) {
        HttpProxy s3 = new HttpProxy("s3-proxy", platform.stack.s3Endpoint());
        AtomicBoolean first = new AtomicBoolean(true);
        Verdict meet = Verdict.then(() -> {
            try {
                both.await(SOON.toSeconds(), TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        s3.rule(request -> isReceipt(request) && first.getAndSet(false) ? meet : Verdict.PASS);
        return s3;
    }

    private static boolean isReceipt(Request request) {
        return request.method().equals("GET") && request.target().contains("/receipt.json");
    }

    private static Platform.Ended process(HttpProxy s3, String... words) {
        try {
            return platform.process(Map.of("DARKROOM_S3_ENDPOINT", s3.uri().toString()), words);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * So many receipts of a customer, which are that of one image under other ids, and no rows of them.
     *
     * @return numbers and rows that they make
     */
    private static String[] crowd(String customer, String from, int images) throws Exception {
        JsonNode made = platform.json(platform.post(customer, "", Pictures.jpeg(100, 80)));
        ObjectNode receipt = platform.json.readValue(
                platform.object(folder(customer) + made.get("id").asText() + "/receipt.json"), ObjectNode.class);
        for (int i = 1; i < images; i++) {
            UUID id = ImageIds.httpKey(customer, "crowd-" + i);
            byte[] bytes = platform.json.writeValueAsBytes(receipt.put("id", id.toString()));
            String key = folder(customer) + id + "/receipt.json";
            MADE_UP.put(
                    key,
                    platform.admin
                            .putObject(r -> r.bucket(Platform.ARCHIVE).key(key), RequestBody.fromBytes(bytes))
                            .versionId());
        }
        assertThat(replay("--from", from, "--customer", customer)).contains(images + " receipts are announced again");
        awaitImages(customer, images);
        await().atMost(SOON).until(() -> platform.drained("darkroom-tallies", "darkroom.receipts"));
        String[] before = {numbers(customer), rows(customer)};
        platform.sql("DELETE FROM darkroom.image_tallies WHERE customer_id = '" + customer + "'");
        return before;
    }

    private static String folder(String customer) {
        return "archive/" + customer + "/";
    }

    private static void awaitImages(String customer, int images) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(platform.sql(
                        "SELECT uniqExact(image_id) FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "'"))
                .isEqualTo(String.valueOf(images)));
    }

    @Test
    void saysWhereToGoOnWhenKafkaDoesNotTakeThem() throws Exception {
        String customer = "resumed-later";
        platform.post(customer, "", Pictures.jpeg(100, 80));

        Platform.Ended away = platform.process(
                Map.of("DARKROOM_KAFKA_BROKERS", "127.0.0.1:1"),
                "replay",
                "receipts",
                "--from",
                Instant.now().minusSeconds(60).toString(),
                "--customer",
                customer);

        assertThat(away.exit()).isEqualTo(1);
        assertThat(away.err())
                .contains("Kafka (DARKROOM_KAFKA_BROKERS) does not answer")
                .contains("Stopped before anything was done.");
    }

    /** An image that fails, by the deadline of an app that has no time. */
    private static void failed(String customer, String ceId) throws Exception {
        platform.app().stop();
        platform.startApp(Map.of("DARKROOM_LIMITS_IMAGE_MILLIS", "1"));
        platform.record(customer, ceId, Pictures.jpeg(2000, 1500));
        await().atMost(SOON).until(() -> numbers(customer).contains("failed"));
        platform.app().stop();
        platform.startApp(Map.of());
        platform.key("live");
    }

    private static String replay(String... flags) throws Exception {
        List<String> words = new ArrayList<>(List.of("replay", "receipts"));
        words.addAll(List.of(flags));
        Platform.Ended ended = platform.ended(Map.of(), words.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.out();
    }

    private static boolean isThere() throws Exception {
        return platform.sql("EXISTS TABLE darkroom.image_tallies").strip().equals("1");
    }

    private static int images(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf('\t') + 1));
    }

    private static String numbers(String customer) throws Exception {
        return platform.sql(
                "SELECT source, outcome, reason, sum(bytes_out), count(), sum(images) FROM darkroom.bi_tallies"
                        + " WHERE customer_id = '" + customer + "' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
    }

    /** All that a row holds. */
    private static String rows(String customer) throws Exception {
        return platform.sql(
                "SELECT * FROM darkroom.image_tallies FINAL WHERE customer_id = '" + customer + "' ORDER BY tally_id");
    }

    private static void awaitNumbers(String customer, String expected) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(numbers(customer))
                .isEqualTo(expected));
    }
}
