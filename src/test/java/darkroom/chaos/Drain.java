package darkroom.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** When there is nothing left to do, as the engines tell it. */
final class Drain {
    private static final Duration LOOK = Duration.ofMillis(250);

    private Drain() {}

    /** What is still to be done for these customers and images, in words; nothing when all is. */
    static List<String> undone(Backends backends, Collection<String> customers, Set<String> ids)
            throws InterruptedException, ExecutionException {
        List<String> undone = new ArrayList<>();
        add(undone, backends.uncommitted("darkroom-images", "darkroom.images"), "records without a committed offset");
        add(undone, backends.queued(Backends.INBOX), "messages in the inbox queue");
        for (String customer : customers) {
            add(
                    undone,
                    backends.versions(Backends.INBOX, customer + "/").size(),
                    "versions in the inbox of " + customer);
        }
        long markers = backends.versions(Backends.ARCHIVE, "unannounced/").stream()
                .filter(marker -> ids.contains(marker.key().substring("unannounced/".length())))
                .count();
        add(undone, markers, "receipts that are marked as unannounced");
        add(
                undone,
                backends.uncommitted("darkroom-tallies", "darkroom.receipts"),
                "receipts without a committed offset");
        return undone;
    }

    private static void add(List<String> undone, long count, String what) {
        if (count != 0) {
            undone.add(count + " " + what);
        }
    }

    /** Waits until nothing is left, or the time is over. */
    static void await(Backends backends, Collection<String> customers, Set<String> ids, Duration limit)
            throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!undone(backends, customers, ids).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK.toMillis());
        }
    }
}
