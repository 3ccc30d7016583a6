package darkroom.model;

import java.sql.SQLException;
import java.time.Instant;

/** A place that holds something of customers. One thread. */
@FunctionalInterface
public interface Erasable {
    /**
     * Erases all that was there of a customer at an instant. Who has not come back since has nothing that is newer, whatever
     * the clocks say that dated it, so all of theirs goes. May be stopped anywhere and done again.
     *
     * @param dryRun only tells of it
     * @throws SQLException where ClickHouse does not answer
     */
    void erase(String customer, Instant until, boolean dryRun, Log log) throws SQLException;

    /** What a place tells. Thread-safe. */
    interface Log {
        /** @param what such as {@code variants} */
        void erased(String what, long count, long bytes);

        /** A version is under lock: it was hidden, and goes by itself. */
        void locked(Locked version);
    }

    /** @param goesAt after which the lifecycle takes it away */
    record Locked(String key, String version, long bytes, Instant goesAt) {}
}
