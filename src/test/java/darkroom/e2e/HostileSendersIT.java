package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** What nobody sends who means well: each is refused or done, and what comes behind it goes on. */
class HostileSendersIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int LARGEST_MESSAGE = 262_144;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void recordsWithOddHeadersOrNoValue() throws Exception {
        String customer = "hostile-records";
        platform.key(customer);
        byte[] picture = Pictures.jpeg(60, 40);
        byte[] binary = {(byte) 0xff, (byte) 0xfe, 0};
        String long10k = "i".repeat(10_000);
        send(picture, header("ce_customer", customer), header("ce_id", long10k));
        send(picture, header("ce_customer", customer), header("ce_id", "a\u0000b"));
        send(picture, header("ce_customer", customer), new RecordHeader("ce_id", null));
        send(picture, header("ce_customer", customer), header("ce_id", "x"), new RecordHeader("ce_time", binary));
        // and these are dead
        send(
                picture,
                header("ce_customer", "somebody"),
                header("ce_customer", customer),
                header("ce_id", "h-customers"));
        send(
                picture,
                header("ce_customer", customer),
                header("ce_id", "one"),
                header("ce_id", "other"),
                header("ce_type", "h-ids"));
        send(null, header("ce_customer", customer), header("ce_id", "h-tombstone"));
        send(
                picture,
                header("ce_customer", customer),
                header("ce_id", "h-binary"),
                new RecordHeader("ce_recipe", binary));
        send(picture, new RecordHeader("ce_customer", null), header("ce_id", "h-null"));
        send(picture, new RecordHeader("ce_customer", binary), header("ce_id", "h-binary-customer"));
        send(picture, header("ce_customer", "c".repeat(10_000)), header("ce_id", "h-long"));
        send(picture, header("ce_customer", customer), new RecordHeader("ce_id", binary), header("ce_type", "h-id"));

        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 4);
        assertThat(platform.receipts(customer))
                .containsKeys(
                        ImageIds.kafkaId(customer, long10k).toString(),
                        ImageIds.kafkaId(customer, "a\u0000b").toString(),
                        ImageIds.kafkaId(customer, "x").toString());
        await().atMost(SOON).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        assertThat(reasons())
                .containsEntry("h-tombstone", "empty")
                .containsEntry("h-customers", "malformed-header")
                .containsEntry("h-ids", "malformed-header")
                .containsEntry("h-binary", "malformed-header")
                .containsEntry("h-null", "no-customer")
                .containsEntry("h-binary-customer", "malformed-header")
                .containsEntry("h-long", "unknown-customer")
                .containsEntry("h-id", "malformed-header");
        assertThat(letter("h-binary").headers().lastHeader("ce_recipe").value())
                .as("as it came")
                .isEqualTo(binary);
        assertThat(letter("h-tombstone").value()).isNull();
    }

    private static void send(byte[] value, Header... headers) throws Exception {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("darkroom.images", value);
        List.of(headers).forEach(record.headers()::add);
        platform.send(record);
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> reasons() {
        return platform.topic("darkroom.images.dead").stream()
                .filter(letter -> name(letter).startsWith("h-"))
                .collect(Collectors.toMap(
                        HostileSendersIT::name, letter -> Platform.header(letter, "darkroom_reason"), (a, b) -> a));
    }

    private static ConsumerRecord<String, byte[]> letter(String name) {
        return platform.topic("darkroom.images.dead").stream()
                .filter(letter -> name(letter).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String name(ConsumerRecord<?, ?> letter) {
        String type = Platform.header(letter, "ce_type");
        return type == null ? String.valueOf(Platform.header(letter, "ce_id")) : type;
    }

    @Test
    void messagesThatAreNoNoticeOrOfNoObject() throws Exception {
        String customer = "hostile-notices";
        platform.key(customer);
        String good = customer + "/web/good.jpg";
        String version = platform.drop(good, Pictures.jpeg(60, 40));
        String gone = platform.drop(customer + "/web/gone.jpg", new byte[] {1});
        platform.admin.deleteObject(
                r -> r.bucket(Platform.INBOX).key(customer + "/web/gone.jpg").versionId(gone));
        String marker = platform.admin
                .deleteObject(r -> r.bucket(Platform.INBOX).key(customer + "/web/marker.jpg"))
                .versionId();
        String notice = Platform.notice(good, version);
        Map<String, String> dead = Map.of(
                "[\"" + customer + "\"]",
                "malformed-notice",
                "\"" + customer + "\"",
                "malformed-notice",
                "x".repeat(LARGEST_MESSAGE - customer.length()) + customer,
                "malformed-notice",
                notice.replace(Platform.INBOX, "darkroom-archive"),
                "malformed-notice",
                Platform.notice(customer + "/web/gone.jpg", gone),
                "no-such-object",
                Platform.notice(customer + "/web/marker.jpg", marker),
                "no-such-object",
                Platform.notice(customer + "/web/k" + "k".repeat(2000), version),
                "no-such-object",
                Platform.notice(customer + "/web/../good.jpg", version),
                "no-such-object",
                Platform.notice(good + "/../../" + customer, "../../x"),
                "no-such-object");
        dead.keySet().forEach(platform::announce);
        platform.announce(Platform.notice(customer + "/web/never.jpg", null)); // as of one that was done and cleared
        platform.announce(notice.replace("ObjectCreated:Put", "ObjectRemoved:Delete"));
        platform.announce("{\"Type\":\"Notification\",\"Message\":\"{\\\"Event\\\":\\\"s3:TestEvent\\\"}\"}");
        platform.announce("{\"Records\":[]}");
        String thousand = notice.substring(11, notice.length() - 1);
        assertThat(thousand).startsWith("[");
        String record = thousand.substring(1, thousand.length() - 1)
                .replaceAll("\"event(Version|Source|Time)\":\"[^\"]*\",", "");
        platform.announce(IntStream.range(0, 1_000)
                .mapToObj(i -> record)
                .collect(Collectors.joining(",", "{\"Records\":[", "]}")));

        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 1);
        await().atMost(SOON).until(() -> letters(customer).size() >= dead.size());
        assertThat(letters(customer).stream()
                        .map(m -> m.messageAttributes().get("darkroom_reason").stringValue())
                        .sorted()
                        .toList())
                .isEqualTo(dead.values().stream().sorted().toList());
        await().atMost(SOON).until(() -> platform.inboxVersions(customer + "/web/good.jpg") == 0);
    }

    private static List<Message> letters(String customer) {
        return platform.allDeadNotices().stream()
                .filter(m -> m.body().contains(customer) || m.body().startsWith("xxx"))
                .toList();
    }
}
