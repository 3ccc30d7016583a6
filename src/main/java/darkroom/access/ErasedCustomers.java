package darkroom.access;

import darkroom.model.Erasures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Optional;

/** The erased list as the registry has it, and a count of what was dropped because of it. Thread-safe. */
public final class ErasedCustomers implements Erasures {
    private final CustomerRegistry registry;
    private final Counter records;
    private final Counter notices;
    private final Counter receipts;

    public ErasedCustomers(CustomerRegistry registry, MeterRegistry meters) {
        this.registry = registry;
        this.records = counter("record", meters);
        this.notices = counter("notice", meters);
        this.receipts = counter("receipt", meters);
    }

    private static Counter counter(String what, MeterRegistry meters) {
        return Counter.builder("darkroom.erased.dropped")
                .description("What came of a customer who was erased, and was dropped")
                .tag("what", what)
                .register(meters);
    }

    @Override
    public Optional<Instant> until(String customer) {
        return registry.erasedUntil(customer);
    }

    /** Looks at the end of the registry before it says no: who came back a moment ago loses nothing. */
    @Override
    public boolean isBack(String customer) {
        return registry.knows(customer);
    }

    /** A record of {@code darkroom.images} was dropped. */
    public void record() {
        records.increment();
    }

    /** A notice of the inbox was dropped. */
    public void notice() {
        notices.increment();
    }

    /** A receipt was dropped instead of being tallied. */
    public void receipt() {
        receipts.increment();
    }
}
