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

    /** Whether a customer who was erased has been made known again since, and what is received from then on counts. */
    default boolean isBack(String customer) {
        return true;
    }

    /**
     * Whether what was received then is erased. Who has not come back has sent nothing since the erasure, whatever the clock
     * says that dated it; only for who is back that date decides, and a clock that was ahead then makes old things new.
     */
    default boolean cover(String customer, Instant receivedAt) {
        return until(customer)
                .filter(until -> cover(customer, receivedAt, until))
                .isPresent();
    }

    /** The same for an erasure that is under way, up to an instant that may not have come round to everybody yet. */
    default boolean cover(String customer, Instant receivedAt, Instant until) {
        return !receivedAt.isAfter(until) || !isBack(customer);
    }
}
