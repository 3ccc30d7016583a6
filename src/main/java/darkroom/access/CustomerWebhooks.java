package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.Webhook;
import darkroom.model.Webhooks;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.KafkaException;

/** Webhooks as the registry of customers has them. A change reads the registry's topic whole: one at a time. Thread-safe. */
public final class CustomerWebhooks implements Webhooks {
    private static final int WAIT_SECONDS = 5;

    private final CustomerRegistry registry;
    private final String brokers;
    private final String topic;
    private final ObjectMapper json;
    private final Semaphore changing = new Semaphore(1);

    public CustomerWebhooks(CustomerRegistry registry, String brokers, String topic, ObjectMapper json) {
        this.registry = registry;
        this.brokers = brokers;
        this.topic = topic;
        this.json = json;
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

    private Webhook write(String customer, UnaryOperator<Webhook> change) throws InterruptedException {
        try (CustomerTopic customers = new CustomerTopic(brokers, topic, json)) {
            Customer known = customers
                    .newest(customer)
                    .orElseThrow(() -> new KafkaException("the customer was erased in this moment"));
            Webhook now = change.apply(known.webhook());
            customers.write(customer, known.with(now));
            registry.names(); // here it counts from this answer on
            return now;
        } catch (ExecutionException | IOException e) {
            throw new KafkaException("the topic " + topic + " does not take the change: " + e.getMessage(), e);
        }
    }
}
