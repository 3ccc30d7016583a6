package darkroom.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What comes on the topic of receipts from now on, and when it came first. Follows on a thread of its own; thread-safe. */
final class Announcements implements AutoCloseable {
    private static final String TOPIC = "darkroom.receipts";
    private static final Duration POLL = Duration.ofMillis(200);

    private record Seen(long firstAt, Set<String> receipts, AtomicInteger times) {}

    private final Map<String, Seen> byImage = new HashMap<>();
    private final KafkaConsumer<String, String> consumer;
    private final List<TopicPartition> partitions;
    private final Thread thread = new Thread(this::follow, "announcements");
    private volatile boolean closed;
    private int records;

    Announcements(String brokers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new StringDeserializer(), new StringDeserializer());
        partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // the seek is lazy
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        while (!closed) {
            read();
        }
        // whatever was there at the end of the run
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            read();
        }
        consumer.close();
    }

    private void read() {
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
            synchronized (byImage) {
                Seen seen = byImage.computeIfAbsent(
                        record.key(), id -> new Seen(System.nanoTime(), new LinkedHashSet<>(), new AtomicInteger()));
                seen.receipts().add(record.value());
                seen.times().incrementAndGet();
                records++;
            }
        }
    }

    /** {@link System#nanoTime} of its first announcement. */
    Optional<Long> firstAt(String image) {
        synchronized (byImage) {
            return Optional.ofNullable(byImage.get(image)).map(Seen::firstAt);
        }
    }

    /** The different receipts that were announced of an image. */
    Set<String> of(String image) {
        synchronized (byImage) {
            Seen seen = byImage.get(image);
            return seen == null ? Set.of() : Set.copyOf(seen.receipts());
        }
    }

    /** How often an image was announced. */
    int times(String image) {
        synchronized (byImage) {
            Seen seen = byImage.get(image);
            return seen == null ? 0 : seen.times().get();
        }
    }

    /** All of them, those that came again too. */
    int records() {
        synchronized (byImage) {
            return records;
        }
    }

    /** Reads up to the end; after that nothing changes any more. Safe to repeat. */
    void finish() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finish();
    }
}
