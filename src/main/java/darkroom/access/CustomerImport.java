package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;

/** Writes what a file says of customers to the registry. Keys, webhooks and retention stay as they are. Thread-safe. */
public final class CustomerImport {
    private final CustomerTopic topic;
    private final Clock clock;

    public CustomerImport(String brokers, String topic, ObjectMapper json, Clock clock) {
        this.topic = new CustomerTopic(brokers, topic, json);
        this.clock = clock;
    }

    /** How many customers were made, how many were changed, and how many were like that before. */
    public record Result(int made, int changed, int same) {}

    /**
     * All of the file, or nothing.
     *
     * @throws KafkaException where the broker does not take it
     */
    public Result run(CustomerFile file) throws IOException {
        Map<String, CustomerTopic.Change> changes = new TreeMap<>();
        file.rows()
                .forEach((id, row) ->
                        changes.put(id, known -> known.orElseGet(() -> Customer.named(id, LocalDate.now(clock)))
                                .described(row.name(), row.plan(), row.quota(), row.signedUpOn())));
        Map<String, Customer> before = topic.update(changes);
        int same = 0;
        for (Map.Entry<String, Customer> entry : before.entrySet()) {
            CustomerFile.Row row = file.rows().get(entry.getKey());
            Customer described = entry.getValue().described(row.name(), row.plan(), row.quota(), row.signedUpOn());
            same += described.equals(entry.getValue()) ? 1 : 0;
        }
        return new Result(file.rows().size() - before.size(), before.size() - same, same);
    }
}
