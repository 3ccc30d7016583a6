package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.intake.ImageIds;
import darkroom.model.Hashes;
import imaging.Pictures;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;

/** One id, two pictures: the first that has a receipt is the image, and its variants are all its own. */
class SharedIdIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void aRecordWithTheSameIdAndAnotherPictureIsTheSameImage() throws Exception {
        String customer = "same-id";
        platform.key(customer);
        byte[] first = Pictures.jpeg(300, 200);
        platform.record(customer, "order-1", first);
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 1);
        platform.record(customer, "order-1", Pictures.jpeg(100, 400));
        await().atMost(SOON).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        assertThat(platform.receipts(customer)).hasSize(1).allSatisfy((id, receipt) -> assertThat(
                        receipt.at("/original/sha256").asText())
                .isEqualTo(Hashes.sha256(first)));
        assertThat(platform.topic("darkroom.images.dead"))
                .noneMatch(letter -> customer.equals(Platform.header(letter, "ce_customer")));
    }

    /** Another replica was half done with another picture when it died: one of its variants is there, locked. */
    @Test
    void aHalfDoneImageOfAnotherPictureMixesWithNothing() throws Exception {
        String customer = "half-done";
        platform.key(customer);
        UUID id = ImageIds.httpKey(customer, "order-1");
        byte[] foreign = Pictures.jpeg(20, 10);
        String key = "archive/" + customer + "/" + id + "/web.jpg";
        half(key, foreign);

        HttpResponse<byte[]> posted =
                platform.post(customer, "", Pictures.jpeg(300, 400), "Idempotency-Key", "order-1");

        assertThat(posted.statusCode()).isEqualTo(201);
        JsonNode receipt = platform.json(posted);
        assertThat(receipt.get("id").asText()).isEqualTo(id.toString());
        for (JsonNode variant : receipt.get("variants")) {
            assertThat(variant.get("width").asInt())
                    .isLessThan(variant.get("height").asInt());
            HttpResponse<byte[]> bytes =
                    platform.get(customer, variant.get("href").asText());
            assertThat(bytes.statusCode()).isEqualTo(200);
            assertThat(Hashes.sha256(bytes.body()))
                    .isEqualTo(variant.get("sha256").asText());
        }
        String web = receipt.at("/variants/0/href").asText();
        HttpResponse<byte[]> part =
                platform.get(customer, web, "Range", "bytes=" + (foreign.length + 1) + "-" + (foreign.length + 9));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).hasSize(9);
        assertThat(platform.object(key)).as("what was there first stays").isEqualTo(foreign);
    }

    private static void half(String key, byte[] bytes) {
        Instant until = Instant.now().plus(Duration.ofDays(8)).truncatedTo(ChronoUnit.SECONDS);
        platform.s3.putObject(
                r -> r.bucket(Platform.ARCHIVE)
                        .key(key)
                        .contentType("image/jpeg")
                        .objectLockMode(ObjectLockMode.GOVERNANCE)
                        .objectLockRetainUntilDate(until)
                        .metadata(Map.of(
                                "width",
                                "20",
                                "height",
                                "10",
                                "operations",
                                "fit",
                                "recipe",
                                "web@1",
                                "original",
                                Hashes.sha256(new byte[] {7}),
                                "sha256",
                                Hashes.sha256(bytes))),
                RequestBody.fromBytes(bytes));
    }
}
