package darkroom.recovery;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** How long records of a topic may lie there. Immutable. */
public final class TopicRetention {
    private static final int SECONDS = 15;

    private final String brokers;

    public TopicRetention(String brokers) {
        this.brokers = brokers;
    }

    /**
     * The longest by topic: the topic's retention, and as long as a segment may be written to, since a segment goes as a whole
     * once its newest record is old enough. Topics that keep records for ever are missing.
     *
     * @throws KafkaException where the broker does not answer
     */
    public Map<String, Duration> longest(List<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            Map<String, Duration> longest = new HashMap<>();
            admin.describeConfigs(resources)
                    .all()
                    .get(SECONDS, TimeUnit.SECONDS)
                    .forEach((topic, config) -> {
                        long retention = millis(config, TopicConfig.RETENTION_MS_CONFIG);
                        if (retention >= 0) {
                            longest.put(
                                    topic.name(),
                                    Duration.ofMillis(retention + millis(config, TopicConfig.SEGMENT_MS_CONFIG)));
                        }
                    });
            return longest;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the settings of " + topics + " cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped", e);
        }
    }

    private static long millis(Config config, String name) {
        return Long.parseLong(config.get(name).value());
    }
}
