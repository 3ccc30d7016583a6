package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticesTest {
    private static final String ONE = record("ObjectCreated:Put", "darkroom-inbox", "demo/web/cat.jpg", "v1");
    private static final Arrival CAT = new Arrival("darkroom-inbox", "demo/web/cat.jpg", "v1");

    private final ObjectMapper json = new ObjectMapper();
    private final Notices notices = new Notices(json);

    @Test
    void readsAPlainNotice() {
        assertThat(notices.read(records(ONE))).containsExactly(CAT);
    }

    @Test
    void readsSeveralRecordsInTheirOrder() {
        String two = record("ObjectCreated:Put", "darkroom-inbox", "demo/web/dog.jpg", "v2");
        assertThat(notices.read(records(ONE, two, ONE)))
                .extracting(Arrival::key)
                .containsExactly("demo/web/cat.jpg", "demo/web/dog.jpg", "demo/web/cat.jpg");
    }

    @Test
    void readsWhatSnsWraps() throws JsonProcessingException {
        assertThat(notices.read(sns(records(ONE)))).containsExactly(CAT);
    }

    @Test
    void readsWhatSnsWrapsTwice() throws JsonProcessingException {
        assertThat(notices.read(sns(sns(records(ONE))))).containsExactly(CAT);
    }

    @Test
    void readsEventBridgeWhoseKeysAreNotEncoded() {
        String event = """
                {"version":"0","detail-type":"Object Created","source":"aws.s3","detail":{"version":"0",
                 "bucket":{"name":"darkroom-inbox"},"object":{"key":"demo/web/a+b%20.jpg","version-id":"v9","size":5}}}""";
        assertThat(notices.read(event)).containsExactly(new Arrival("darkroom-inbox", "demo/web/a+b%20.jpg", "v9"));
    }

    @Test
    void aTestEventAnnouncesNothing() throws JsonProcessingException {
        String test = "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"darkroom-inbox\"}";
        assertThat(notices.read(test)).isEmpty();
        assertThat(notices.read(sns(test))).isEmpty();
    }

    @Test
    void removalsAnnounceNothing() {
        assertThat(notices.read(records(
                        record("ObjectRemoved:Delete", "darkroom-inbox", "demo/web/x", "v"),
                        ONE,
                        record("ObjectTagging:Put", "darkroom-inbox", "demo/web/y", "v"))))
                .containsExactly(CAT);
        assertThat(
                        notices.read(
                                "{\"detail-type\":\"Object Deleted\",\"detail\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"k\"}}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObjectCreated:Put",
                "ObjectCreated:Post",
                "ObjectCreated:Copy",
                "ObjectCreated:CompleteMultipartUpload",
                "s3:ObjectCreated:Put"
            })
    void everyKindOfCreationCounts(String event) {
        assertThat(notices.read(records(record(event, "darkroom-inbox", "demo/web/cat.jpg", "v1"))))
                .containsExactly(CAT);
    }

    @Test
    void decodesKeysOnce() {
        assertThat(key("demo/web/a+b.jpg")).isEqualTo("demo/web/a b.jpg");
        assertThat(key("demo%2Fweb%2Fa%2Bb.jpg")).isEqualTo("demo/web/a+b.jpg");
        assertThat(key("demo/web/gr%C3%BC%C3%9Fe+%F0%9F%93%B7.jpg")).isEqualTo("demo/web/grüße 📷.jpg");
        assertThat(key("demo/web/grüße.jpg")).isEqualTo("demo/web/grüße.jpg");
        assertThat(key("demo/web/100%2525.jpg")).isEqualTo("demo/web/100%25.jpg");
    }

    @Test
    void aVersionThatIsNoneIsNull() {
        for (String version : List.of("null", "\"\"", "\"null\"")) {
            String record = ONE.replace("\"versionId\":\"v1\"", "\"versionId\":" + version);
            assertThat(notices.read(records(record)))
                    .containsExactly(new Arrival("darkroom-inbox", "demo/web/cat.jpg", null));
        }
        assertThat(notices.read(records(ONE.replace(",\"versionId\":\"v1\"", ""))))
                .containsExactly(new Arrival("darkroom-inbox", "demo/web/cat.jpg", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "{",
                "[]",
                "null",
                "42",
                "\"text\"",
                "{}",
                "{\"Records\":{}}",
                "{\"Records\":[17]}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\"}]}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{}}}]}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"\"}}}]}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{},\"object\":{\"key\":\"k\"}}}]}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":7},\"object\":{\"key\":\"k\"}}}]}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"%zz\"}}}]}",
                "{\"detail-type\":\"Object Created\",\"detail\":{}}",
                "{\"Message\":\"no JSON\"}",
                "{\"Message\":\"{}\"}",
                "{\"Message\":17}"
            })
    void whatIsNoNoticeIsMalformed(String message) {
        assertThatThrownBy(() -> notices.read(message))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("malformed-notice"))
                .hasMessageContaining("Send S3's event JSON");
    }

    @Test
    void aBottomlessNestingIsMalformed() throws JsonProcessingException {
        String nested = records(ONE);
        for (int i = 0; i < 4; i++) {
            nested = sns(nested);
        }
        String wrapped = nested;
        assertThatThrownBy(() -> notices.read(wrapped)).isInstanceOf(BadRequestException.class);
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> notices.read(deep)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void complainsWithoutControlCharacters() {
        assertThatThrownBy(() -> notices.read("\u001b[31m\nFAKE LOG LINE"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b", "\n"));
    }

    @Test
    void readsWhatItWrites() {
        for (String key : List.of(
                "demo/web/a.jpg",
                "demo/web/a b+c%.jpg",
                "demo/web/grüße 📷?#&=.jpg",
                "//demo\\\"<&>'",
                "demo/web/\u0000\u0001\n\r\t\u001b[31m\u007f\u0085\ufffe")) {
            for (String version : new String[] {"v1", null}) {
                Arrival arrival = new Arrival("darkroom-inbox", key, version);
                String written = notices.write(arrival, Instant.parse("2026-11-20T10:15:30Z"), 12, false);
                assertThat(notices.read(written)).containsExactly(arrival);
            }
        }
    }

    /** A stranger's bucket and version: SQS takes no message with some characters, and the letter could never be written. */
    @Test
    void writesNothingThatAQueueWouldRefuse() {
        Arrival arrival = new Arrival("b\uffff\ud800", "demo/web/\u0001\uffff📷.jpg", "v\ufffe");
        String written = notices.write(arrival, Instant.EPOCH, 0, false);
        assertThat(written).matches("[ -~]+");
        assertThat(notices.read(written).get(0).bucket()).isEqualTo("b\uffff\ud800");
    }

    @Test
    void writesTheFieldsThatS3Writes() throws JsonProcessingException {
        String written = notices.write(CAT, Instant.parse("2026-11-20T10:15:30Z"), 12, false);
        JsonNode one = json.readTree(written).get("Records").get(0);
        assertThat(one.get("eventTime").asText()).isEqualTo("2026-11-20T10:15:30Z");
        assertThat(one.get("eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(one.at("/s3/bucket/name").asText()).isEqualTo("darkroom-inbox");
        assertThat(one.at("/s3/object/size").asLong()).isEqualTo(12);
    }

    private String key(String encoded) {
        return notices.read(records(record("ObjectCreated:Put", "b", encoded, "v")))
                .get(0)
                .key();
    }

    private String sns(String message) throws JsonProcessingException {
        return json.writeValueAsString(
                json.createObjectNode().put("Type", "Notification").put("Message", message));
    }

    private static String records(String... records) {
        return "{\"Records\":[" + String.join(",", records) + "]}";
    }

    private static String record(String event, String bucket, String key, String version) {
        return """
                {"eventVersion":"2.1","eventName":"%s","s3":{"bucket":{"name":"%s"},"object":{"key":"%s","versionId":"%s"}}}""".formatted(event, bucket, key, version);
    }
}
