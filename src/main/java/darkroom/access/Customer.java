package darkroom.access;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import darkroom.model.Webhook;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A record of the registry, the compacted topic {@code darkroom.customers}; its key is the customer.
 *
 * @param quota images a month, 0 = unlimited
 * @param retentionDays null = the platform's; never less counts
 * @param webhook null = none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Customer(
        String name,
        String plan,
        long quota,
        LocalDate signedUpOn,
        Integer retentionDays,
        List<Key> keys,
        Webhook webhook) {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");

    /** The part of an API key that may be shown, and the keyed hash of the whole. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Key(String prefix, String hash) {}

    public Customer {
        keys = keys == null ? List.of() : List.copyOf(keys);
    }

    /** Whether a customer may be called so: {@code [a-z0-9-]{1,64}}. */
    public static boolean isId(String id) {
        return id != null && ID.matcher(id).matches();
    }

    Customer with(Key key) {
        return with(List.of(key));
    }

    /** @param other null = none */
    Customer with(Webhook other) {
        return new Customer(name, plan, quota, signedUpOn, retentionDays, keys, other);
    }

    /** With those of the keys that it does not have yet. */
    Customer with(List<Key> more) {
        Set<Key> all = new LinkedHashSet<>(keys);
        all.addAll(more);
        return new Customer(name, plan, quota, signedUpOn, retentionDays, List.copyOf(all), webhook);
    }
}
