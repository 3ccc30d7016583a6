package darkroom.intake;

import imaging.BusyException;
import imaging.MemoryBudget;
import org.apache.camel.Exchange;

/**
 * The memory that originals share which come by HTTP and from the inbox. What an exchange holds it gives back when it is
 * over, however it ended. Who holds some may wait for memory to decode, never the other way round. Thread-safe.
 */
public final class Originals {
    private static final String HELD = "darkroom.originals";

    private final MemoryBudget budget;

    /**
     * @param largest the most that one original may take
     * @throws IllegalArgumentException where it would never get it
     */
    public Originals(MemoryBudget budget, long largest) {
        if (!budget.holds(largest)) {
            throw new IllegalArgumentException(
                    "darkroom.limits.original-bytes is " + budget.bytes() + ", less than the "
                            + largest + " that one original may take: an object of the inbox"
                            + " (darkroom.limits.inbox-object-bytes), or twice a body and a mebibyte"
                            + " (darkroom.limits.http-body-bytes). Raise it, or lower these.");
        }
        this.budget = budget;
    }

    /**
     * Waits for the customer's turn. What the exchange held for an earlier try is given back first.
     *
     * @throws BusyException where nothing came free in time: nothing is held then
     */
    MemoryBudget.Reservation hold(long bytes, String customer, Exchange exchange) {
        UntilDone.giveBack(HELD, exchange);
        MemoryBudget.Reservation held = budget.reserve(bytes, customer);
        UntilDone.hold(HELD, held::release, exchange);
        return held;
    }
}
