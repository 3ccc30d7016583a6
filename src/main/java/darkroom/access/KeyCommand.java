package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes a customer known and gives out one more API key. Keys that were made before stay valid. */
public final class KeyCommand {
    private final String brokers;
    private final String topic;
    private final String secret;
    private final ObjectMapper json;

    /** @param secret the platform's own, under which keys are hashed: the same as the app's */
    public KeyCommand(String brokers, String topic, String secret, ObjectMapper json) {
        this.brokers = brokers;
        this.topic = topic;
        this.secret = secret;
        this.json = json;
    }

    /**
     * @return the key: shown here once, stored nowhere
     * @throws IllegalArgumentException on a customer that is not {@code [a-z0-9-]{1,64}}
     */
    public String make(String customer, Clock clock) throws IOException, InterruptedException, ExecutionException {
        if (!Customer.isId(customer)) {
            throw new IllegalArgumentException("'" + customer
                    + "' is no customer: use 1 to 64 of the characters a-z, 0-9 and -, for instance acme-photos");
        }
        Customer now;
        try (CustomerRegistry registry = new CustomerRegistry(brokers, topic, json)) {
            registry.start();
            now = registry.find(customer)
                    .orElseGet(() -> new Customer(customer, "", 0, LocalDate.now(clock), null, List.of(), null));
        }
        ApiKey key = ApiKey.random(new SecureRandom());
        byte[] value = json.writeValueAsBytes(now.with(new Customer.Key(key.prefix(), key.hash(secret))));
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "delivery.timeout.ms",
                20_000,
                "request.timeout.ms",
                10_000,
                "max.block.ms",
                10_000);
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, customer, value)).get();
        }
        return key.text();
    }
}
