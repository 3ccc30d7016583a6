package darkroom.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Erasures;
import darkroom.request.Shown;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of all tries: written to a topic, copied to ClickHouse a poll at a time, read by customers. It may lack a try that
 * was made while Kafka was away; nothing else depends on it. Thread-safe.
 */
public final class DeliveryLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);
    private static final List<String> OUTCOMES = List.of("delivered", "again", "dead");
    private static final int ENTRIES = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    /** ClickHouse's DateTime64 holds no other years. */
    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");
    private static final String INSERT =
            "INSERT INTO darkroom.webhook_attempts SETTINGS async_insert=0 FORMAT JSONEachRow\n";
    private static final String SQL = """
            SELECT delivery_id AS id, toString(image_id) AS imageId, event, attempt, outcome, status, error, millis,
                toUnixTimestamp64Micro(attempted_at) AS at, toUnixTimestamp64Micro(next_at) AS next
            FROM (
                SELECT *, attempted_at = max(attempted_at) OVER (PARTITION BY delivery_id) AS newest
                FROM darkroom.webhook_attempts FINAL
                WHERE customer_id = :?customer)
            WHERE attempted_at < toDateTime64(:?before, 6, 'UTC')
                AND (:?any = 1 OR (newest AND outcome = :?outcome))
            ORDER BY attempted_at DESC, delivery_id DESC
            LIMIT 100""";

    private final ObjectMapper json;
    private final Erasures erasures;
    private final Counter lost;
    private final Clock clock;

    public DeliveryLog(ObjectMapper json, Erasures erasures, MeterRegistry meters, Clock clock) {
        this.json = json;
        this.erasures = erasures;
        this.lost = Counter.builder("darkroom.webhooks.unlogged")
                .description("Tries of webhooks that are not in the log, for Kafka was away")
                .register(meters);
        this.clock = clock;
    }

    /** The record of a try; its key is set. */
    public byte[] record(@Body LogEntry entry, @Headers Map<String, Object> headers) throws JsonProcessingException {
        headers.put(KafkaConstants.KEY, entry.id());
        return json.writeValueAsBytes(entry);
    }

    /** The try counts, its record is not there: sending the webhook again for it would be worse. */
    public void lose() {
        lost.increment();
    }

    /** A row for ClickHouse, with its line end; empty where there is none to be. */
    public String row(@Body byte[] value) {
        LogEntry entry;
        try {
            entry = json.readValue(value == null ? new byte[0] : value, LogEntry.class);
        } catch (IOException e) {
            LOG.warn("A record of the log of webhooks is no try; it has no row");
            return "";
        }
        if (entry == null
                || entry.customer() == null
                || entry.id() == null
                || entry.imageId() == null
                || entry.at() == null
                || erasures.cover(entry.customer(), entry.at())) {
            return "";
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("customer_id", entry.customer());
        row.put("attempted_at", TIME.format(entry.at()));
        row.put("delivery_id", entry.id());
        row.put("image_id", entry.imageId());
        row.put("event", entry.event());
        row.put("attempt", entry.attempt());
        row.put("outcome", entry.outcome());
        row.put("status", entry.status());
        row.put("error", entry.error());
        row.put("millis", entry.millis());
        row.put("next_at", TIME.format(entry.nextAt() == null ? FIRST : entry.nextAt()));
        try {
            return json.writeValueAsString(row) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row of plain values", e);
        }
    }

    /** One INSERT statement of all rows of a poll. */
    public String insert(@Variable("batch") PollBatch batch) {
        return INSERT + String.join("", batch.getTexts());
    }

    /** What a customer wants to see. */
    public record Question(String customer, Instant before, String outcome) {
        /** With the named parameters of camel-jdbc. */
        public String sql() {
            return SQL;
        }

        public Map<String, Object> parameters() {
            return Map.of(
                    "customer",
                    customer,
                    "before",
                    TIME.format(before),
                    "any",
                    outcome == null ? 1 : 0,
                    "outcome",
                    outcome == null ? "" : outcome);
        }
    }

    /**
     * @param customer from the credential, never from the query
     * @param before only tries before this time, RFC 3339; by default all
     * @param outcome only the last try of each delivery, where it ended so; by default all tries
     * @throws BadRequestException {@code malformed-request}, naming the parameter, its value and the fix
     */
    public Question ask(
            @Variable("customer") String customer, @Header("before") String before, @Header("outcome") String outcome) {
        if (outcome != null && !OUTCOMES.contains(outcome)) {
            throw BadRequestException.malformed("The query parameter outcome has '" + Shown.text(outcome)
                    + "'; give one of " + String.join(", ", OUTCOMES) + ", or leave it out.");
        }
        return new Question(customer, before == null ? clock.instant().plusSeconds(86_400) : time(before), outcome);
    }

    private static Instant time(String text) {
        try {
            Instant time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            if (!time.isBefore(FIRST) && time.isBefore(LAST)) {
                return time;
            }
        } catch (DateTimeParseException no) {
            // told below, together with years that no table can hold
        }
        throw BadRequestException.malformed("The query parameter before has '" + Shown.text(text)
                + "', which is no time; write it as 2026-01-31T12:00:00Z.");
    }

    /**
     * The newest tries first, at most 100, and where to go on.
     *
     * @param rows as camel-jdbc's {@code SelectList} gives them
     */
    public String answer(@Body List<Map<String, Object>> rows, @Variable("question") Question question)
            throws JsonProcessingException {
        List<Map<String, Object>> tries = rows.stream().map(DeliveryLog::entry).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("deliveries", tries);
        answer.put(
                "before", tries.size() < ENTRIES ? null : tries.get(ENTRIES - 1).get("at"));
        return json.writeValueAsString(answer);
    }

    private static Map<String, Object> entry(Map<String, Object> row) {
        Map<String, Object> entry = new LinkedHashMap<>();
        for (String name : List.of("id", "imageId", "event", "attempt")) {
            entry.put(name, row.get(name));
        }
        entry.put("at", instant(row.get("at")).toString());
        entry.put("outcome", row.get("outcome"));
        long status = ((Number) row.get("status")).longValue();
        entry.put("status", status == 0 ? null : status);
        entry.put("error", "".equals(row.get("error")) ? null : row.get("error"));
        entry.put("millis", row.get("millis"));
        Instant next = instant(row.get("next"));
        entry.put("nextAt", next.equals(FIRST) ? null : next.toString());
        return entry;
    }

    private static Instant instant(Object micros) {
        return FIRST.plus(((Number) micros).longValue(), ChronoUnit.MICROS);
    }
}
