package darkroom.webhooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.Erasures;
import darkroom.model.Webhook;
import darkroom.model.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries of deliveries. Where and with which secret is looked up for each try, so that a change counts at once, also for what
 * waits. A delivery is over when its endpoint has answered 2xx, or 410, or the last try has failed. Thread-safe.
 */
public final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    /** The longest that a message of SQS can be delayed. */
    private static final Duration MOST_DELAY = Duration.ofMinutes(15);

    private static final int MOMENT_SECONDS = 5;
    private static final String DELIVERED = "delivered";
    private static final String AGAIN = "again";
    private static final String DEAD = "dead";

    private final Events events;
    private final Webhooks webhooks;
    private final Erasures erasures;
    private final SigningSecrets secrets;
    private final Sender sender;
    private final Schedule schedule;
    private final Endpoints endpoints;
    private final MeterRegistry meters;
    private final Clock clock;

    /**
     * @param retrySeconds behind each try that failed, separated by commas
     * @param perCustomer tries of one customer at once
     * @param failures in a row, after which an endpoint is left alone
     * @param down for so long; then twice as long each time,
     * @param mostDown but no longer
     */
    public record Patience(String retrySeconds, int perCustomer, int failures, Duration down, Duration mostDown) {}

    public Deliveries(
            ObjectMapper json,
            Webhooks webhooks,
            Erasures erasures,
            SigningSecrets secrets,
            Sender sender,
            Patience patience,
            MeterRegistry meters,
            Clock clock) {
        this.events = new Events(json);
        this.webhooks = webhooks;
        this.erasures = erasures;
        this.secrets = secrets;
        this.sender = sender;
        this.schedule = Schedule.ofSeconds(patience.retrySeconds());
        this.endpoints = new Endpoints(
                patience.perCustomer(), patience.failures(), patience.down(), patience.mostDown(), System::nanoTime);
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * One try of a message of the queue, or none where it is not due or not wanted any more. What the endpoint does is no
     * exception.
     *
     * @throws RuntimeException where it cannot be told yet who has a webhook
     */
    public Attempted attempt(String message) {
        Delivery delivery;
        try {
            delivery = events.read(message);
        } catch (IOException e) {
            LOG.warn("A message of the queue of webhooks is no delivery; dropped");
            return Attempted.NOTHING;
        }
        Instant now = clock.instant();
        if (erasures.cover(delivery.customer(), delivery.receivedAt())) { // the first to fail while nobody knows
            return dropped();
        }
        Optional<Webhook> webhook = webhooks.of(delivery.customer());
        if (webhook.isEmpty() || !webhook.get().events().contains(delivery.event())) {
            return dropped();
        }
        if (delivery.notBefore() != null && now.isBefore(delivery.notBefore())) {
            return later(delivery, Duration.between(now, delivery.notBefore()));
        }
        String endpoint = delivery.customer() + ' ' + webhook.get().url();
        return switch (endpoints.begin(endpoint)) {
            case GO -> tried(delivery, webhook.get(), endpoint, now);
            case DOWN -> failed(delivery, now, new Sender.Answer(0, "endpoint-down"), 0);
            case FULL ->
                tooLate(delivery, now)
                        ? failed(delivery, now, new Sender.Answer(0, "endpoint-slow"), 0)
                        : later(
                                delivery,
                                Duration.ofSeconds(
                                        1 + ThreadLocalRandom.current().nextInt(MOMENT_SECONDS)));
        };
    }

    /** More than a day's tries behind: an endpoint that is slower than its images come. */
    private boolean tooLate(Delivery delivery, Instant now) {
        return now.isAfter(delivery.queuedAt().plus(schedule.whole().multipliedBy(2)));
    }

    private Attempted tried(Delivery delivery, Webhook webhook, String endpoint, Instant now) {
        Sender.Answer answer = new Sender.Answer(0, "broken-off");
        long begun = System.nanoTime();
        try {
            answer = post(delivery, webhook, now);
        } finally {
            endpoints.end(endpoint, answer.isGood() || answer.isGone());
        }
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        if (answer.isGood()) {
            return over(delivery, now, DELIVERED, answer, millis);
        }
        return answer.isGone() ? over(delivery, now, DEAD, answer, millis) : failed(delivery, now, answer, millis);
    }

    private Sender.Answer post(Delivery delivery, Webhook webhook, Instant now) {
        List<byte[]> keys;
        try {
            keys = webhook.secrets().stream()
                    .filter(secret -> secret.signs(now))
                    .map(secret -> secrets.open(delivery.customer(), secret.sealed()))
                    .toList();
        } catch (IllegalArgumentException e) {
            LOG.error("No webhook is sent: {}", e.getMessage());
            return new Sender.Answer(0, "secret-unreadable");
        }
        byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", delivery.id());
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        headers.put("webhook-signature", Signature.of(delivery.id(), now, body, keys));
        return sender.post(URI.create(webhook.url()), headers, body);
    }

    private Attempted failed(Delivery delivery, Instant now, Sender.Answer answer, long millis) {
        Optional<Duration> wait = schedule.after(delivery.tries() + 1);
        if (wait.isEmpty()) {
            return over(delivery, now, DEAD, answer, millis);
        }
        Instant next = now.plus(wait.get());
        count(AGAIN);
        return new Attempted(
                List.of(events.write(delivery.again(delivery.tries() + 1, next))),
                delay(wait.get()),
                List.of(entry(delivery, now, AGAIN, answer, millis, next)));
    }

    private Attempted over(Delivery delivery, Instant now, String outcome, Sender.Answer answer, long millis) {
        count(outcome);
        return new Attempted(List.of(), 0, List.of(entry(delivery, now, outcome, answer, millis, null)));
    }

    /** Not a try: the same message, once more. */
    private Attempted later(Delivery delivery, Duration wait) {
        count("postponed");
        return new Attempted(List.of(events.write(delivery)), delay(wait), List.of());
    }

    private Attempted dropped() {
        count("dropped");
        return Attempted.NOTHING;
    }

    private static int delay(Duration wait) {
        Duration most = wait.compareTo(MOST_DELAY) > 0 ? MOST_DELAY : wait;
        return Math.toIntExact(most.plusMillis(999).toSeconds()); // never too early, which would cost another round
    }

    private static LogEntry entry(
            Delivery delivery, Instant now, String outcome, Sender.Answer answer, long millis, Instant next) {
        return new LogEntry(
                delivery.customer(),
                delivery.id(),
                delivery.imageId(),
                delivery.event(),
                delivery.tries() + 1,
                now,
                outcome,
                answer.status(),
                answer.error(),
                millis,
                next);
    }

    private void count(String outcome) {
        meters.counter("darkroom.webhooks.deliveries", "outcome", outcome).increment();
    }
}
