package darkroom.intake;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The id that the broker gave a topic when it was made. It is asked for anew whenever a partition's offsets do not go
 * up, for that is what a topic looks like that was deleted and made again. Thread-safe.
 */
public final class TopicIds {
    private static final long SECONDS = 10;

    private final Map<String, Object> adminConfig;
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private final Map<String, Long> lastOffsets = new ConcurrentHashMap<>();

    public TopicIds(String brokers) {
        this.adminConfig =
                Map.of("bootstrap.servers", brokers, "request.timeout.ms", 5000, "default.api.timeout.ms", 8000);
    }

    /** @throws KafkaException where the broker does not answer */
    String of(String topic, int partition, long offset) {
        Long last = lastOffsets.put(topic + '/' + partition, offset);
        if (last == null || offset <= last) {
            ids.put(topic, ask(topic));
        }
        return ids.computeIfAbsent(topic, this::ask);
    }

    private String ask(String topic) {
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
