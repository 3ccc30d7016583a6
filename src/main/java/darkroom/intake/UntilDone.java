package darkroom.intake;

import imaging.MemoryBudget;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Memory that an exchange holds: given back when it is over, however it ended. */
public final class UntilDone extends SynchronizationAdapter {
    private final MemoryBudget.Reservation held;

    private UntilDone(MemoryBudget.Reservation held) {
        this.held = held;
    }

    static void hold(MemoryBudget.Reservation held, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new UntilDone(held));
    }

    @Override
    public void onDone(Exchange done) {
        held.release();
    }
}
