package darkroom.recovery;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** Where the dead letters of a door lie. One thread. */
public interface DeadLetterBox {
    /** About how many lie there; what goes on meanwhile may change it. */
    long count();

    /** How many of them nobody is shown just now, because somebody else looks at them; 0 where looking hides nothing. */
    default long hidden() {
        return 0;
    }

    /** Each in its order, those that were sent back too as long as they lie there. Changes nothing. */
    void list(Consumer<DeadLetter> each);

    /**
     * Sends those back to where they came from that are due and wanted, each as it came but for what was said of it here, and
     * remembers that. Whoever is stopped in between sends a few again, which have the same identity as before.
     *
     * @param wanted is asked of each, also of those that are not due
     * @param sent gets each after it has arrived
     * @throws BusyException where another replay is at it
     */
    void send(Predicate<DeadLetter> wanted, Consumer<DeadLetter> sent);

    /** Somebody else sends from there just now. */
    final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BusyException(String message) {
            super(message);
        }
    }
}
