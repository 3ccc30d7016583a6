package darkroom.webhooks;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.Webhook;
import darkroom.model.Webhooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Webhooks in memory, and what they tell of. */
final class Hooks implements Webhooks {
    static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    static final UUID ID = UUID.fromString("0190a4e0-0000-5000-8000-000000000001");
    static final Instant NOW = Instant.parse("2026-11-20T10:20:00Z");

    final SigningSecrets secrets = new SigningSecrets("the platform's own");
    private final Map<String, Webhook> all = new ConcurrentHashMap<>();

    @Override
    public Optional<Webhook> of(String customer) {
        return Optional.ofNullable(all.get(customer));
    }

    @Override
    public Webhook change(String customer, UnaryOperator<Webhook> change) {
        Webhook now = change.apply(all.get(customer));
        if (now == null) {
            all.remove(customer);
        } else {
            all.put(customer, now);
        }
        return now;
    }

    /** @return its secret */
    String set(String customer, String url) {
        String secret = secrets.make();
        Webhook.Secret sealed = new Webhook.Secret(secrets.seal(customer, secret), null);
        all.put(customer, new Webhook(url, Webhook.EVENTS, NOW.minusSeconds(3600), List.of(sealed)));
        return secret;
    }

    static Receipt receipt(String customer, Outcome outcome, Instant finished) {
        return new Receipt(
                ID,
                customer,
                "kafka",
                "web@1",
                "imgscalr-4.2",
                outcome,
                outcome == Outcome.ok ? null : "broken-image",
                finished.minusMillis(50),
                finished,
                finished.plusSeconds(8 * 86_400),
                3,
                41,
                new Receipt.Original("jpeg", 40, 30, 1, 1000L, "cd", null),
                List.of());
    }

    static byte[] bytes(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** As the route {@code queue-webhooks} queues it. */
    static String message(String customer) {
        Receipt receipt = receipt(customer, Outcome.ok, NOW.minusSeconds(1));
        try {
            return new Events(JSON).message(receipt, bytes(receipt), NOW);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
