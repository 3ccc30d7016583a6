package darkroom.model;

import java.time.Instant;
import java.util.Optional;

/** Which customers were erased, and up to when: what came to us until then is not to come back. Thread-safe. */
@FunctionalInterface
public interface Erasures {
    /** Nobody was. */
    Erasures NONE = customer -> Optional.empty();

    /** Up to and including when everything of a customer is erased; empty where it never was. */
    Optional<Instant> until(String customer);

    /** Whether what was received then is erased. */
    default boolean cover(String customer, Instant receivedAt) {
        return until(customer).filter(until -> !receivedAt.isAfter(until)).isPresent();
    }
}
