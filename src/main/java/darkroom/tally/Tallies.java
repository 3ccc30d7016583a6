package darkroom.tally;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.Erasures;
import darkroom.model.Receipt;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the routes {@code tally-writer}, {@code insert-tallies} and {@code dead-receipt}. Thread-safe; a batch is
 * built, inserted and committed by the thread that polled it.
 */
public final class Tallies {
    private static final Logger LOG = LoggerFactory.getLogger(Tallies.class);

    /*
     * Synchronous, so that an answer means stored: 26.x makes inserts asynchronous by default. A batch over more than
     * 100 months is odd but no overload, although ClickHouse gives it the same code 252 as TOO_MANY_PARTS.
     */
    private static final String INSERT =
            "INSERT INTO darkroom.image_tallies SETTINGS async_insert=0, throw_on_max_partitions_per_insert_block=0 FORMAT JSONEachRow\n";

    private final TallyRows rows;
    private final Erasures erasures;
    private final Runnable dropped;
    private final Runnable buried;

    /**
     * @param json reads receipts as the archive writes them
     * @param dropped is run for each receipt that has no rows because its customer was erased
     * @param buried is run for each record that is about to go to the dead letters
     */
    public Tallies(ObjectMapper json, Erasures erasures, Runnable dropped, Runnable buried) {
        this.rows = new TallyRows(json);
        this.erasures = erasures;
        this.dropped = dropped;
        this.buried = buried;
    }

    /**
     * What is no receipt is a tally with the reason {@code malformed-receipt}; one of a customer who was erased has no rows.
     * Fails only where it cannot be told yet who was erased.
     */
    public Tally read(@Body byte[] value, @Headers Map<String, Object> headers) {
        ReceiptRecord record = record(value, headers);
        if (value == null) {
            return Tally.refused(record, "malformed-receipt");
        }
        Receipt receipt;
        String lines;
        try {
            receipt = rows.read(value);
            lines = rows.of(receipt);
        } catch (IOException | RuntimeException malformed) {
            // also a bug of ours: it may cost this receipt's rows, which can be rebuilt, and never the partition
            LOG.warn("No receipt: {}: {}", record.place(), oneLine(malformed));
            return Tally.refused(record, "malformed-receipt");
        }
        if (erasures.cover(receipt.customer(), receipt.receivedAt())) {
            dropped.run();
            return Tally.erased(record);
        }
        return Tally.of(record, lines, receipt.finishedAt());
    }

    /** Camel's aggregation: the batch so far (null at first) and the next tally. */
    public TallyBatch collect(
            TallyBatch batch, Map<String, Object> batchHeaders, Tally next, Map<String, Object> nextHeaders) {
        TallyBatch whole = batch == null ? new TallyBatch() : batch;
        whole.add(next, (KafkaManualCommit) nextHeaders.get(KafkaConstants.MANUAL_COMMIT));
        return whole;
    }

    /** An offset of the batch, by which its consumer is found. */
    public KafkaManualCommit offset(@Variable("batch") TallyBatch batch) {
        return batch.offsets().iterator().next();
    }

    /** One INSERT statement, its rows in it as JSON, which needs no quoting in SQL. */
    public String insert(@Variable("part") List<Tally> part) {
        StringBuilder sql = new StringBuilder(INSERT.length()
                + part.stream().mapToInt(tally -> tally.rows().length()).sum());
        sql.append(INSERT);
        part.forEach(tally -> sql.append(tally.rows()));
        return sql.toString();
    }

    /** Views of the two halves of at least two tallies; the first is the smaller one. */
    public List<List<Tally>> halves(@Variable("part") List<Tally> part) {
        int middle = part.size() / 2;
        return List.of(part.subList(0, middle), part.subList(middle, part.size()));
    }

    /** Gives up a single tally, for good. */
    public void refuse(@Variable("part") List<Tally> part, Exception error) {
        Tally tally = part.get(0);
        LOG.warn("ClickHouse refuses {}: {}", tally.record().place(), oneLine(error));
        tally.refuse("insert-refused");
    }

    /** The record of a dead tally: its value becomes the body; its key, its headers and the reason are set. */
    public byte[] asItCame(@Body Tally tally, @Headers Map<String, Object> headers) {
        buried.run();
        headers.putAll(tally.record().headers());
        headers.put(KafkaConstants.KEY, tally.record().key());
        headers.put("darkroom_reason", tally.reason());
        headers.put("darkroom_from", tally.record().place());
        return tally.record().value();
    }

    /**
     * Commits the newest offset of every partition.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker is away or the group is being rebalanced: try again. A
     *     partition that went to another replica meanwhile is none of ours; it reads the same receipts again, and the same
     *     rows replace themselves.
     */
    public void commit(@Variable("batch") TallyBatch batch) {
        batch.offsets().forEach(KafkaManualCommit::commit);
    }

    /** A message may quote what came from outside: no line of its own in the log, and no megabyte either. */
    private static String oneLine(Exception error) {
        String message = String.valueOf(error.getMessage());
        return message.substring(0, Math.min(300, message.length())).replaceAll("\\p{Cntrl}", " ");
    }

    private static ReceiptRecord record(byte[] value, Map<String, Object> headers) {
        Map<String, Object> own = new HashMap<>();
        headers.forEach((name, content) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (content != null && !lower.startsWith("camel") && !lower.startsWith("kafka.")) {
                own.put(name, content);
            }
        });
        return new ReceiptRecord(
                (byte[]) headers.get(KafkaConstants.KEY),
                value,
                own,
                (String) headers.get(KafkaConstants.TOPIC),
                (Integer) headers.get(KafkaConstants.PARTITION),
                (Long) headers.get(KafkaConstants.OFFSET),
                headers.get(KafkaConstants.TIMESTAMP) instanceof Long millis ? Instant.ofEpochMilli(millis) : null);
    }
}
