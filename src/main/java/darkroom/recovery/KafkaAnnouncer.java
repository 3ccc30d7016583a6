package darkroom.recovery;

import darkroom.model.Receipt;
import darkroom.model.StoredReceipt;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Announces as the route {@code publish} does, but many at a time. */
public final class KafkaAnnouncer implements Announcer {
    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final Function<Receipt, Map<String, String>> headers;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /** @param headers of a receipt's event */
    public KafkaAnnouncer(String brokers, String topic, Function<Receipt, Map<String, String>> headers) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", brokers,
                        "acks", "all",
                        "enable.idempotence", true,
                        "linger.ms", 5,
                        "max.block.ms", 15_000,
                        "request.timeout.ms", 10_000,
                        "delivery.timeout.ms", 30_000),
                new StringSerializer(),
                new ByteArraySerializer());
        this.topic = topic;
        this.headers = headers;
    }

    @Override
    public void announce(StoredReceipt stored) {
        ProducerRecord<String, byte[]> event =
                new ProducerRecord<>(topic, stored.receipt().id().toString(), stored.json());
        headers.apply(stored.receipt())
                .forEach((name, value) -> event.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        Future<RecordMetadata> unused = producer.send(event, (place, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    @Override
    public void flush() {
        producer.flush();
        Exception error = failure.getAndSet(null);
        if (error != null) {
            throw new KafkaException("not announced: " + error.getMessage(), error);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
