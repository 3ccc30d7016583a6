package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The mistake is mended, and what failed by it is worked on again. */
class ReplayFailedIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void aFailedImageMayTurnIntoOkUnderItsOwnId() throws Exception {
        String customer = "mended";
        byte[] picture = Pictures.jpeg(2000, 1500);
        platform.key(customer);
        platform.app().stop();
        platform.startApp(Map.of("DARKROOM_LIMITS_IMAGE_MILLIS", "1"));
        HttpResponse<byte[]> failed = platform.post(customer, "", picture, "Idempotency-Key", "breaks");
        platform.record(customer, "breaks-too", picture);
        assertThat(failed.statusCode()).isEqualTo(500);
        String id = platform.json(failed).get("imageId").asText();
        String other = ImageIds.kafkaId(customer, "breaks-too").toString();
        awaitRows(customer, "failed\t2");
        JsonNode failure = platform.json.readTree(platform.object(folder(customer, id) + "failed-1.json"));

        Platform.Ended again =
                platform.ended(Map.of("DARKROOM_LIMITS_IMAGE_MILLIS", "1"), "replay", "failed", "--customer", customer);
        assertThat(again.out()).as(again.err()).contains("0 ok, 0 rejected, 2 failed again, 0 skipped");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(platform.exists(Platform.ARCHIVE, folder(customer, id) + "failed-2.json"))
                .isTrue();

        platform.app().stop();
        platform.startApp(Map.of());
        assertThat(platform.ended(Map.of(), "replay", "failed", "--customer", customer, "--dry-run")
                        .out())
                .contains(id, other, "2 images failed", "0 would be skipped");
        String original = "quarantine/" + customer + "/" + other;
        String hidden = platform.admin
                .deleteObject(r -> r.bucket(Platform.ARCHIVE).key(original))
                .versionId();
        assertThat(platform.ended(Map.of(), "replay", "failed", "--customer", customer, "--dry-run"))
                .satisfies(dry -> assertThat(dry.out())
                        .contains("would be skipped: its original " + original + " is gone", "1 would be skipped"))
                .satisfies(dry -> assertThat(dry.exit()).isOne());
        platform.admin.deleteObject(
                r -> r.bucket(Platform.ARCHIVE).key(original).versionId(hidden));
        assertThat(platform.receipts(customer)).isEmpty();

        CompletableFuture<Platform.Ended> second = CompletableFuture.supplyAsync(() -> replay(customer));
        assertThat(replay(customer)).as("one of two at once").satisfies(ReplayFailedIT::mended);
        assertThat(second.get()).as("and the other").satisfies(ReplayFailedIT::mended);

        Map<String, JsonNode> receipts = platform.receipts(customer);
        assertThat(receipts).containsOnlyKeys(id, other);
        assertThat(receipts.get(id).get("receivedAt")).isEqualTo(failure.get("receivedAt"));
        assertThat(receipts.get(id).get("source").asText()).isEqualTo("http");
        assertThat(receipts.get(other).get("source").asText()).isEqualTo("kafka");
        awaitRows(customer, "ok\t2");
        assertThat(platform.ended(Map.of(), "replay", "failed", "--customer", customer)
                        .out())
                .contains("0 images failed");
    }

    private static Platform.Ended replay(String customer) {
        try {
            return platform.ended(Map.of(), "replay", "failed", "--customer", customer);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whoever comes second may find that there is nothing left to be done. */
    private static void mended(Platform.Ended ended) {
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).containsPattern("2 ok, 0 rejected, 0 failed again, 0 skipped|[01] images failed");
    }

    private static String folder(String customer, String id) {
        return "archive/" + customer + "/" + id + "/";
    }

    private static void awaitRows(String customer, String expected) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                        platform.sql("SELECT outcome, sum(images) FROM darkroom.bi_tallies WHERE customer_id = '"
                                + customer + "' GROUP BY outcome ORDER BY outcome"))
                .isEqualTo(expected));
    }
}
