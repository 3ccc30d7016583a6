package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** Puts customers on the erased list of the registry. Thread-safe. */
public final class EraseCustomer {
    private final CustomerTopic topic;
    private final ObjectMapper json;

    public EraseCustomer(String brokers, String topic, ObjectMapper json) {
        this.topic = new CustomerTopic(brokers, topic, json);
        this.json = json;
    }

    /**
     * From now on what was received until then is dropped wherever it comes up, and the customer's keys are void. The mark
     * and the end of the keys are written as one.
     *
     * @throws KafkaException where the broker does not take it
     */
    public void revoke(String customer, Instant until) {
        write(customer, until, true);
    }

    /** Moves the instant, for a customer who has not come back. */
    public void extend(String customer, Instant until) {
        write(customer, until, false);
    }

    private void write(String customer, Instant until, boolean revoke) {
        try {
            Map<String, byte[]> records = new LinkedHashMap<>(); // a null is the end of a key
            records.put(ErasedMark.key(customer), json.writeValueAsBytes(new ErasedMark(until)));
            if (revoke) {
                records.put(customer, null);
            }
            topic.put(records);
        } catch (IOException e) {
            throw new KafkaException("the erasure cannot be written: " + e.getMessage(), e);
        }
    }
}
