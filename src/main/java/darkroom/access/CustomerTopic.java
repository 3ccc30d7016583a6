package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Changes of the registry. A topic has no compare-and-set: who writes a customer's record looks at what came between the
 * record that it started from and its own, and adds the keys that it has overwritten. Used by one thread.
 */
final class CustomerTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final TopicPartition partition;
    private final ObjectMapper json;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;

    CustomerTopic(String brokers, String topic, ObjectMapper json) {
        this.partition = new TopicPartition(topic, 0);
        this.json = json;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "default.api.timeout.ms", 10_000),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "acks",
                        "all",
                        "delivery.timeout.ms",
                        20_000,
                        "request.timeout.ms",
                        10_000,
                        "max.block.ms",
                        10_000),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** The customer as the topic's end has it. */
    Optional<Customer> newest(String customer) throws IOException {
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        List<ConsumerRecord<String, byte[]>> all = readTo(customer, end);
        byte[] newest = all.isEmpty() ? null : all.get(all.size() - 1).value();
        return newest == null ? Optional.empty() : Optional.of(json.readValue(newest, Customer.class));
    }

    /**
     * Writes what was made of {@link #newest}, until no key of anybody else's is overwritten by it.
     *
     * @throws ExecutionException where the broker does not take it
     */
    void write(String customer, Customer value) throws IOException, InterruptedException, ExecutionException {
        Customer now = value;
        while (true) {
            long own = producer.send(new ProducerRecord<>(partition.topic(), customer, json.writeValueAsBytes(now)))
                    .get()
                    .offset();
            Customer merged = now;
            for (ConsumerRecord<String, byte[]> between : readTo(customer, own + 1)) {
                if (between.offset() < own && between.value() != null) {
                    merged = json.readValue(between.value(), Customer.class).with(merged.keys());
                }
            }
            if (now.keys().containsAll(merged.keys())) {
                return;
            }
            now = merged;
        }
    }

    /** Any record, as it is; null takes the one of that key away. */
    void put(String key, byte[] value) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(partition.topic(), key, value)).get();
    }

    /** The customer's records up to an offset; later ones are left for the next look. */
    private List<ConsumerRecord<String, byte[]>> readTo(String customer, long end) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                if (entry.offset() >= end) {
                    consumer.seek(partition, end);
                    break;
                }
                if (customer.equals(entry.key())) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
        producer.close(Duration.ofSeconds(5));
    }
}
