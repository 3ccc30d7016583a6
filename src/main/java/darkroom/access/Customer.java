package darkroom.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import darkroom.model.Webhook;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A record of the registry, the compacted topic {@code darkroom.customers}; its key is the customer.
 *
 * @param plan names the limits of {@code darkroom.quotas.plans}; empty = the usual ones
 * @param quota images a month, instead of the plan's; 0 = the plan's
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
    /**
     * An API key, as far as it is stored.
     *
     * @param prefix the part that may be shown
     * @param hash the keyed hash of the whole
     * @param scopes null = all, as keys had before there were scopes
     * @param madeAt null = before times were kept
     * @param expiresAt null = never
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Key(String prefix, String hash, Set<Scope> scopes, Instant madeAt, Instant expiresAt) {
        public Key {
            scopes = scopes == null ? null : Set.copyOf(scopes);
        }

        /** Whether it has ended by then. */
        boolean isOver(Instant now) {
            return expiresAt != null && !expiresAt.isAfter(now);
        }

        /** What it may do. */
        @JsonIgnore
        public Set<Scope> granted() {
            return scopes == null ? EnumSet.allOf(Scope.class) : scopes;
        }

        Key until(Instant end) {
            return new Key(prefix, hash, scopes, madeAt, end);
        }
    }

    public Customer {
        keys = keys == null ? List.of() : List.copyOf(keys);
    }

    /** One who was not known yet. */
    static Customer named(String customer, LocalDate today) {
        return new Customer(customer, "", 0, today, null, List.of(), null);
    }

    /** The same customer as a contract says it; what is null there stays as it is. Keys stay in any case. */
    Customer described(String newName, String newPlan, Long newQuota, LocalDate newSignedUpOn) {
        return new Customer(
                newName == null ? name : newName,
                newPlan == null ? plan : newPlan,
                newQuota == null ? quota : newQuota,
                newSignedUpOn == null ? signedUpOn : newSignedUpOn,
                retentionDays,
                keys,
                webhook);
    }

    Customer with(Key key) {
        return with(Stream.concat(keys.stream(), Stream.of(key)).toList());
    }

    /** With these keys and no others. */
    Customer with(List<Key> all) {
        return new Customer(name, plan, quota, signedUpOn, retentionDays, all, webhook);
    }

    /** @param other null = none */
    Customer with(Webhook other) {
        return new Customer(name, plan, quota, signedUpOn, retentionDays, keys, other);
    }
}
