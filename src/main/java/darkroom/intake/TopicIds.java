package darkroom.intake;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The id that the broker gave a topic when it was made. It is asked for anew whenever a partition's offsets do not go
 * up, for that is what a topic looks like that was deleted and made again. Thread-safe.
 */
public final class TopicIds {
    private static final long SECONDS = 10;

    private final UnaryOperator<String> broker;
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private final Map<String, Long> lastOffsets = new ConcurrentHashMap<>();

    public TopicIds(String brokers) {
        this(topic -> ask(
                Map.of("bootstrap.servers", brokers, "request.timeout.ms", 5000, "default.api.timeout.ms", 8000),
                topic));
    }

    /** @param broker tells the id that a topic has now */
    public TopicIds(UnaryOperator<String> broker) {
        this.broker = broker;
    }

    /** @throws KafkaException where the broker does not answer */
    String of(String topic, int partition, long offset) {
        Long last = lastOffsets.put(topic + '/' + partition, offset);
        if (last == null || offset <= last) {
            ids.put(topic, broker.apply(topic));
        }
        return ids.computeIfAbsent(topic, broker);
    }

    private static String ask(Map<String, Object> adminConfig, String topic) {
        try (Admin admin = Admin.create(adminConfig)) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(SECONDS, TimeUnit.SECONDS)
                    .get(topic)
                    .topicId()
                    .toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the id of the topic " + topic + " cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped while asking for the id of " + topic, e);
        }
    }
}
