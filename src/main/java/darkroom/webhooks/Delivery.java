package darkroom.webhooks;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import darkroom.model.Ids;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One event for one customer, as a message of the queue.
 *
 * @param id the header {@code webhook-id}: the same whenever the same outcome of the same image is told
 * @param receivedAt when the image came in
 * @param queuedAt when it was first put into the queue, or replayed
 * @param tries made so far
 * @param notBefore null = at once
 * @param body what is posted, the same in every try
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Delivery(
        String id,
        String customer,
        UUID imageId,
        String event,
        Instant receivedAt,
        Instant queuedAt,
        int tries,
        Instant notBefore,
        String body) {

    /** Without a full stop, which parts what is signed. */
    static String id(Receipt receipt) {
        return receipt.id() + "-" + receipt.outcome();
    }

    /** What an id of a delivery is made of. */
    record Told(UUID image, Outcome outcome) {}

    /** Empty where the text is no id of a delivery, or null. */
    static Optional<Told> told(String id) {
        int end = id == null ? -1 : id.lastIndexOf('-');
        if (end < 0) {
            return Optional.empty();
        }
        for (Outcome outcome : Outcome.values()) {
            if (outcome.name().equals(id.substring(end + 1))) {
                return Ids.image(id.substring(0, end)).map(image -> new Told(image, outcome));
            }
        }
        return Optional.empty();
    }

    /** Later; {@code made} tries were made by then. */
    Delivery again(int made, Instant at) {
        return new Delivery(id, customer, imageId, event, receivedAt, queuedAt, made, at, body);
    }
}
