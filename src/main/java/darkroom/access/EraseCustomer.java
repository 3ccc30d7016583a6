package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/** Puts customers on the erased list of the registry. Thread-safe. */
public final class EraseCustomer {
    private final String brokers;
    private final String topic;
    private final ObjectMapper json;

    public EraseCustomer(String brokers, String topic, ObjectMapper json) {
        this.brokers = brokers;
        this.topic = topic;
        this.json = json;
    }

    /**
     * From now on what was received until then is dropped wherever it comes up, and the customer's keys are void. The mark
     * comes first: whoever is stopped behind it erases again.
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
        try (CustomerTopic customers = new CustomerTopic(brokers, topic, json)) {
            customers.put(ErasedMark.key(customer), json.writeValueAsBytes(new ErasedMark(until)));
            if (revoke) {
                customers.put(customer, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped", e);
        } catch (ExecutionException | IOException e) {
            throw new KafkaException("the topic " + topic + " does not take the erasure: " + e.getMessage(), e);
        }
    }
}
