package darkroom.intake;

import darkroom.model.BadRequestException;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.Headers;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labels what goes to the dead letters with the reason; everything else stays as it came. Thread-safe. */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** A record of darkroom.images: its value, key and ce_ headers stay; the consumer's own headers go. */
    public Object record(
            @Body Object value, @Headers Map<String, Object> headers, @ExchangeException BadRequestException why) {
        String from = headers.get(KafkaConstants.TOPIC) + "/" + headers.get(KafkaConstants.PARTITION) + "/"
                + headers.get(KafkaConstants.OFFSET);
        LOG.warn("Dead letter {}: {}: {}", from, why.code(), why.getMessage());
        Map<String, Object> kept = new HashMap<>();
        headers.forEach((name, header) -> {
            if (name.startsWith("ce_") || name.equals(KafkaConstants.KEY)) {
                kept.put(name, header);
            }
        });
        kept.put("darkroom_reason", why.code());
        kept.put("darkroom_from", from);
        headers.clear();
        headers.putAll(kept);
        return value;
    }

    /** A message of the inbox's queue; the receipt handle stays, for the message is still to be deleted. */
    public Object notice(
            @Body Object message, @Headers Map<String, Object> headers, @ExchangeException BadRequestException why) {
        LOG.warn("Dead letter of the inbox: {}: {}", why.code(), why.getMessage());
        headers.put("darkroom_reason", why.code());
        headers.put("darkroom_detail", why.getMessage());
        return message;
    }
}
