package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.CustomerIds;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/**
 * The API keys of customers, in the registry that every replica follows. A key is told once, when it is made; only its
 * keyed hash is stored. Thread-safe. All methods throw {@link KafkaException} where the broker is away, and {@link
 * IllegalArgumentException} on a customer or prefix that there is not, in words to be printed.
 */
public final class Keyring {
    private final CustomerTopic topic;
    private final String secret;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param secret the platform's own, under which keys are hashed: the same as the app's */
    public Keyring(String brokers, String topic, String secret, ObjectMapper json, Clock clock) {
        this.topic = new CustomerTopic(brokers, topic, json);
        this.secret = secret;
        this.clock = clock;
    }

    /**
     * Makes a customer known and gives out one more key. Keys that were made before stay valid.
     *
     * @param scopes null = all
     * @param life null = without end
     * @return the key: shown here once, stored nowhere
     */
    public String make(String customer, Set<Scope> scopes, Duration life) throws IOException {
        if (!CustomerIds.isId(customer)) {
            throw new IllegalArgumentException("'" + customer
                    + "' is no customer: use 1 to 64 of the characters a-z, 0-9 and -, for instance acme-photos");
        }
        ApiKey key = ApiKey.random(random);
        Instant now = clock.instant();
        Instant end = life == null ? null : now.plus(life);
        topic.update(customer, known -> known.orElseGet(() -> Customer.named(customer, LocalDate.now(clock)))
                .with(new Customer.Key(key.prefix(), key.hash(secret), scopes, now, end)));
        return key.text();
    }

    /**
     * A new key in the place of an old one, with its scopes; both are valid for a while.
     *
     * @param prefix of the old key; null where the customer has one alone
     * @param overlap from now on, the old key's last
     * @param life of the new key; null = without end
     * @return the new key
     */
    public String rotate(String customer, String prefix, Duration overlap, Duration life) throws IOException {
        ApiKey key = ApiKey.random(random);
        Instant now = clock.instant();
        topic.update(customer, known -> {
            Customer all = known.orElseThrow(() -> unknown(customer));
            Customer.Key old = choose(customer, all, prefix, now);
            if (old.isOver(now)) {
                throw new IllegalArgumentException("the key dk_" + old.prefix() + " has expired: make a new one");
            }
            Instant end = now.plus(overlap);
            List<Customer.Key> keys = new ArrayList<>(all.keys());
            keys.set(
                    keys.indexOf(old),
                    old.expiresAt() != null && old.expiresAt().isBefore(end) ? old : old.until(end));
            keys.add(new Customer.Key(
                    key.prefix(), key.hash(secret), old.scopes(), now, life == null ? null : now.plus(life)));
            return all.with(keys);
        });
        return key.text();
    }

    /** Takes a key away: from now on it is none. */
    public void revoke(String customer, String prefix) throws IOException {
        topic.update(customer, known -> {
            Customer all = known.orElseThrow(() -> unknown(customer));
            Customer.Key gone = find(customer, all, prefix);
            return all.with(all.keys().stream().filter(key -> !key.equals(gone)).toList());
        });
    }

    /** The customer's keys, the oldest first. */
    public List<Customer.Key> list(String customer) throws IOException {
        return topic.newest(customer).orElseThrow(() -> unknown(customer)).keys();
    }

    private static Customer.Key choose(String customer, Customer all, String prefix, Instant now) {
        if (prefix != null) {
            return find(customer, all, prefix);
        }
        List<Customer.Key> valid =
                all.keys().stream().filter(key -> !key.isOver(now)).toList();
        if (valid.size() != 1) {
            throw new IllegalArgumentException("the customer " + customer + " has "
                    + (valid.isEmpty() ? "no valid key: make one" : "several keys: name one of " + prefixes(valid)));
        }
        return valid.get(0);
    }

    private static Customer.Key find(String customer, Customer all, String prefix) {
        String wanted = prefix.startsWith("dk_") ? prefix.substring(3) : prefix;
        return all.keys().stream()
                .filter(key -> key.prefix().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the customer " + customer + " has no key " + prefix
                        + ": " + (all.keys().isEmpty() ? "it has none" : "there are " + prefixes(all.keys()))));
    }

    private static String prefixes(List<Customer.Key> keys) {
        return String.join(", ", keys.stream().map(key -> "dk_" + key.prefix()).toList());
    }

    private static IllegalArgumentException unknown(String customer) {
        return new IllegalArgumentException("there is no customer '" + customer + "'");
    }
}
