package darkroom.recovery;

import darkroom.model.Erasable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Erases a customer. First the registry says so, which voids the keys and has every replica drop what still comes; then each
 * place is cleared; and once more a while later, for what was in work at that moment. May be stopped anywhere: done again, it
 * goes on. One thread.
 */
public final class Erasure {
    private final Registry registry;
    private final List<Erasable> places;
    private final Duration settle;
    private final Consumer<String> steps;
    private final Clock clock;

    /** What is asked of the registry of customers. */
    public interface Registry {
        /** Whether somebody of that name is a customer now. */
        boolean knows(String customer);

        /** Up to when the customer was erased before. */
        Optional<Instant> erasedUntil(String customer);

        /** Voids the keys, and drops what was received until then. */
        void revoke(String customer, Instant until);

        /** Moves the instant. */
        void extend(String customer, Instant until);
    }

    /**
     * @param places in the order in which they are cleared
     * @param settle how long work may last that was begun before the registry said so
     * @param steps hears how far it is, in words for a person
     */
    public Erasure(Registry registry, List<Erasable> places, Duration settle, Consumer<String> steps, Clock clock) {
        this.registry = registry;
        this.places = List.copyOf(places);
        this.settle = settle;
        this.steps = steps;
        this.clock = clock;
    }

    /**
     * What there is, without a change.
     *
     * @throws SQLException where ClickHouse does not answer
     */
    public ErasureReport look(String customer) throws SQLException {
        ErasureReport report = new ErasureReport(customer, clock.instant(), true, earlier(customer));
        clear(customer, report.begun(), report);
        report.end(report.begun(), clock.instant());
        return report;
    }

    /** Whether the registry has ever heard of a customer. */
    public boolean isKnown(String customer) {
        return registry.knows(customer) || registry.erasedUntil(customer).isPresent();
    }

    /** Of an erasure that begins now; what is erased is to be seen in it while that goes on. */
    public ErasureReport begin(String customer) {
        return new ErasureReport(customer, clock.instant(), false, earlier(customer));
    }

    /**
     * @param report as {@link #begin} has made it; gets what is erased
     * @throws SQLException where ClickHouse does not answer: run it again
     */
    public void run(ErasureReport report) throws SQLException {
        String customer = report.getCustomer();
        Instant begun = noSooner(report.begun(), report.getEarlierUntil());
        registry.revoke(customer, begun);
        steps.accept("The keys of " + customer + " are void; what there is of it is being erased.");
        clear(customer, begun, report);
        steps.accept("What was in work when the keys became void is waited for: " + settle.toSeconds()
                + " s (darkroom.erase.settle-seconds).");
        // a replica hears of it a moment later, and ends what it is at: nothing tells when, so that is waited out
        Executor later = CompletableFuture.delayedExecutor(settle.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture.runAsync(() -> {}, later).join();
        Instant until = begun;
        if (!registry.knows(customer)) { // who has come back meanwhile keeps what is new
            until = noSooner(clock.instant(), begun);
            registry.extend(customer, until);
        }
        clear(customer, until, report);
        report.end(until, clock.instant());
    }

    /** What is erased stays so, whatever the clock of this one says. */
    private static Instant noSooner(Instant until, Instant earlier) {
        return earlier != null && earlier.isAfter(until) ? earlier : until;
    }

    private Instant earlier(String customer) {
        return registry.erasedUntil(customer).orElse(null);
    }

    private void clear(String customer, Instant until, ErasureReport report) throws SQLException {
        report.beginAgain();
        for (Erasable place : places) {
            place.erase(customer, until, report.isDryRun(), report);
        }
    }
}
