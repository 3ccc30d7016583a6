package darkroom.devservices;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/** The topics that the app expects, with their settings. */
final class KafkaTopics {
    /** An image of 20 MiB, its headers and the batch around it. */
    static final int RECORD_BYTES = 22_020_096;

    /** The same, and the headers that say why it is dead. */
    static final int DEAD_RECORD_BYTES = RECORD_BYTES + 65_536;

    private static final short REPLICAS = 1;

    static final List<NewTopic> TOPICS = List.of(
            topic(
                    "darkroom.images",
                    12,
                    Map.of(
                            // the record's time is when it came in, whatever the sender's clock says: it dates the
                            // image
                            "message.timestamp.type", "LogAppendTime",
                            "max.message.bytes", Integer.toString(RECORD_BYTES),
                            "retention.ms", days(3))),
            topic("darkroom.receipts", 12, Map.of("retention.ms", days(7))),
            topic("darkroom.images.dead", 1, dead()),
            topic("darkroom.receipts.dead", 1, dead()),
            topic("darkroom.webhooks", 3, Map.of("retention.ms", days(7))),
            topic("darkroom.customers", 1, Map.of("cleanup.policy", "compact")));

    private KafkaTopics() {}

    /** Makes the topics that are absent and brings the settings of the others up to date. */
    static void make(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> there = admin.listTopics().names().get();
        admin.createTopics(TOPICS.stream()
                        .filter(topic -> !there.contains(topic.name()))
                        .toList())
                .all()
                .get();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = TOPICS.stream()
                .filter(topic -> there.contains(topic.name()))
                .collect(Collectors.toMap(
                        topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), KafkaTopics::settings));
        if (!changes.isEmpty()) {
            admin.incrementalAlterConfigs(changes).all().get();
        }
    }

    private static Collection<AlterConfigOp> settings(NewTopic topic) {
        return topic.configs().entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    private static NewTopic topic(String name, int partitions, Map<String, String> settings) {
        return new NewTopic(name, partitions, REPLICAS).configs(settings);
    }

    private static Map<String, String> dead() {
        return Map.of("max.message.bytes", Integer.toString(DEAD_RECORD_BYTES), "retention.ms", days(30));
    }

    private static String days(int days) {
        return Long.toString(Duration.ofDays(days).toMillis());
    }
}
