package darkroom.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.model.Receipt;
import darkroom.model.Webhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Receipts as deliveries: CloudEvents 1.0 in the structured mode of JSON, with the receipt as data. Thread-safe. */
final class Events {
    private final ObjectMapper json;

    Events(ObjectMapper json) {
        this.json = json;
    }

    /** @throws IOException where it is no receipt */
    Receipt receipt(byte[] value) throws IOException {
        Receipt receipt = json.readValue(value, Receipt.class);
        if (receipt == null || receipt.id() == null || receipt.customer() == null || receipt.outcome() == null) {
            throw new IOException("a receipt without id, customer or outcome");
        }
        return receipt;
    }

    /**
     * A delivery that was not tried yet, as a message.
     *
     * @param value the receipt as it is stored, which the event holds as it is
     */
    String message(Receipt receipt, byte[] value, Instant now) throws IOException {
        ObjectNode event = json.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", Delivery.id(receipt));
        event.put("source", "/darkroom/" + receipt.source());
        event.put("type", Webhook.event(receipt.outcome()));
        event.put("subject", receipt.id().toString());
        event.put("time", receipt.finishedAt().toString());
        event.put("datacontenttype", "application/json");
        event.put("customer", receipt.customer());
        JsonNode data = json.readTree(value);
        event.set("data", data);
        return write(new Delivery(
                Delivery.id(receipt),
                receipt.customer(),
                receipt.id(),
                Webhook.event(receipt.outcome()),
                receipt.receivedAt(),
                now,
                0,
                null,
                json.writeValueAsString(event)));
    }

    String write(Delivery delivery) {
        try {
            return json.writeValueAsString(delivery);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException where it is no delivery */
    Delivery read(String message) throws IOException {
        Delivery delivery = json.readValue(message, Delivery.class);
        if (delivery == null || delivery.id() == null || delivery.customer() == null || delivery.body() == null) {
            throw new IOException("a delivery without id, customer or body");
        }
        return delivery;
    }
}
