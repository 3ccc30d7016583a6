package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What lands in the inbox and what is said about it, on a real S3 server and a real queue. */
class SqsDoorIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void anObjectThatNobodyAnnouncedIsDoneWithinThreeSweeps() throws Exception {
        String customer = "unannounced";
        platform.key(customer);
        String key = customer + "/web/silent.jpg";
        String version = platform.drop(key, Pictures.jpeg(300, 200));
        Instant dropped = Instant.now();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> platform.receipts(customer).size() == 1);
        JsonNode receipt = platform.receipts(customer).values().iterator().next();
        assertThat(receipt.get("id").asText())
                .isEqualTo(ImageIds.s3Version(customer, Platform.INBOX, key, version)
                        .toString());
        assertThat(Instant.parse(receipt.get("receivedAt").asText()))
                .isBetween(dropped.minusSeconds(5), dropped.plusSeconds(1));
        await("that version leaves the inbox").atMost(SOON).until(() -> platform.inboxVersions(key) == 0);
        System.out.println(
                "swept within " + Duration.between(dropped, Instant.now()).toMillis() + " ms");
    }

    @Test
    void everyShapeOfNoticeIsUnderstood() throws Exception {
        String customer = "shapes";
        platform.key(customer);
        byte[] picture = Pictures.jpeg(100, 100);
        String plain = Platform.notice(
                customer + "/web/plain ü+&.jpg", platform.drop(customer + "/web/plain ü+&.jpg", picture));
        String toWrap = Platform.notice(customer + "/web/sns.jpg", platform.drop(customer + "/web/sns.jpg", picture));
        String sns = platform.json.writeValueAsString(Map.of("Type", "Notification", "Message", toWrap));
        String bridgeVersion = platform.drop(customer + "/web/event bridge.jpg", picture);
        String bridge = platform.json.writeValueAsString(Map.of(
                "detail-type", "Object Created",
                "source", "aws.s3",
                "detail",
                        Map.of(
                                "bucket", Map.of("name", Platform.INBOX),
                                "object",
                                        Map.of(
                                                "key",
                                                customer + "/web/event bridge.jpg",
                                                "version-id",
                                                bridgeVersion))));
        platform.drop(customer + "/web/newest.jpg", picture);
        String versionless = Platform.notice(customer + "/web/newest.jpg", null);
        platform.announce(
                "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"" + Platform.INBOX + "\"}");
        List.of(plain, sns, bridge, versionless).forEach(platform::announce);
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 4);
        await().atMost(SOON).until(() -> platform.inboxVersions(customer + "/") == 0);
    }

    @Test
    void exactlyTheVersionThatIsAnnouncedIsFetchedAndBothBecomeImages() throws Exception {
        String customer = "versions";
        platform.key(customer);
        String key = customer + "/web/same-key.jpg";
        String first = platform.drop(key, Pictures.jpeg(100, 50));
        String second = platform.drop(key, Pictures.jpeg(60, 120));
        platform.announce(Platform.notice(key, first));
        platform.announce(Platform.notice(key, second));
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 2);
        Map<String, JsonNode> receipts = platform.receipts(customer);
        assertThat(receipts.get(ImageIds.s3Version(customer, Platform.INBOX, key, first)
                                .toString())
                        .at("/original/width")
                        .asInt())
                .isEqualTo(100);
        assertThat(receipts.get(ImageIds.s3Version(customer, Platform.INBOX, key, second)
                                .toString())
                        .at("/original/width")
                        .asInt())
                .isEqualTo(60);
        await().atMost(SOON).until(() -> platform.inboxVersions(key) == 0);
    }

    @Test
    void whatIsNoNoticeGoesToTheDeadLettersWithTheReason() throws Exception {
        String customer = "dead-notices";
        platform.key(customer);
        String good = customer + "/web/good.jpg";
        String goodVersion = platform.drop(good, Pictures.jpeg(80, 80));
        String nobody = "dead-nobody/web/x.jpg";
        String nobodyVersion = platform.drop(nobody, Pictures.jpeg(80, 80));
        String noJson = "dead-letter test: this is no JSON";
        String missing = Platform.notice(customer + "/web/missing.jpg", goodVersion);
        String recipe =
                Platform.notice(customer + "/nope/x.jpg", platform.drop(customer + "/nope/x.jpg", new byte[] {1}));
        String goodRecord = Platform.notice(good, goodVersion);
        String both = goodRecord.replace(
                "]}", "," + Platform.notice(nobody, nobodyVersion).substring(12));
        String climbing = Platform.notice("../x/web/" + customer + ".jpg", null);
        List.of(noJson, missing, recipe, both, climbing).forEach(platform::announce);

        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 1);
        await().atMost(SOON).until(() -> deadReasons(customer, nobody, noJson).size() == 5);
        assertThat(deadReasons(customer, nobody, noJson))
                .containsExactlyInAnyOrder(
                        "malformed-notice", "no-such-object", "unknown-recipe", "unknown-customer", "unknown-customer");
        // what went to the dead letters stays, tagged, and the sweep leaves it alone
        assertThat(platform.admin
                        .getObjectTagging(
                                r -> r.bucket(Platform.INBOX).key(nobody).versionId(nobodyVersion))
                        .tagSet())
                .anySatisfy(tag -> assertThat(tag.key() + "=" + tag.value()).isEqualTo("darkroom=dead"));
        await("the queue is empty").atMost(SOON).until(() -> platform.sqs
                .getQueueAttributes(
                        r -> r.queueUrl(platform.queue("darkroom-inbox")).attributeNames(QueueAttributeName.ALL))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                .equals("0"));
    }

    private static List<String> deadReasons(String customer, String nobody, String noJson) {
        return platform.allDeadNotices().stream()
                .filter(m -> m.body().contains(customer)
                        || m.body().contains(nobody.replace("/", "%2F"))
                        || m.body().equals(noJson))
                .map(SqsDoorIT::reason)
                .toList();
    }

    private static String reason(Message message) {
        return message.messageAttributes().get("darkroom_reason").stringValue();
    }
}
