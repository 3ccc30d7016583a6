package darkroom.intake;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** What an exchange holds: given back when it is over, however it ended. */
public final class UntilDone extends SynchronizationAdapter {
    private final Runnable giveBack;

    private UntilDone(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    static void run(Runnable giveBack, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new UntilDone(giveBack));
    }

    /**
     * The same for what another try gives back before it takes anew.
     *
     * @param name of the property that remembers it
     * @param giveBack may run twice
     */
    static void hold(String name, Runnable giveBack, Exchange exchange) {
        exchange.setProperty(name, giveBack);
        run(giveBack, exchange);
    }

    /** What an earlier try held under this name. */
    static void giveBack(String name, Exchange exchange) {
        if (exchange.getProperty(name) instanceof Runnable before) {
            before.run();
        }
    }

    @Override
    public void onDone(Exchange done) {
        giveBack.run();
    }
}
