package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.Webhook;
import darkroom.model.Webhooks;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.KafkaException;

/** Webhooks as the registry of customers has them. A change reads the registry's topic whole: one at a time. Thread-safe. */
public final class CustomerWebhooks implements Webhooks {
    private static final int WAIT_SECONDS = 5;

    private final CustomerRegistry registry;
    private final CustomerTopic topic;
    private final Semaphore changing = new Semaphore(1);

    public CustomerWebhooks(CustomerRegistry registry, String brokers, String topic, ObjectMapper json) {
        this.registry = registry;
        this.topic = new CustomerTopic(brokers, topic, json);
    }

    @Override
    public Optional<Webhook> of(String customer) {
        if (!registry.isLoaded()) {
            return registry.find(customer).map(Customer::webhook);
        }
        return registry.peek(customer).map(Customer::webhook);
    }

    /** @throws KafkaException where the broker does not take it, or others are being changed for long */
    @Override
    public Webhook change(String customer, UnaryOperator<Webhook> change) {
        try {
            if (!changing.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new KafkaException("other webhooks are being changed");
            }
            try {
                return write(customer, change);
            } finally {
                changing.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped", e);
        }
    }

    private Webhook write(String customer, UnaryOperator<Webhook> change) {
        Webhook[] written = new Webhook[1];
        try {
            topic.update(customer, known -> {
                Customer now = known.orElseThrow(() -> new KafkaException("the customer was erased in this moment"));
                written[0] = change.apply(now.webhook());
                return now.with(written[0]);
            });
            registry.names(); // here it counts from this answer on
            return written[0];
        } catch (IOException e) {
            throw new KafkaException("the record of " + customer + " cannot be changed: " + e.getMessage(), e);
        }
    }
}
