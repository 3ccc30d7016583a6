package darkroom.intake;

import darkroom.model.Receipt;
import java.util.Optional;
import java.util.UUID;

/** What there is of an image whose Idempotency-Key may have been used before. */
public interface Taken {
    /** Null where there is none. */
    Receipt receipt(String customer, UUID id);

    /** That lies in the inbox. */
    Optional<WaitingImage> waiting(String customer, UUID id);

    /** Whether it was accepted before. An original leaves the inbox when its receipt is stored, so it is looked for first. */
    default boolean any(String customer, UUID id) {
        return waiting(customer, id).isPresent() || receipt(customer, id) != null;
    }
}
