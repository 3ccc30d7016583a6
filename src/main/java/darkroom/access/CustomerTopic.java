package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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

    /** All customers as the topic's end has them. To be asked first, before anything is written. */
    Map<String, Customer> all() throws IOException {
        Map<String, byte[]> newest = new HashMap<>();
        readTo(consumer.endOffsets(List.of(partition)).get(partition), entry -> newest.put(entry.key(), entry.value()));
        Map<String, Customer> all = new TreeMap<>();
        for (Map.Entry<String, byte[]> entry : newest.entrySet()) {
            if (entry.getValue() != null && Customer.isId(entry.getKey())) {
                all.put(entry.getKey(), json.readValue(entry.getValue(), Customer.class));
            }
        }
        return all;
    }

    /**
     * Writes many customers at once, after {@link #all}. Where somebody else has written one of them meanwhile, the change is
     * made again on that record, and no key of it is lost.
     *
     * @param known records that the changes start from; a customer who is missing there is new
     */
    void change(Map<String, Customer> known, Map<String, UnaryOperator<Customer>> changes)
            throws IOException, InterruptedException, ExecutionException {
        Map<String, Customer> values = new TreeMap<>();
        changes.forEach((customer, change) -> values.put(customer, change.apply(known.get(customer))));
        while (!values.isEmpty()) {
            Map<String, Long> own = send(values);
            long end = Collections.max(own.values()) + 1;
            Map<String, ConsumerRecord<String, byte[]>> between = new HashMap<>();
            readTo(end, entry -> {
                if (entry.value() != null && entry.offset() < own.getOrDefault(entry.key(), 0L)) {
                    between.put(entry.key(), entry);
                }
            });
            Map<String, Customer> written = Map.copyOf(values);
            values.clear();
            for (Map.Entry<String, ConsumerRecord<String, byte[]>> entry : between.entrySet()) {
                Customer now = changes.get(entry.getKey())
                        .apply(json.readValue(entry.getValue().value(), Customer.class))
                        .with(written.get(entry.getKey()).keys());
                if (!now.equals(written.get(entry.getKey()))) {
                    values.put(entry.getKey(), now);
                }
            }
        }
    }

    /** @return where each of them lies */
    private Map<String, Long> send(Map<String, Customer> values)
            throws IOException, InterruptedException, ExecutionException {
        Map<String, Future<RecordMetadata>> sent = new TreeMap<>();
        for (Map.Entry<String, Customer> entry : values.entrySet()) {
            byte[] value = json.writeValueAsBytes(entry.getValue());
            sent.put(entry.getKey(), producer.send(new ProducerRecord<>(partition.topic(), entry.getKey(), value)));
        }
        Map<String, Long> offsets = new HashMap<>();
        for (Map.Entry<String, Future<RecordMetadata>> entry : sent.entrySet()) {
            offsets.put(entry.getKey(), entry.getValue().get().offset());
        }
        return offsets;
    }

    /** Any record, as it is; null takes the one of that key away. */
    void put(String key, byte[] value) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(partition.topic(), key, value)).get();
    }

    /** The customer's records up to an offset; later ones are left for the next look. */
    private List<ConsumerRecord<String, byte[]>> readTo(String customer, long end) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        readTo(end, entry -> {
            if (customer.equals(entry.key())) {
                found.add(entry);
            }
        });
        return found;
    }

    private void readTo(long end, Consumer<ConsumerRecord<String, byte[]>> each) {
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                if (entry.offset() >= end) {
                    consumer.seek(partition, end);
                    break;
                }
                each.accept(entry);
            }
        }
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
        producer.close(Duration.ofSeconds(5));
    }
}
