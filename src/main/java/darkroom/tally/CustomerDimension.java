package darkroom.tally;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.model.CustomerIds;
import darkroom.model.Erasures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the route {@code copy-customers}: records of the registry as rows of the table {@code customers}. A row's
 * version is the time of its record, so that reading the registry again changes nothing. Thread-safe.
 */
public final class CustomerDimension {
    private static final Logger LOG = LoggerFactory.getLogger(CustomerDimension.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final String INSERT = "INSERT INTO darkroom.customers SETTINGS async_insert=0 FORMAT JSONEachRow\n";
    /** What ClickHouse's Date holds; the first day also stands for an unknown one. */
    private static final LocalDate FIRST = LocalDate.EPOCH;

    private static final LocalDate LAST = LocalDate.of(2149, 6, 6);

    /** What analysts may know of a record; whatever else it holds, such as hashes of keys, stays in the registry. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Registered(String name, String plan, long quota, LocalDate signedUpOn) {}

    /** The rows of one poll, and the newest offset of every partition. One thread: the consumer's. */
    public static final class Batch {
        private final StringBuilder rows = new StringBuilder();
        private final Map<Object, KafkaManualCommit> offsets = new HashMap<>();

        /** Lines of JSON, each ended by a line feed. */
        public String getRows() {
            return rows.toString();
        }
    }

    private final ObjectMapper json;
    private final Erasures erasures;

    public CustomerDimension(ObjectMapper json, Erasures erasures) {
        this.json = json;
        this.erasures = erasures;
    }

    /**
     * The row of a record, ended by a line feed; empty where it is worth none: of a customer who goes, whose rows the erasure
     * deletes, of one who was erased since, of no customer, and what cannot be read, which the registry passes over too.
     * Fails only where it cannot be told yet who was erased.
     */
    public String read(@Body byte[] value, @Headers Map<String, Object> headers) throws IOException {
        byte[] key = (byte[]) headers.get(KafkaConstants.KEY);
        String customer = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        Instant written = Instant.ofEpochMilli((Long) headers.get(KafkaConstants.TIMESTAMP));
        if (value == null || !CustomerIds.isId(customer) || erasures.cover(customer, written)) {
            return "";
        }
        try {
            return row(customer, json.readValue(value, Registered.class), written);
        } catch (IOException malformed) {
            LOG.warn(
                    "Offset {} of the registry is no customer's record; no row of it",
                    headers.get(KafkaConstants.OFFSET));
            return "";
        }
    }

    private String row(String customer, Registered known, Instant written) throws IOException {
        ObjectNode row = json.createObjectNode();
        row.put("customer_id", customer);
        row.put("name", known.name() == null || known.name().isBlank() ? customer : known.name());
        row.put("plan", known.plan() == null ? "" : known.plan());
        row.put("monthly_quota", Math.max(0, known.quota()));
        row.put("signed_up_on", storable(known.signedUpOn()).toString());
        row.put("updated_at", TIME.format(written));
        return json.writeValueAsString(row) + "\n";
    }

    private static LocalDate storable(LocalDate day) {
        return day == null || day.isBefore(FIRST) || day.isAfter(LAST) ? FIRST : day;
    }

    /** Camel's aggregation: the batch so far (null at first) and the next row. */
    public Batch collect(Batch batch, Map<String, Object> batchHeaders, String next, Map<String, Object> nextHeaders) {
        Batch whole = batch == null ? new Batch() : batch;
        whole.rows.append(next);
        whole.offsets.put(nextHeaders.get(KafkaConstants.PARTITION), (KafkaManualCommit)
                nextHeaders.get(KafkaConstants.MANUAL_COMMIT));
        return whole;
    }

    /** An offset of the batch, by which its consumer is found. */
    public KafkaManualCommit offset(@Variable("batch") Batch batch) {
        return batch.offsets.values().iterator().next();
    }

    /** One INSERT statement. */
    public String insert(@Variable("batch") Batch batch) {
        return INSERT + batch.rows;
    }

    /** @throws org.apache.kafka.common.KafkaException as {@link Tallies#commit} */
    public void commit(@Variable("batch") Batch batch) {
        batch.offsets.values().forEach(KafkaManualCommit::commit);
    }
}
