package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.chaos.proxy.HttpProxy;
import darkroom.chaos.proxy.Verdict;
import darkroom.devservices.AppProcess;
import imaging.Pictures;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More work than there is time or memory for, and work that cannot go on: an app with settings of its own each time. */
class PressureIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static Platform platform;
    private HttpProxy way;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.engines();
    }

    @AfterEach
    void stopItsApp() {
        platform.stopApp();
        if (way != null) {
            way.close();
        }
    }

    @Test
    void whileS3IsAwayForLongerThanAPollMayTakeEveryConsumerStaysInItsGroup() throws Exception {
        String customer = "long-without-s3";
        platform.key(customer);
        int deadBefore = platform.topic("darkroom.images.dead").size();
        // S3 itself goes on: after a start it takes ten seconds and more for its first write where the cores are busy,
        // and
        // that a consumer whose work lasts so long leaves its group is as it should be
        HttpProxy s3 = new HttpProxy("s3", platform.stack.s3Endpoint());
        way = s3;
        AppProcess app =
                restart(Map.of("DARKROOM_S3_ENDPOINT", s3.uri().toString(), "DARKROOM_IMAGES_WORK_MILLIS", "10000"));
        await().atMost(SOON).until(() -> owners().size() == 2);
        Set<String> members = owners();

        s3.rule(request -> Verdict.cut());
        for (int i = 0; i < 24; i++) {
            platform.record(customer, "waits-" + i, Pictures.jpeg(90, 80 + i));
        }
        await("the breaker is open, and says so")
                .atMost(SOON)
                .until(() -> metric(app, "darkroom_breaker_open{dependency=\"s3\"}") == 1);
        await().during(Duration.ofSeconds(14)).atMost(Duration.ofSeconds(25)).until(() -> owners().equals(members));
        assertThat(health(app).at("/components/dependencies/details/s3/state").asText())
                .isEqualTo("open");
        assertThat(app.isReady()).as("another replica would find S3 away, too").isTrue();
        HttpResponse<byte[]> told = platform.post(customer, "", Pictures.jpeg(90, 80));
        assertThat(told.statusCode()).isEqualTo(503);
        assertThat(platform.json(told).get("code").asText()).isEqualTo("unavailable");
        assertThat(told.headers().firstValue("Retry-After")).isPresent();

        s3.heal();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> platform.receipts(customer).size() == 24);
        await().atMost(SOON).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        assertThat(owners()).isEqualTo(members);
        assertThat(platform.topic("darkroom.images.dead")).hasSize(deadBefore);
        assertThat(metric(app, "darkroom_breaker_open{dependency=\"s3\"}")).isZero();
    }

    @Test
    void ofTheInboxNoMoreIsInFlightThanIsWorkedOnAndItStaysInvisibleForAsLongAsThatTakes() throws Exception {
        String customer = "slow-inbox";
        platform.key(customer);
        Path decoded = Path.of("target", "decoded-" + System.nanoTime()).toAbsolutePath();
        restart(Map.of(
                "DECODED", decoded.toString(),
                "SLOW_MILLIS", "4000", // longer than the visibility
                "DARKROOM_INBOX_VISIBILITY_SECONDS", "3",
                "DARKROOM_INBOX_SWEEP_SECONDS", "300"));
        for (int i = 0; i < 4; i++) {
            String key = customer + "/web/" + i + ".jpg";
            platform.announce(Platform.notice(key, platform.drop(key, Pictures.jpeg(60, 60 + i))));
        }
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 4);
        await().atMost(SOON).until(() -> platform.inboxVersions(customer + "/") == 0);
        assertThat(Files.readAllLines(decoded)).as("each was worked on once").hasSize(4);
    }

    @Test
    void moreUploadsThanThereIsMemoryForAreToldToComeAgainAndAllAreDoneInTheEnd() throws Exception {
        String customer = "crowd";
        platform.key(customer);
        Path decoded = Path.of("target", "decoded-" + System.nanoTime()).toAbsolutePath();
        AppProcess app = restart(Map.of(
                "DECODED", decoded.toString(),
                "SLOW_MILLIS", "400",
                "DARKROOM_HTTP_WORKERS", "8",
                "DARKROOM_HTTP_WAITING", "8",
                "DARKROOM_LIMITS_HTTP_BODY_BYTES", "4194304",
                "DARKROOM_LIMITS_INBOX_OBJECT_BYTES", "8388608",
                // for two bodies of four at once
                "DARKROOM_LIMITS_ORIGINAL_BYTES", "9437184",
                "DARKROOM_LIMITS_ORIGINAL_WAIT_MILLIS", "200"));
        byte[] picture = Pictures.bmp(800, 800); // 1.9 MB
        int uploads = 64;
        List<HttpResponse<byte[]>> answers = atOnce(customer, picture, uploads);

        List<HttpResponse<byte[]>> busy =
                answers.stream().filter(answer -> answer.statusCode() != 201).toList();
        assertThat(busy).as("that many do not fit").isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(platform.json(answer).get("code").asText()).isEqualTo("busy");
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isPositive();
        });
        assertThat(busy).as("some do").hasSizeLessThan(uploads);
        assertThat(platform.receipts(customer)).hasSize(uploads - busy.size());
        assertThat(app.isAlive()).isTrue();
        assertThat(app.isReady()).isTrue();
        assertThat(platform.post(customer, "", picture).statusCode())
                .as("all memory came back")
                .isEqualTo(201);
    }

    private static List<HttpResponse<byte[]>> atOnce(String customer, byte[] body, int uploads) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(uploads);
        try {
            List<Future<HttpResponse<byte[]>>> sent = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                sent.add(senders.submit(() -> platform.post(customer, "", body)));
            }
            List<HttpResponse<byte[]>> answers = new ArrayList<>();
            for (Future<HttpResponse<byte[]>> one : sent) {
                answers.add(one.get());
            }
            return answers;
        } finally {
            senders.shutdownNow();
        }
    }

    private static AppProcess restart(Map<String, String> variables) throws Exception {
        platform.stopApp();
        Map<String, String> all = new HashMap<>(variables);
        return variables.containsKey("SLOW_MILLIS") ? platform.startApp(all, SlowEngine.class) : platform.startApp(all);
    }

    /** Members of the group that have a partition; one that leaves and comes back has another id. */
    private static Set<String> owners() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.stack.kafkaBrokers()))) {
            return admin
                    .describeConsumerGroups(List.of("darkroom-images"))
                    .all()
                    .get()
                    .get("darkroom-images")
                    .members()
                    .stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .map(MemberDescription::consumerId)
                    .collect(Collectors.toSet());
        }
    }

    private static double metric(AppProcess app, String series) throws Exception {
        return management(app, "/prometheus")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode health(AppProcess app) throws Exception {
        return platform.json.readTree(management(app, "/health"));
    }

    private static String management(AppProcess app, String path) throws Exception {
        HttpResponse<byte[]> answer = platform.send(HttpRequest.newBuilder(URI.create(app.managementUrl() + path)));
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
