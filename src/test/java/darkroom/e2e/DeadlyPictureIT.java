package darkroom.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import darkroom.devservices.StartException;
import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A picture ends the app's process whenever it is decoded. The app is started again each time, as an orchestrator would. */
class DeadlyPictureIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int ATTEMPTS = 3;
    private static Platform platform;

    @TempDir
    private Path folder;

    @BeforeEach
    void startTheAppWithTheEngine() throws Exception {
        platform = Platform.engines();
        platform.stopApp();
        restart();
    }

    @Test
    void overKafkaItHasFailedAfterThreeAttemptsAndTheNextImageGoesOn() throws Exception {
        String customer = "deadly-kafka";
        platform.key(customer);
        byte[] deadly = deadly();
        int partition = platform.record(customer, "deadly", deadly).partition();
        for (int i = 0; partitionOf(customer, "sound-" + i) != partition; i++) {
            assertThat(i).as("a record behind the deadly one").isLessThan(1000);
        }

        assertFailsAlone(customer, ImageIds.kafkaId(customer, "deadly"), deadly);

        await().atMost(SOON).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        long records = platform.topic("darkroom.images").stream()
                .filter(record -> customer.equals(Platform.header(record, "ce_customer")))
                .count();
        assertThat(platform.receipts(customer)).as("all but the deadly one").hasSize((int) records - 1);
    }

    private int partitionOf(String customer, String ceId) throws Exception {
        return platform.record(customer, ceId, Pictures.jpeg(200, 100)).partition();
    }

    @Test
    @EnabledIfSystemProperty(named = "darkroom.long", matches = "true", disabledReason = "takes minutes: --long")
    void overTheInboxItHasFailedAfterThreeAttemptsAndTheNextImageGoesOn() throws Exception {
        String customer = "deadly-inbox";
        platform.key(customer);
        byte[] deadly = deadly();
        String key = customer + "/web/deadly.jpg";
        String version = platform.drop(key, deadly);
        platform.announce(Platform.notice(key, version));
        platform.drop(customer + "/web/sound.jpg", Pictures.jpeg(200, 100));

        assertFailsAlone(customer, ImageIds.s3Version(customer, Platform.INBOX, key, version), deadly);

        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 1);
        await("both leave the inbox").atMost(SOON).until(() -> platform.inboxVersions(customer + "/") == 0);
    }

    @Test
    @EnabledIfSystemProperty(named = "darkroom.long", matches = "true", disabledReason = "takes minutes: --long")
    void overHttpARetryWithTheSameKeyCountsLikewise() throws Exception {
        String customer = "deadly-http";
        platform.key(customer);
        byte[] deadly = deadly();
        for (int i = 0; i < ATTEMPTS; i++) {
            assertThat(catchThrowable(() -> answerBeyondBusy(customer, deadly)))
                    .as("the connection breaks")
                    .isInstanceOf(IOException.class);
            await().atMost(SOON).until(() -> !platform.app().isAlive());
            restart();
        }
        var answer = answerBeyondBusy(customer, deadly);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(platform.json(answer).get("code").asText()).isEqualTo("processing-failed");
        assertFailed(customer, ImageIds.httpKey(customer, "deadly"), deadly);
        assertThat(deaths()).isEqualTo(ATTEMPTS);
        assertThat(platform.post(customer, "", Pictures.jpeg(200, 100)).statusCode())
                .isEqualTo(201);
    }

    /** It is busy soon after a start, and as long as a replica may be at work on the image: the client comes again. */
    private static HttpResponse<byte[]> answerBeyondBusy(String customer, byte[] body) throws Exception {
        return await("an answer other than busy")
                .atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> platform.post(customer, "", body, "Idempotency-Key", "deadly"),
                        answer -> answer.statusCode() != 503);
    }

    private void assertFailsAlone(String customer, UUID id, byte[] deadly) throws Exception {
        long limit = System.nanoTime() + Duration.ofMinutes(8).toNanos();
        while (!isFailed(customer, id)) {
            assertThat(System.nanoTime()).as("deaths: " + deaths()).isLessThan(limit);
            await().atMost(SOON).until(() -> !platform.app().isAlive() || isFailed(customer, id));
            if (!platform.app().isAlive()) {
                restart();
            }
        }
        assertFailed(customer, id, deadly);
        assertThat(deaths())
                .as("marked ones, and one before of which nothing was known")
                .isBetween(ATTEMPTS, ATTEMPTS + 1);
        assertThat(platform.app().isAlive()).isTrue();
    }

    private static boolean isFailed(String customer, UUID id) {
        return platform.exists(Platform.ARCHIVE, "archive/" + customer + "/" + id + "/failed-1.json");
    }

    private static void assertFailed(String customer, UUID id, byte[] deadly) {
        assertThat(isFailed(customer, id)).isTrue();
        assertThat(platform.exists(Platform.ARCHIVE, "archive/" + customer + "/" + id + "/receipt.json"))
                .isFalse();
        assertThat(platform.object("quarantine/" + customer + "/" + id)).isEqualTo(deadly);
        await("announced").atMost(SOON).until(() -> platform.topic("darkroom.receipts").stream()
                .anyMatch(record -> new String(record.value(), UTF_8).contains(id.toString())));
        await("counted once").atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(platform.sql(
                        "SELECT count(), sum(images) FROM darkroom.bi_tallies WHERE outcome = 'failed' AND customer_id = '"
                                + customer + "'"))
                .isEqualTo("1\t1"));
        await("no marker is left").atMost(SOON).until(() -> platform.admin
                .listObjectVersions(r -> r.bucket(Platform.ARCHIVE).prefix("attempts/" + customer + "/"))
                .versions()
                .isEmpty());
    }

    /** It may die again before it is ready; the caller looks. */
    private void restart() throws Exception {
        try {
            platform.startApp(Map.of("DEATHS", deathsFile().toString()), DeadlyEngine.class);
        } catch (StartException diedWhileItStarted) {
            assertThat(platform.app().isAlive()).isFalse();
        }
    }

    private int deaths() throws IOException {
        return Files.exists(deathsFile()) ? (int) Files.size(deathsFile()) : 0;
    }

    private Path deathsFile() {
        return folder.resolve("deaths").toAbsolutePath();
    }

    private static byte[] deadly() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Pictures.jpeg(200, 100));
        out.write(DeadlyEngine.MARK);
        return out.toByteArray();
    }
}
