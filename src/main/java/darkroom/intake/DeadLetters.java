package darkroom.intake;

import darkroom.model.BadRequestException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Labels what goes to the dead letters with the reason; everything else stays as it came. Counts them by the door to which
 * {@code replay dead} sends them back, once more where the write has to be tried again. Thread-safe.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** More than the reason and its detail ever take, with their names. */
    private static final int ATTRIBUTE_BYTES = 4096;

    private final int messageBytes;
    private final Counter records;
    private final Counter notices;
    private final Counter receipts;

    /** @param messageBytes the most that a message of the inbox's queues may have, with its attributes */
    public DeadLetters(int messageBytes, MeterRegistry meters) {
        this.messageBytes = messageBytes;
        this.records = counter("kafka", meters);
        this.notices = counter("sqs", meters);
        this.receipts = counter("receipts", meters);
    }

    private static Counter counter(String door, MeterRegistry meters) {
        return Counter.builder("darkroom.dead.letters")
                .description("What could not be handled, and was put aside as it came")
                .tag("door", door)
                .register(meters);
    }

    /** A record of darkroom.receipts, which the tally writer labels. */
    public void receipt() {
        receipts.increment();
    }

    /**
     * A record of darkroom.images: its value, key and ce_ headers stay, these under the names that whoever reads them knows, for
     * the door takes them in any case; the consumer's own headers go.
     *
     * @param place its own where it is its identity, see {@link KafkaDoor#place}; else null
     */
    public Object record(
            @Body Object value,
            @Variable("place") String place,
            @Headers Map<String, Object> headers,
            @ExchangeException BadRequestException why) {
        String from = headers.get(KafkaConstants.TOPIC) + "/" + headers.get(KafkaConstants.PARTITION) + "/"
                + headers.get(KafkaConstants.OFFSET);
        records.increment();
        LOG.warn("Dead letter {}: {}: {}", from, why.code(), why.getMessage());
        Map<String, Object> kept = new HashMap<>();
        headers.forEach((name, header) -> {
            String known = name.toLowerCase(Locale.ROOT);
            if (known.startsWith("ce_") || known.equals(Places.HEADER)) {
                kept.put(known, header);
            } else if (name.equals(KafkaConstants.KEY)) {
                kept.put(name, header);
            }
        });
        if (place != null) {
            kept.put(Places.HEADER, place);
        }
        kept.put("darkroom_reason", why.code());
        kept.put("darkroom_from", from);
        headers.clear();
        headers.putAll(kept);
        return value;
    }

    /**
     * A message of the inbox's queue; the receipt handle stays, for the message is still to be deleted. One that leaves no
     * room for the reason is cut: it could never be written, and would come back for ever.
     */
    public String notice(
            @Body String message,
            @Variable("arrival") Object arrival,
            @Headers Map<String, Object> headers,
            @ExchangeException BadRequestException why) {
        notices.increment();
        if (arrival == null) { // else the door has told, and better
            LOG.warn("Dead letter of the inbox: {}: {}", why.code(), why.getMessage());
        }
        headers.put("darkroom_reason", why.code());
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        int room = messageBytes - ATTRIBUTE_BYTES;
        if (bytes.length <= room) {
            headers.put("darkroom_detail", why.getMessage());
            return message;
        }
        headers.put("darkroom_detail", why.getMessage() + " (Cut: it had " + bytes.length + " bytes.)");
        return StandardCharsets.UTF_8
                .decode(ByteBuffer.wrap(bytes, 0, room))
                .toString()
                .replace("\ufffd", "");
    }
}
