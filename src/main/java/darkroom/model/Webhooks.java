package darkroom.model;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** The webhooks of all customers. Thread-safe. */
public interface Webhooks {
    /**
     * Of a customer, as far as it is known here; another replica's change is known a moment later.
     *
     * @throws RuntimeException where the registry was not read yet, and the answer would be a guess
     */
    Optional<Webhook> of(String customer);

    /**
     * Changes a customer's webhook, for every replica.
     *
     * @param change of what is there to what shall be; null stands for none
     * @return what is there now, or null
     */
    Webhook change(String customer, UnaryOperator<Webhook> change);
}
