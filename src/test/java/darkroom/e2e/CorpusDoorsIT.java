package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.intake.ImageIds;
import imaging.Corpus;
import imaging.Engines;
import imaging.Limits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The {@link Corpus} through the other two doors, with the engine vips and {@code --long}: each file comes to the end that
 * it comes to over HTTP, and none of them fails.
 */
@EnabledIfSystemProperty(named = "darkroom.long", matches = "true")
class CorpusDoorsIT {
    private static final Duration ALL = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static List<Corpus.Entry> entries;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        entries = Corpus.entries();
        Engines.named("vips", Limits.defaults()); // where it is, the app takes it by itself
        platform = Platform.shared();
    }

    @Test
    void everyFileComesToTheSameEndWhicheverDoorItCameThrough() throws Exception {
        Map<String, String> http = overHttp("corpus-http");
        Map<String, String> kafka = throughKafka("corpus-kafka");
        Map<String, String> inbox = throughTheInbox("corpus-inbox");

        System.out.println("corpus through three doors: HTTP " + counts(http) + ", Kafka " + counts(kafka) + ", inbox "
                + counts(inbox));
        assertThat(kafka).isEqualTo(http);
        assertThat(inbox).isEqualTo(http);
        assertThat(http.values()).contains("ok").doesNotContain("failed", "processing-failed", "busy");
        assertThat(platform.app().isReady()).isTrue();
    }

    private static Map<String, String> overHttp(String customer) throws Exception {
        Map<String, String> ends = new TreeMap<>();
        for (Corpus.Entry entry : entries) {
            HttpResponse<byte[]> answer = platform.post(customer, "", entry.bytes());
            JsonNode told = platform.json(answer);
            ends.put(
                    entry.file(),
                    answer.statusCode() == 201 ? end(told) : told.path("code").asText());
        }
        return ends;
    }

    private static Map<String, String> throughKafka(String customer) throws Exception {
        platform.key(customer);
        Map<String, UUID> ids = new TreeMap<>();
        for (Corpus.Entry entry : entries) {
            platform.record(customer, entry.file(), entry.bytes());
            ids.put(entry.file(), ImageIds.kafkaId(customer, entry.file()));
        }
        await().atMost(ALL).pollInterval(PAUSE).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        assertThat(platform.topic("darkroom.images.dead"))
                .noneMatch(letter -> customer.equals(Platform.header(letter, "ce_customer")));
        return ends(customer, ids);
    }

    private static Map<String, String> throughTheInbox(String customer) throws Exception {
        platform.key(customer);
        Map<String, UUID> ids = new TreeMap<>();
        for (Corpus.Entry entry : entries) {
            String key = customer + "/web/" + entry.file();
            String version = platform.drop(key, entry.bytes());
            platform.announce(Platform.notice(key, version));
            ids.put(entry.file(), ImageIds.s3Version(customer, Platform.INBOX, key, version));
        }
        await("what is done leaves the inbox")
                .atMost(ALL)
                .pollInterval(PAUSE)
                .until(() -> platform.inboxVersions(customer + "/") == 0);
        assertThat(platform.allDeadNotices()).noneMatch(letter -> letter.body().contains(customer));
        return ends(customer, ids);
    }

    /** By the receipts that the archive holds. */
    private static Map<String, String> ends(String customer, Map<String, UUID> ids) throws Exception {
        Map<String, JsonNode> receipts = platform.receipts(customer);
        assertThat(receipts).hasSameSizeAs(ids);
        Map<String, String> ends = new TreeMap<>();
        ids.forEach((file, id) -> {
            JsonNode receipt = receipts.get(id.toString());
            ends.put(file, receipt == null ? "no receipt" : end(receipt));
        });
        return ends;
    }

    /** The outcome, of a refusal its reason; each with an engine that is vips. */
    private static String end(JsonNode receipt) {
        assertThat(receipt.path("engine").asText()).startsWith("vips");
        String outcome = receipt.path("outcome").asText();
        return outcome.equals("rejected") ? receipt.path("reason").asText() : outcome;
    }

    private static Map<String, Long> counts(Map<String, String> ends) {
        return ends.values().stream().collect(Collectors.groupingBy(end -> end, TreeMap::new, Collectors.counting()));
    }
}
