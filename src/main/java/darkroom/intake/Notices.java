package darkroom.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.model.BadRequestException;
import darkroom.request.Shown;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * S3 notices in the shapes in which they reach a queue: plain S3 event JSON (keys URL-encoded), the same wrapped by SNS,
 * and EventBridge's (keys as they are). Test events and notices of anything but a creation announce nothing. Thread-safe.
 */
public final class Notices {
    private static final String LATE = "darkroom-late";

    private final ObjectMapper json;

    public Notices(ObjectMapper json) {
        this.json = json;
    }

    /**
     * What a message announces, nothing for a test event.
     *
     * @throws BadRequestException malformed-notice
     */
    public List<Arrival> read(String message) {
        try {
            return read(json.readTree(message), 0);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw malformed("it is no JSON that an S3 notice could be (" + firstLine(e) + ")");
        }
    }

    private List<Arrival> read(JsonNode notice, int depth) throws JsonProcessingException {
        if (notice.path("Message").isTextual() && depth < 2) {
            return read(json.readTree(notice.get("Message").asText()), depth + 1);
        }
        if ("s3:TestEvent".equals(notice.path("Event").asText())) {
            return List.of();
        }
        if (notice.path("detail").isObject()) {
            return eventBridge(notice);
        }
        if (!notice.path("Records").isArray()) {
            throw malformed("it has no Records, no Message and no detail");
        }
        List<Arrival> arrivals = new ArrayList<>();
        for (JsonNode one : notice.get("Records")) {
            String event = text(one, "eventName");
            if (event.startsWith("ObjectCreated:") || event.startsWith("s3:ObjectCreated:")) {
                JsonNode object = one.path("s3").path("object");
                String key = URLDecoder.decode(text(object, "key"), StandardCharsets.UTF_8);
                arrivals.add(
                        new Arrival(text(one.path("s3").path("bucket"), "name"), key, version(object, "versionId")));
            }
        }
        return arrivals;
    }

    private static List<Arrival> eventBridge(JsonNode notice) {
        if (!"Object Created".equals(notice.path("detail-type").asText())) {
            return List.of();
        }
        JsonNode detail = notice.get("detail");
        JsonNode object = detail.path("object");
        return List.of(
                new Arrival(text(detail.path("bucket"), "name"), text(object, "key"), version(object, "version-id")));
    }

    private static String version(JsonNode object, String field) {
        String version = object.path(field).asText("");
        return version.isEmpty() || version.equals("null") ? null : version;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw malformed("it lacks the text " + field);
        }
        return value.asText();
    }

    /**
     * A notice of one version, as S3 would send it.
     *
     * @param late it should have been done by now; see {@link #isLate}
     */
    String write(Arrival arrival, Instant at, long size, boolean late) {
        ObjectNode record = json.createObjectNode()
                .put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("eventTime", at.toString())
                .put("eventName", "ObjectCreated:Put");
        ObjectNode s3 =
                record.putObject("s3").put("s3SchemaVersion", "1.0").put("configurationId", late ? LATE : "darkroom");
        s3.putObject("bucket").put("name", arrival.bucket());
        ObjectNode object = s3.putObject("object")
                .put("key", URLEncoder.encode(arrival.key(), StandardCharsets.UTF_8))
                .put("size", size);
        if (arrival.versionId() != null) {
            object.put("versionId", arrival.versionId());
        }
        ObjectNode notice = json.createObjectNode();
        notice.putArray("Records").add(record);
        try {
            // a queue refuses some characters, a stranger's bucket or version may hold them
            return json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(notice);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a notice of {@link #write} says so; one of somebody else's never does. */
    static boolean isLate(String message) {
        return message.contains('"' + LATE + '"');
    }

    private static String firstLine(Exception e) {
        return Shown.text(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }

    private static BadRequestException malformed(String why) {
        return new BadRequestException(
                "malformed-notice", 400, "The message is no S3 notice: " + why + ". Send S3's event JSON.");
    }
}
