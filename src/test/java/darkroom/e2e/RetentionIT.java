package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.devservices.AppProcess;
import imaging.Pictures;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The retention, as the app and its command see to it. */
class RetentionIT {
    private Platform platform;

    @BeforeEach
    void start() throws Exception {
        platform = Platform.engines();
    }

    @Test
    void aCustomersThreeDaysStopTheStart() {
        refused(Map.of("DARKROOM_ARCHIVE_CUSTOMERDAYS_ACME", "3"), "darkroom.archive.customer-days.acme is 3");
        refused(Map.of("DARKROOM_ARCHIVE_RETENTION_DAYS", "3"), "darkroom.archive.retention-days is 3");
    }

    @Test
    void anArchiveWithoutALockStopsTheStart() {
        platform.admin.createBucket(r -> r.bucket("without-lock"));
        try {
            refused(
                    Map.of(
                            "DARKROOM_ARCHIVE_BUCKET",
                            "without-lock",
                            "DARKROOM_S3_ACCESS_KEY",
                            "admin",
                            "DARKROOM_S3_SECRET_KEY",
                            "admin-dev"),
                    "The bucket without-lock (darkroom.archive.bucket) has no object lock");
        } finally {
            platform.admin.deleteBucket(r -> r.bucket("without-lock"));
        }
    }

    private void refused(Map<String, String> settings, String reason) {
        platform.stopApp();
        try (AppProcess app = AppProcess.start(platform.stack, settings)) {
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(app::awaitReady)
                    .withMessageContaining(reason);
        }
    }

    @Test
    void aCustomerWhoPaysForMoreIsKeptForLonger() throws Exception {
        restart(Map.of("DARKROOM_ARCHIVE_CUSTOMERDAYS_PATIENT", "90"));
        JsonNode receipt = platform.json(platform.post("patient", "", Pictures.jpeg(64, 48)));
        String key = key(receipt);

        HeadObjectResponse head =
                platform.admin.headObject(r -> r.bucket(Platform.ARCHIVE).key(key));
        assertThat(head.objectLockRetainUntilDate())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(89)), Instant.now().plus(Duration.ofDays(91)));
        assertThat(platform.admin
                        .getObjectTagging(r -> r.bucket(Platform.ARCHIVE).key(key))
                        .tagSet())
                .anyMatch(tag -> tag.key().equals("days") && tag.value().equals("90"));
    }

    @Test
    void theAppItselfUndoesAPlainDelete() throws Exception {
        restart(Map.of(
                "DARKROOM_ARCHIVE_CHECK_SECONDS", "1",
                "DARKROOM_ARCHIVE_CHECK_OBJECTS", "1000000",
                "DARKROOM_ARCHIVE_CHECK_SHARE", "1"));
        JsonNode receipt = platform.json(platform.post("retained", "", Pictures.jpeg(64, 48)));
        String key = key(receipt);
        byte[] before = platform.object(key);
        platform.s3.deleteObject(r -> r.bucket(Platform.ARCHIVE).key(key));
        assertThat(platform.exists(Platform.ARCHIVE, key)).isFalse();

        await().atMost(Duration.ofMinutes(1)).until(() -> platform.exists(Platform.ARCHIVE, key));

        assertThat(platform.object(key)).isEqualTo(before);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> { // it looks at all that other tests have left, too
                            assertThat(management("/prometheus"))
                                    .containsPattern("darkroom_retention_findings_total\\{code=\"hidden\".*\\} [1-9]")
                                    .containsPattern("darkroom_retention_checked_total [1-9]")
                                    .containsPattern(
                                            "darkroom_retention_findings_total\\{code=\"lifecycle-drift\".*\\} 0");
                            JsonNode health = platform.json
                                    .readTree(management("/health"))
                                    .at("/components/retention");
                            assertThat(health.at("/status").asText()).isEqualTo("UP");
                            assertThat(health.at("/details/objects").asInt()).isPositive();
                        });
    }

    @Test
    void theCommandSetsUpWithAnAdministratorsCredentialAlone() throws Exception {
        Platform.Ended app = platform.ended(
                Map.of("DARKROOM_ADMIN_ACCESS_KEY", "darkroom", "DARKROOM_ADMIN_SECRET_KEY", "darkroom-dev"),
                "retention",
                "--set-up");
        assertThat(app.exit()).isEqualTo(1);
        assertThat(app.err()).contains("DARKROOM_ADMIN_ACCESS_KEY is darkroom, the app's own");

        Platform.Ended set = platform.ended(
                Map.of(
                        "DARKROOM_ADMIN_ACCESS_KEY", "admin",
                        "DARKROOM_ADMIN_SECRET_KEY", "admin-dev",
                        "DARKROOM_ARCHIVE_CUSTOMERDAYS_PATIENT", "45"),
                "retention",
                "--set-up",
                "--json");
        assertThat(set.exit()).isZero();
        assertThat(platform.json.readTree(set.out()).get("steps"))
                .anySatisfy(step -> assertThat(step.get("what").asText())
                        .isEqualTo("darkroom-days-45  tag days=45: expires after 46 days"));

        Platform.Ended check = platform.ended(Map.of("DARKROOM_ARCHIVE_CHECK_OBJECTS", "0"), "retention", "--check");
        assertThat(check.err()).isEmpty();
        assertThat(check.out()).isEqualTo("0 objects looked at, 0 findings\n");
        assertThat(check.exit()).isZero();
    }

    private void restart(Map<String, String> settings) throws Exception {
        platform.stopApp();
        platform.startApp(settings);
    }

    private static String key(JsonNode receipt) {
        return "archive/" + receipt.get("customer").asText() + "/"
                + receipt.get("id").asText() + "/web.jpg";
    }

    private String management(String path) throws Exception {
        HttpResponse<byte[]> answer =
                platform.send(HttpRequest.newBuilder(URI.create(platform.app().managementUrl() + path)));
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
