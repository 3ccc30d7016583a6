package darkroom.devservices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The topic of receipts from the moment this is made: what every application of a company can follow. For one thread. */
final class ReceiptFeed implements AutoCloseable {
    private static final String TOPIC = "darkroom.receipts";

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, JsonNode> byOriginal = new HashMap<>();
    private final KafkaConsumer<String, byte[]> consumer;

    ReceiptFeed(String brokers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // the seek is lazy: asked for the positions, it happens now, before anything is sent
        partitions.forEach(consumer::position);
    }

    /** Reads on for a moment. @return all receipts so far, by {@link #key} of their originals */
    Map<String, JsonNode> poll() throws IOException {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(250))) {
            JsonNode receipt = json.readTree(record.value());
            String sha256 = receipt.path("original").path("sha256").asText();
            byOriginal.put(
                    key(
                            receipt.path("customer").asText(),
                            receipt.path("source").asText(),
                            sha256),
                    receipt);
        }
        return byOriginal;
    }

    /** What tells one image of the demo from another: no two of its pictures are the same bytes. */
    static String key(String customer, String source, String sha256) {
        return customer + " " + source + " " + sha256;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
