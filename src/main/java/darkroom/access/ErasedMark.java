package darkroom.access;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import darkroom.model.CustomerIds;
import java.time.Instant;
import java.util.Optional;

/**
 * The record that says a customer was erased. Its key is no customer's, so that it outlives whatever is written of the
 * customer, also when it comes back, and builds that do not know it pass it over.
 *
 * @param until up to and including when
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ErasedMark(Instant until) {
    private static final String PREFIX = "erased/";

    static String key(String customer) {
        return PREFIX + customer;
    }

    /** The customer that a record's key speaks of; empty where it is none of these. */
    static Optional<String> customer(String key) {
        return Optional.ofNullable(key)
                .filter(k -> k.startsWith(PREFIX))
                .map(k -> k.substring(PREFIX.length()))
                .filter(CustomerIds::isId);
    }
}
