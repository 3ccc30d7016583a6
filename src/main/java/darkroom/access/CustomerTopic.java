package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the registry, one at a time: all who write share one transactional id, so that the broker lets only the last
 * who began commit. What a change is made of is read after it began, hence nobody's change is made of a record that
 * another has replaced; whoever is overtaken begins again. Thread-safe, also among processes.
 */
final class CustomerTopic {
    private static final Logger LOG = LoggerFactory.getLogger(CustomerTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration VISIBLE = Duration.ofSeconds(10);
    private static final int TRIES = 20;

    /** Within a process they take turns; among processes the broker says who comes first. */
    private static final ReentrantLock ONE = new ReentrantLock();

    private final String brokers;
    private final TopicPartition partition;
    private final ObjectMapper json;

    CustomerTopic(String brokers, String topic, ObjectMapper json) {
        this.brokers = brokers;
        this.partition = new TopicPartition(topic, 0);
        this.json = json;
    }

    /** What becomes of a customer's record. */
    interface Change {
        /**
         * May be asked again, where another change came first.
         *
         * @param now empty where there is no such customer
         * @return the record to be written
         * @throws IllegalArgumentException where the change cannot be, in words for whoever asked for it
         */
        Customer of(Optional<Customer> now);
    }

    /**
     * Writes what a change makes of the customer's newest record.
     *
     * @throws KafkaException where the broker does not take it
     */
    void update(String customer, Change change) throws IOException {
        update(Map.of(customer, change));
    }

    /**
     * Writes what changes make of customers' newest records, all or none; nothing where they stay as they are.
     *
     * @return what was known of these customers before
     * @throws KafkaException where the broker does not take them
     */
    Map<String, Customer> update(Map<String, Change> changes) throws IOException {
        Map<String, Customer> before = new HashMap<>();
        transact(newest -> {
            before.clear();
            Map<String, byte[]> records = new LinkedHashMap<>();
            for (Map.Entry<String, Change> entry : changes.entrySet()) {
                byte[] known = newest.get(entry.getKey());
                Optional<Customer> now =
                        known == null ? Optional.empty() : Optional.of(json.readValue(known, Customer.class));
                now.ifPresent(customer -> before.put(entry.getKey(), customer));
                Customer value = entry.getValue().of(now);
                if (now.isEmpty() || !now.get().equals(value)) {
                    records.put(entry.getKey(), json.writeValueAsBytes(value));
                }
            }
            return records;
        });
        return before;
    }

    /**
     * Writes records as they are, all or none; null takes the one of that key away.
     *
     * @throws KafkaException where the broker does not take them
     */
    void put(Map<String, byte[]> records) throws IOException {
        transact(newest -> records);
    }

    private interface Records {
        /** @param newest by key, as they are */
        Map<String, byte[]> of(Map<String, byte[]> newest) throws IOException;
    }

    private void transact(Records records) throws IOException {
        ONE.lock();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            for (int attempt = 1; ; attempt++) {
                try (KafkaProducer<String, byte[]> producer = producer()) {
                    awaitVisible(consumer, commit(producer, consumer, records));
                    return;
                } catch (ProducerFencedException | InvalidProducerEpochException overtaken) {
                    if (attempt == TRIES) {
                        throw overtaken;
                    }
                    LOG.debug("Another change of {} came first, trying again", partition.topic());
                    pause(attempt);
                }
            }
        } finally {
            ONE.unlock();
        }
    }

    /** @return the offset of the last record */
    private long commit(KafkaProducer<String, byte[]> producer, KafkaConsumer<String, byte[]> consumer, Records records)
            throws IOException {
        producer.initTransactions(); // whoever began before can commit no more
        Map<String, byte[]> all = records.of(newest(consumer));
        producer.beginTransaction();
        Future<RecordMetadata> last = null;
        for (Map.Entry<String, byte[]> record : all.entrySet()) {
            last = producer.send(new ProducerRecord<>(partition.topic(), record.getKey(), record.getValue()));
        }
        producer.commitTransaction(); // which fails where a send did
        try {
            return last == null ? -1 : last.get().offset();
        } catch (ExecutionException e) {
            throw new KafkaException("the topic " + partition.topic() + " has not taken a record", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped while writing " + partition.topic(), e);
        }
    }

    /** What is committed is seen a moment later; who made a key wants to use it. */
    private void awaitVisible(KafkaConsumer<String, byte[]> consumer, long offset) {
        long deadline = System.nanoTime() + VISIBLE.toNanos();
        while (consumer.endOffsets(List.of(partition)).get(partition) <= offset && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos() / 20);
        }
    }

    /** By chance, so that those who overtake each other do not go on to. */
    private static void pause(int attempt) {
        long most = Math.min(POLL.toMillis() << Math.min(attempt, 4), 2000);
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(most)));
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "transactional.id",
                        partition.topic(),
                        "transaction.timeout.ms",
                        10_000, // so long, at most, the end of the topic stays behind a writer who was killed
                        "delivery.timeout.ms",
                        20_000,
                        "request.timeout.ms",
                        10_000,
                        "max.block.ms",
                        20_000),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** The customer as the topic's end has it. */
    Optional<Customer> newest(String customer) throws IOException {
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            byte[] newest = newest(consumer).get(customer);
            return newest == null ? Optional.empty() : Optional.of(json.readValue(newest, Customer.class));
        }
    }

    private Map<String, byte[]> newest(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = List.of(partition);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long end = consumer.endOffsets(partitions).get(partition);
        Map<String, byte[]> newest = new HashMap<>();
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(entry -> newest.put(entry.key(), entry.value()));
        }
        return newest;
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "isolation.level",
                        "read_committed",
                        "default.api.timeout.ms",
                        10_000),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }
}
