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
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** One picture through the three doors, on real engines. */
class ThreeDoorsIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void theSamePictureBecomesTheSameVariantsWhicheverDoorItCameThrough() throws Exception {
        String customer = "three-doors";
        byte[] picture = Pictures.jpeg(900, 700);
        JsonNode overHttp = platform.json(platform.post(customer, "", picture));
        platform.record(customer, "one", picture);
        UUID kafkaId = ImageIds.kafkaId(customer, "one");
        String key = customer + "/web/some picture +ä.jpg";
        String version = platform.drop(key, picture);
        platform.announce(Platform.notice(key, version));
        UUID sqsId = ImageIds.s3Version(customer, Platform.INBOX, key, version);

        Map<String, JsonNode> receipts = receipts(customer, 3);

        assertThat(receipts.keySet())
                .containsExactlyInAnyOrder(overHttp.get("id").asText(), kafkaId.toString(), sqsId.toString());
        assertThat(receipts.values()).allSatisfy(receipt -> {
            assertThat(receipt.get("outcome").asText()).isEqualTo("ok");
            assertThat(receipt.get("variants").findValuesAsText("sha256"))
                    .isEqualTo(overHttp.get("variants").findValuesAsText("sha256"));
            assertThat(receipt.get("original").get("sha256").asText()).isEqualTo(Hashes.sha256(picture));
        });
        assertThat(receipts.get(overHttp.get("id").asText())).isEqualTo(overHttp);
        await("the original leaves the inbox").atMost(SOON).until(() -> platform.inboxVersions(key) == 0);
        awaitRows(customer, "3\t6");
        assertThat(platform.sql("SELECT source, countDistinct(image_id) FROM darkroom.bi_tallies WHERE customer_id = '"
                        + customer + "' GROUP BY source ORDER BY source"))
                .isEqualTo("http\t1\nkafka\t1\nsqs\t1");
    }

    @Test
    void everyKindOfMessageTwiceBringsNothingNew() throws Exception {
        String customer = "twice";
        byte[] picture = Pictures.png(300, 200, true);
        byte[] text = "no picture at all".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        HttpResponse<byte[]> first = platform.post(customer, "", picture, "Idempotency-Key", "k");
        platform.record(customer, "k", picture);
        platform.record(customer, "refused", text);
        String key = customer + "/web/k.png";
        String version = platform.drop(key, picture);
        platform.announce(Platform.notice(key, version));
        Map<String, JsonNode> before = receipts(customer, 4);
        awaitRows(customer, "4\t7");
        await().atMost(SOON).until(() -> platform.inboxVersions(key) == 0);

        HttpResponse<byte[]> again = platform.post(customer, "", picture, "Idempotency-Key", "k");
        platform.record(customer, "k", picture);
        platform.record(customer, "refused", text);
        platform.announce(Platform.notice(key, version)); // its original is gone, its receipt is there

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        await().atMost(SOON).until(() -> announced(customer).size() >= 8);
        await().atMost(SOON).until(() -> platform.drained("darkroom-tallies", "darkroom.receipts"));
        assertThat(platform.receipts(customer)).isEqualTo(before);
        awaitRows(customer, "4\t7");
        Map<String, Set<String>> values = new HashMap<>();
        announced(customer).forEach(event -> values.computeIfAbsent(event.key(), id -> new HashSet<>())
                .add(Hashes.sha256(event.value())));
        assertThat(values.values()).allSatisfy(distinct -> assertThat(distinct).hasSize(1));
    }

    @Test
    void whatIsArchivedCannotGoEarlyAndSaysWhenItDoes() throws Exception {
        String customer = "keeper";
        JsonNode receipt = platform.json(platform.post(customer, "", Pictures.jpeg(500, 400)));
        Instant sevenDays = Instant.now().plus(Duration.ofDays(7));
        String folder = "archive/" + customer + "/" + receipt.get("id").asText() + "/";

        for (String name : List.of("web.jpg", "thumb.jpg", "receipt.json")) {
            HeadObjectResponse head =
                    platform.admin.headObject(r -> r.bucket(Platform.ARCHIVE).key(folder + name));
            assertThat(ZonedDateTime.parse(head.expiresString(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .as(name + " Expires")
                    .isAfter(sevenDays);
            assertThat(head.objectLockRetainUntilDate()).as(name + " lock").isAfter(sevenDays);
            assertThat(head.objectLockModeAsString()).isEqualTo("GOVERNANCE");
            assertThat(head.cacheControl()).contains("private");
            assertThat(head.contentEncoding()).isNull();
            assertThat(head.metadata()).containsEntry("sha256", Hashes.sha256(platform.object(folder + name)));
            assertThat(head.contentType()).isEqualTo(name.endsWith("jpg") ? "image/jpeg" : "application/json");
            List<Tag> tags = platform.admin
                    .getObjectTagging(r -> r.bucket(Platform.ARCHIVE).key(folder + name))
                    .tagSet();
            assertThat(tags).extracting(Tag::key).contains("kind", "days", "customer", "recipe");
            // the app's own credential can neither delete the version nor lift its lock
            org.assertj.core.api.Assertions.assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> platform.s3.deleteObject(r -> r.bucket(Platform.ARCHIVE)
                            .key(folder + name)
                            .versionId(head.versionId())
                            .bypassGovernanceRetention(true)))
                    .satisfies(e -> assertThat(e.statusCode()).isEqualTo(403));
        }
        assertThat(Instant.parse(receipt.get("retainUntil").asText())).isAfter(sevenDays);
    }

    @Test
    void anEventTellsTheWorldWhatIsStored() throws Exception {
        String customer = "events";
        JsonNode receipt = platform.json(platform.post(customer, "", Pictures.jpeg(200, 100)));
        platform.post(customer, "", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        await().atMost(SOON).until(() -> announced(customer).size() == 2);
        ConsumerRecord<String, byte[]> event = announced(customer).stream()
                .filter(e -> e.key().equals(receipt.get("id").asText()))
                .findFirst()
                .orElseThrow();
        assertThat(platform.json.readTree(event.value())).isEqualTo(receipt);
        assertThat(Platform.header(event, "ce_type")).isEqualTo("darkroom.image.ok");
        assertThat(Platform.header(event, "ce_id")).isEqualTo(event.key());
        assertThat(Platform.header(event, "ce_specversion")).isEqualTo("1.0");
        assertThat(Platform.header(event, "ce_customer")).isEqualTo(customer);
        assertThat(Platform.header(event, "ce_source")).isNotBlank();
        assertThat(announced(customer))
                .extracting(e -> Platform.header(e, "ce_type"))
                .contains("darkroom.image.rejected");
    }

    private static Map<String, JsonNode> receipts(String customer, int count) {
        return await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> platform.receipts(customer), found -> found.size() == count);
    }

    private static List<ConsumerRecord<String, byte[]>> announced(String customer) {
        return platform.topic("darkroom.receipts").stream()
                .filter(event -> customer.equals(Platform.header(event, "ce_customer")))
                .toList();
    }

    /** @param expected images TAB rows, as the analysts' view counts them */
    private static void awaitRows(String customer, String expected) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(platform.sql(
                        "SELECT sum(images), count() FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "'"))
                .isEqualTo(expected));
    }
}
