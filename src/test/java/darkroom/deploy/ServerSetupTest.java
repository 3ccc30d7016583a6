package darkroom.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import darkroom.archive.retention.BucketSetUp;
import darkroom.archive.retention.LifecyclePlan;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/** What the files under deploy/ make in the servers is what the settings of the app expect there. */
class ServerSetupTest {
    private static final Pattern TOPIC = Pattern.compile("(?m)^topic (\\S+) (\\d+) (.+)$");
    private static final Pattern DAYS = Pattern.compile("\\$\\(\\((\\d+) \\* day\\)\\)");

    private final Map<String, String> settings = ProjectFiles.settings();

    ServerSetupTest() throws IOException {}

    @Test
    void topicsHaveThePartitionsTimesAndSizesOfTheContract() throws IOException {
        Map<String, String> topics = new TreeMap<>();
        Matcher m = TOPIC.matcher(ProjectFiles.text("deploy/kafka/topics"));
        while (m.find()) {
            topics.put(m.group(1), m.group(2) + " " + inDays(m.group(3)));
        }
        String record = settings.get("darkroom.kafka.record-bytes");
        String dead = settings.get("darkroom.kafka.dead-record-bytes");
        assertThat(dead).isEqualTo(String.valueOf(Integer.parseInt(record) + 64 * 1024));
        assertThat(topics)
                .isEqualTo(Map.of(
                        settings.get("darkroom.images.topic"),
                        "12 message.timestamp.type=LogAppendTime max.message.bytes=" + record + " retention.ms=3 days",
                        settings.get("darkroom.receipts.topic"),
                        "12 retention.ms=7 days",
                        settings.get("darkroom.images.dead-topic"),
                        "1 max.message.bytes=" + dead + " retention.ms=30 days",
                        settings.get("darkroom.receipts.topic") + ".dead",
                        "1 max.message.bytes=" + dead + " retention.ms=30 days",
                        settings.get("darkroom.webhooks.topic"),
                        "3 retention.ms=7 days",
                        settings.get("darkroom.access.customers-topic"),
                        "1 cleanup.policy=compact"));
    }

    private static String inDays(String options) {
        return DAYS.matcher(options).replaceAll("$1 days");
    }

    @Test
    void theInboxQueueHasTheVisibilityOfTheDoorAndNoRedrive() {
        Config queues =
                ConfigFactory.parseFile(new File("deploy/sqs/elasticmq.conf")).getConfig("queues");
        assertThat(queues.root().keySet())
                .containsExactlyInAnyOrder(
                        settings.get("darkroom.inbox.queue"),
                        settings.get("darkroom.inbox.dead-queue"),
                        settings.get("darkroom.webhooks.queue"));
        assertThat(queues.getDuration("darkroom-webhooks.defaultVisibilityTimeout"))
                .isEqualTo(Duration.ofSeconds(Long.parseLong(settings.get("darkroom.webhooks.visibility-seconds"))));
        assertThat(queues.getDuration("darkroom-inbox.defaultVisibilityTimeout"))
                .isEqualTo(Duration.ofSeconds(Long.parseLong(settings.get("darkroom.inbox.visibility-seconds"))));
        assertThat(queues.hasPath("darkroom-inbox.deadLettersQueue")).isFalse();
    }

    @Test
    void theLifecycleKnowsEveryNumberOfDaysThatTheAppTags() throws IOException {
        Map<Integer, Integer> expiry = new TreeMap<>();
        for (LifecycleRule rule : rules("archive")) {
            if (rule.filter().tag() != null && rule.filter().tag().key().equals("days")) {
                expiry.put(
                        Integer.valueOf(rule.filter().tag().value()),
                        rule.expiration().days());
            }
        }
        assertThat(expiry.keySet())
                .contains(
                        number("darkroom.archive.retention-days"),
                        number("darkroom.archive.receipt-days"),
                        number("darkroom.quarantine.days"));
        assertThat(expiry).allSatisfy((days, expires) -> assertThat(expires)
                .as("a day more than the lock of what is tagged days=%s", days)
                .isEqualTo(days + 1));
    }

    @Test
    void theLifecyclesAreThoseThatTheCommandMakes() throws IOException {
        LifecyclePlan plan = LifecyclePlan.of(List.of(
                number("darkroom.archive.retention-days"),
                number("darkroom.archive.receipt-days"),
                number("darkroom.quarantine.days")));
        assertThat(rules("archive")).isEqualTo(plan.archive());
        assertThat(rules("inbox")).isEqualTo(plan.inbox());
    }

    private int number(String setting) {
        return Integer.parseInt(settings.get(setting));
    }

    /** The rules of a file as the SDK would send them. */
    private static List<LifecycleRule> rules(String bucket) throws IOException {
        List<LifecycleRule> rules = new ArrayList<>();
        for (JsonNode json : new ObjectMapper()
                .readTree(new File("deploy/s3/" + bucket + "-lifecycle.json"))
                .get("Rules")) {
            LifecycleRule.Builder rule = LifecycleRule.builder()
                    .id(json.get("ID").asText())
                    .status(json.get("Status").asText());
            JsonNode tag = json.at("/Filter/Tag");
            rule.filter(filter -> {
                if (tag.isMissingNode()) {
                    filter.prefix(json.at("/Filter/Prefix").asText());
                } else {
                    filter.tag(t -> t.key(tag.get("Key").asText())
                            .value(tag.get("Value").asText()));
                }
            });
            JsonNode expiration = json.path("Expiration");
            if (expiration.has("Days")) {
                rule.expiration(e -> e.days(expiration.get("Days").asInt()));
            } else if (expiration.has("ExpiredObjectDeleteMarker")) {
                rule.expiration(e -> e.expiredObjectDeleteMarker(
                        expiration.get("ExpiredObjectDeleteMarker").asBoolean()));
            }
            JsonNode noncurrent = json.at("/NoncurrentVersionExpiration/NoncurrentDays");
            if (!noncurrent.isMissingNode()) {
                rule.noncurrentVersionExpiration(e -> e.noncurrentDays(noncurrent.asInt()));
            }
            JsonNode abort = json.at("/AbortIncompleteMultipartUpload/DaysAfterInitiation");
            if (!abort.isMissingNode()) {
                rule.abortIncompleteMultipartUpload(e -> e.daysAfterInitiation(abort.asInt()));
            }
            rules.add(rule.build());
        }
        return rules;
    }

    @Test
    void theBucketsAreThoseOfTheSettings() throws IOException {
        assertThat(ProjectFiles.text("deploy/s3/buckets"))
                .contains("create-bucket --bucket " + settings.get("darkroom.archive.bucket")
                        + " --object-lock-enabled-for-bucket")
                .contains("put-bucket-versioning --bucket " + settings.get("darkroom.inbox.bucket")
                        + " --versioning-configuration Status=Enabled")
                .contains("put-bucket-cors --bucket " + settings.get("darkroom.inbox.bucket"));
    }

    @Test
    void browsersMayPutIntoTheInboxAsTheCommandHasIt() throws IOException {
        JsonNode rule = new ObjectMapper()
                .readTree(new File("deploy/s3/inbox-cors.json"))
                .at("/CORSRules/0");
        assertThat(CORSRule.builder()
                        .id(rule.get("ID").asText())
                        .allowedOrigins(rule.at("/AllowedOrigins/0").asText())
                        .allowedMethods(rule.at("/AllowedMethods/0").asText())
                        .allowedHeaders(rule.at("/AllowedHeaders/0").asText())
                        .maxAgeSeconds(rule.get("MaxAgeSeconds").asInt())
                        .build())
                .isEqualTo(BucketSetUp.BROWSERS);
    }

    @Test
    void clickHouseKnowsTheAppAndAnAnalystWhoOnlyReads() throws Exception {
        Document users = xml("deploy/clickhouse/users.xml");
        xml("deploy/clickhouse/server.xml");
        Map<?, ?> app = (Map<?, ?>) ((Map<?, ?>)
                        ((Map<?, ?>) ProjectFiles.yaml("docker-compose.yml").get("services")).get("app"))
                .get("environment");
        assertThat(users.getElementsByTagName((String) app.get("DARKROOM_CLICKHOUSE_USER"))
                        .getLength())
                .isOne();
        assertThat(users.getElementsByTagName("readonly").item(0).getTextContent())
                .isEqualTo("2");
    }

    private static Document xml(String file) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new File(file));
    }
}
