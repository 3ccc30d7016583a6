package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/** Writes what a file says of customers to the registry. Keys, webhooks and retention stay as they are. Thread-safe. */
public final class CustomerImport {
    private final String brokers;
    private final String topic;
    private final ObjectMapper json;
    private final Clock clock;

    public CustomerImport(String brokers, String topic, ObjectMapper json, Clock clock) {
        this.brokers = brokers;
        this.topic = topic;
        this.json = json;
        this.clock = clock;
    }

    /** How many customers were made, how many were changed, and how many were like that before. */
    public record Result(int made, int changed, int same) {}

    /** @throws ExecutionException where the broker does not take it: some of the file may be written; import it again */
    public Result run(CustomerFile file) throws IOException, InterruptedException, ExecutionException {
        try (CustomerTopic customers = new CustomerTopic(brokers, topic, json)) {
            Map<String, Customer> known = customers.all();
            Map<String, UnaryOperator<Customer>> changes = new TreeMap<>();
            int made = 0;
            for (Map.Entry<String, CustomerFile.Row> entry : file.rows().entrySet()) {
                String id = entry.getKey();
                UnaryOperator<Customer> change = before -> described(id, before, entry.getValue());
                Customer before = known.get(id);
                made += before == null ? 1 : 0;
                if (!change.apply(before).equals(before)) {
                    changes.put(id, change);
                }
            }
            customers.change(known, changes);
            return new Result(made, changes.size() - made, file.rows().size() - changes.size());
        }
    }

    private Customer described(String id, Customer before, CustomerFile.Row row) {
        Customer start = before != null ? before : new Customer(id, "", 0, LocalDate.now(clock), null, List.of(), null);
        return start.described(row.name(), row.plan(), row.quota(), row.signedUpOn());
    }
}
