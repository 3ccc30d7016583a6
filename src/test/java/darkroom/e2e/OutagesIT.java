package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An engine is killed while images come in, and comes back with its data. */
class OutagesIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @AfterEach
    void everythingIsBack() {
        for (String engine : List.of("kafka", "s3", "sqs", "clickhouse")) {
            if (!platform.stack.isAlive(engine)) {
                platform.stack.restart(engine);
            }
        }
    }

    @Test
    void uploadsGoOnWhileClickHouseIsAwayAndTheRowsComeLater() throws Exception {
        String customer = "no-clickhouse";
        platform.key(customer);
        platform.stack.kill("clickhouse");
        for (int i = 0; i < 5; i++) {
            assertThat(platform.post(customer, "", Pictures.jpeg(100 + i, 80)).statusCode())
                    .isEqualTo(201);
        }
        HttpResponse<byte[]> usage = platform.get(customer, "/v1/usage");
        assertThat(usage.statusCode()).isEqualTo(503);
        assertThat(usage.headers().firstValue("Retry-After")).isPresent();
        platform.stack.restart("clickhouse");
        awaitImages(customer, 5);
    }

    @Test
    void uploadsGoOnWhileKafkaIsAwayAndAreAnnouncedLater() throws Exception {
        String customer = "no-kafka";
        platform.key(customer);
        assertThat(platform.post(customer, "", Pictures.jpeg(90, 80)).statusCode())
                .isEqualTo(201);
        platform.stack.kill("kafka");
        HttpResponse<byte[]> response = platform.post(customer, "", Pictures.jpeg(91, 80));
        assertThat(response.statusCode()).isEqualTo(201);
        String id = platform.json(response).get("id").asText();
        assertThat(platform.exists(Platform.ARCHIVE, "unannounced/" + id)).isTrue();
        assertThat(platform.get(customer, "/v1/images/" + id).statusCode()).isEqualTo(200);
        platform.stack.restart("kafka");
        await("the marker goes when the receipt is announced")
                .atMost(SOON)
                .until(() -> !platform.exists(Platform.ARCHIVE, "unannounced/" + id));
        assertThat(platform.topic("darkroom.receipts"))
                .anySatisfy(event -> assertThat(event.key()).isEqualTo(id));
        awaitImages(customer, 2);
    }

    @Test
    void withoutS3AnUploadIsToldToComeAgainAndRecordsWait() throws Exception {
        String customer = "no-s3";
        platform.key(customer);
        long deadBefore = platform.topic("darkroom.images.dead").size();
        platform.stack.kill("s3");
        HttpResponse<byte[]> response = platform.post(customer, "", Pictures.jpeg(90, 80));
        assertThat(response.statusCode()).isEqualTo(503);
        JsonNode problem = platform.json(response);
        assertThat(problem.get("code").asText()).isEqualTo("unavailable");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        for (int i = 0; i < 3; i++) {
            platform.record(customer, "waits-" + i, Pictures.jpeg(90, 80 + i));
        }
        platform.stack.restart("s3");
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> platform.receipts(customer).size() == 3);
        assertThat(platform.receipts(customer))
                .containsKey(ImageIds.kafkaId(customer, "waits-2").toString());
        assertThat(platform.topic("darkroom.images.dead")).hasSize((int) deadBefore);
        awaitImages(customer, 3);
    }

    private static void awaitImages(String customer, int images) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(platform.sql(
                        "SELECT sum(images), uniqExact(image_id) FROM darkroom.bi_tallies WHERE customer_id = '"
                                + customer + "'"))
                .isEqualTo(images + "\t" + images));
    }
}
