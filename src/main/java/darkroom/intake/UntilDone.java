package darkroom.intake;

import java.util.Optional;
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

    /** A copy of an exchange has its properties, but holds nothing. */
    private record Held(Exchange by, Runnable giveBack) {}

    /**
     * The same for what may be given back earlier. Under one name an exchange holds one thing.
     *
     * @param name of the property that remembers it
     * @param giveBack may run twice
     */
    static void hold(String name, Runnable giveBack, Exchange exchange) {
        Optional<Held> before = held(name, exchange);
        before.ifPresent(held -> held.giveBack.run());
        exchange.setProperty(name, new Held(exchange, giveBack));
        if (before.isEmpty()) { // one that tries for hours grows no list of what to do in the end
            run(() -> giveBackForGood(name, exchange), exchange);
        }
    }

    /** What it holds under this name, if anything. */
    static void giveBack(String name, Exchange exchange) {
        held(name, exchange).ifPresent(held -> held.giveBack.run());
    }

    private static void giveBackForGood(String name, Exchange exchange) {
        giveBack(name, exchange);
        exchange.removeProperty(name);
    }

    private static Optional<Held> held(String name, Exchange exchange) {
        return exchange.getProperty(name) instanceof Held held && held.by == exchange
                ? Optional.of(held)
                : Optional.empty();
    }

    @Override
    public void onDone(Exchange done) {
        giveBack.run();
    }
}
