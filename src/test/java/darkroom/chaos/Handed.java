package darkroom.chaos;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * One image that a door has accepted: a definite answer, an acknowledged record, a stored inbox version.
 *
 * @param receivedAt what its receipt may say; empty where only the app can know (http)
 * @param handedAt {@link System#nanoTime} of the first try
 * @param swept nobody has announced it: the sweep has to find it
 * @param where how to find it again, for people
 */
record Handed(
        Source source,
        String customer,
        UUID id,
        Original original,
        Set<Instant> receivedAt,
        long handedAt,
        boolean swept,
        String where) {

    /** The folder of its objects in the archive. */
    String folder() {
        return "archive/" + customer + "/" + id + "/";
    }

    String quarantine() {
        return "quarantine/" + customer + "/" + id;
    }

    @Override
    public String toString() {
        return id + " (" + source.word() + ", " + where + ")";
    }
}
