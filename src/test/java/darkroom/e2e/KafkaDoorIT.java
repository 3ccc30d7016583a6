package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a producer can do to the topic of images, on a real broker. */
class KafkaDoorIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int LIMIT = 20 << 20;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void poisonGoesToTheDeadLettersWithItsReasonAndTheOthersGoOn() throws Exception {
        String customer = "producer";
        platform.key(customer);
        byte[] picture = Pictures.jpeg(120, 90);
        RecordMetadata empty = platform.record(customer, "p-empty", new byte[0]);
        RecordMetadata noCustomer = platform.record(null, "p-none", picture);
        RecordMetadata nobody = platform.record("../x", "p-nobody", picture);
        RecordMetadata unknown = platform.record("never-made", "p-unknown", picture);
        RecordMetadata recipe = platform.record(customer, "p-recipe", picture, "ce_recipe", "nope");
        platform.record(
                customer, "p-good", picture, "kafka.OVERRIDE_TOPIC", "darkroom.customers", "CamelAwsS3Key", "evil");

        UUID good = ImageIds.kafkaId(customer, "p-good");
        await().atMost(SOON).until(() -> platform.receipts(customer).containsKey(good.toString()));
        await().atMost(SOON).until(() -> dead("p-").size() == 5);

        assertDead("p-empty", "empty", empty, new byte[0]);
        assertDead("p-none", "no-customer", noCustomer, picture);
        assertDead("p-nobody", "unknown-customer", nobody, picture);
        assertDead("p-unknown", "unknown-customer", unknown, picture);
        assertDead("p-recipe", "unknown-recipe", recipe, picture);
        await().atMost(SOON).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        assertThat(platform.receipts(customer)).hasSize(1);
    }

    @Test
    void aValueOfExactlyTheLimitIsReadAndOneByteMoreIsRefusedWithAReceipt() throws Exception {
        String customer = "heavy";
        platform.key(customer);
        byte[] full = Arrays.copyOf(Pictures.jpeg(200, 200), LIMIT);
        platform.record(customer, "full", full);
        platform.record(customer, "over", Arrays.copyOf(full, LIMIT + 1));
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 2);
        JsonNode over = platform.receipts(customer)
                .get(ImageIds.kafkaId(customer, "over").toString());
        assertThat(over.get("outcome").asText()).isEqualTo("rejected");
        assertThat(over.get("reason").asText()).isEqualTo("too-many-bytes");
        assertThat(over.at("/original/bytes").asLong()).isEqualTo(LIMIT + 1);
        JsonNode exact = platform.receipts(customer)
                .get(ImageIds.kafkaId(customer, "full").toString());
        assertThat(exact.get("reason").asText("")).isNotEqualTo("too-many-bytes");
    }

    @Test
    void aRecordIsDatedByTheBrokerAndWithoutAnIdItsPlaceIsItsIdentity() throws Exception {
        String customer = "nameless";
        platform.key(customer);
        byte[] picture = Pictures.jpeg(64, 64);
        platform.record(customer, null, picture);
        RecordMetadata second = platform.record(customer, null, picture);
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 2);
        List<Instant> received = platform.receipts(customer).values().stream()
                .map(r -> Instant.parse(r.get("receivedAt").asText()))
                .toList();
        assertThat(received).contains(Instant.ofEpochMilli(second.timestamp()));
    }

    private static List<ConsumerRecord<String, byte[]>> dead(String prefix) {
        return platform.topic("darkroom.images.dead").stream()
                .filter(r -> String.valueOf(Platform.header(r, "ce_id")).startsWith(prefix))
                .toList();
    }

    private static void assertDead(String ceId, String reason, RecordMetadata place, byte[] value) {
        ConsumerRecord<String, byte[]> letter = dead(ceId).get(0);
        assertThat(Platform.header(letter, "darkroom_reason")).isEqualTo(reason);
        assertThat(Platform.header(letter, "darkroom_from"))
                .isEqualTo("darkroom.images/" + place.partition() + "/" + place.offset());
        assertThat(letter.value() == null ? new byte[0] : letter.value())
                .as(ceId)
                .isEqualTo(value);
    }
}
