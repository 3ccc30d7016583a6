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
     * The same for what may be given back earlier. Under one name an exchange holds one thing.
     *
     * @param name of the property that remembers it
     * @param giveBack may run twice
     */
    static void hold(String name, Runnable giveBack, Exchange exchange) {
        boolean isFirst =
                exchange.getProperty(name) == null; // one that tries for hours grows no list of what to do in the end
        giveBack(name, exchange);
        exchange.setProperty(name, giveBack);
        if (isFirst) {
            run(() -> giveBack(name, exchange), exchange);
        }
    }

    /** What it holds under this name, if anything. */
    static void giveBack(String name, Exchange exchange) {
        if (exchange.getProperty(name) instanceof Runnable held) {
            held.run();
        }
    }

    @Override
    public void onDone(Exchange done) {
        giveBack.run();
    }
}
