package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Work on one image fails for a reason of ours: here a deadline that no work can keep. */
class FailedIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @AfterAll
    static void theOthersNeedASoundApp() throws Exception {
        platform.app().stop();
        platform.startApp(Map.of());
    }

    @Test
    void aFailedImageIsKeptAndCountedApartAndMayTurnIntoOkUnderItsOwnId() throws Exception {
        String customer = "unlucky";
        byte[] picture = Pictures.jpeg(2000, 1500);
        platform.app().stop();
        platform.startApp(Map.of("DARKROOM_LIMITS_IMAGE_MILLIS", "1"));

        HttpResponse<byte[]> response = platform.post(customer, "", picture, "Idempotency-Key", "again");
        platform.record(customer, "over-kafka", picture);

        assertThat(response.statusCode()).isEqualTo(500);
        JsonNode problem = platform.json(response);
        assertThat(problem.get("code").asText()).isEqualTo("processing-failed");
        String id = problem.get("imageId").asText();
        assertThat(id).isEqualTo(ImageIds.httpKey(customer, "again").toString());
        assertThat(platform.exists(Platform.ARCHIVE, "archive/" + customer + "/" + id + "/failed-1.json"))
                .isTrue();
        assertThat(platform.exists(Platform.ARCHIVE, "archive/" + customer + "/" + id + "/receipt.json"))
                .isFalse();
        assertThat(platform.object("quarantine/" + customer + "/" + id)).isEqualTo(picture);
        JsonNode failure = platform.json(platform.get(customer, "/v1/images/" + id));
        assertThat(failure.get("outcome").asText()).isEqualTo("failed");
        await("the next image goes on, its offset too")
                .atMost(SOON)
                .until(() -> platform.drained("darkroom-images", "darkroom.images"));
        awaitRows(customer, "failed\t2");

        platform.app().stop();
        platform.startApp(Map.of());
        HttpResponse<byte[]> again = platform.post(customer, "", picture, "Idempotency-Key", "again");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(platform.json(again).get("id").asText()).isEqualTo(id);
        assertThat(platform.json(again).get("receivedAt")).isEqualTo(failure.get("receivedAt"));
        awaitRows(customer, "failed\t1\nok\t1");
    }

    private static void awaitRows(String customer, String expected) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                        platform.sql("SELECT outcome, sum(images) FROM darkroom.bi_tallies WHERE customer_id = '"
                                + customer + "' GROUP BY outcome ORDER BY outcome"))
                .isEqualTo(expected));
    }
}
