package darkroom.intake;

import imaging.MemoryBudget;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** What an exchange holds: given back when it is over, however it ended. */
public final class UntilDone extends SynchronizationAdapter {
    private final Runnable giveBack;

    private UntilDone(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    static void hold(MemoryBudget.Reservation held, Exchange exchange) {
        run(held::release, exchange);
    }

    static void run(Runnable giveBack, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new UntilDone(giveBack));
    }

    @Override
    public void onDone(Exchange done) {
        giveBack.run();
    }
}
