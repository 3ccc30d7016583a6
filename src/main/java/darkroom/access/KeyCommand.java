package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Makes a customer known and gives out one more API key. Keys that were made before stay valid. */
public final class KeyCommand {
    private final String brokers;
    private final String topic;
    private final String secret;
    private final ObjectMapper json;

    /** @param secret the platform's own, under which keys are hashed: the same as the app's */
    public KeyCommand(String brokers, String topic, String secret, ObjectMapper json) {
        this.brokers = brokers;
        this.topic = topic;
        this.secret = secret;
        this.json = json;
    }

    /**
     * @return the key: shown here once, stored nowhere
     * @throws IllegalArgumentException on a customer that is not {@code [a-z0-9-]{1,64}}
     */
    public String make(String customer, Clock clock) throws IOException, InterruptedException, ExecutionException {
        if (!Customer.isId(customer)) {
            throw new IllegalArgumentException("'" + customer
                    + "' is no customer: use 1 to 64 of the characters a-z, 0-9 and -, for instance acme-photos");
        }
        ApiKey key = ApiKey.random(new SecureRandom());
        try (CustomerTopic customers = new CustomerTopic(brokers, topic, json)) {
            Customer known = customers
                    .newest(customer)
                    .orElseGet(() -> new Customer(customer, "", 0, LocalDate.now(clock), null, List.of(), null));
            customers.write(customer, known.with(new Customer.Key(key.prefix(), key.hash(secret))));
        }
        return key.text();
    }
}
