package darkroom.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** When there is nothing left to do, as the engines tell it. */
final class Drain {
    private static final Duration LOOK = Duration.ofMillis(250);

    /** After kills, whose messages are hidden for as long as the dead one's visibility lasts. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private Drain() {}

    /** @param count of them, never 0 */
    private record Rest(long count, String what) {}

    private static List<Rest> rest(Backends backends, Collection<String> customers, Set<String> ids)
            throws InterruptedException, ExecutionException {
        List<Rest> rest = new ArrayList<>();
        add(rest, backends.uncommitted("darkroom-images", "darkroom.images"), "records without a committed offset");
        add(rest, backends.queued(Backends.INBOX), "messages in the inbox queue");
        for (String customer : customers) {
            add(rest, backends.versions(Backends.INBOX, customer + "/").size(), "versions in the inbox of " + customer);
        }
        long markers = backends.versions(Backends.ARCHIVE, "unannounced/").stream()
                .filter(marker -> ids.contains(marker.key().substring("unannounced/".length())))
                .count();
        add(rest, markers, "receipts that are marked as unannounced");
        add(rest, backends.uncommitted("darkroom-tallies", "darkroom.receipts"), "receipts without a committed offset");
        return rest;
    }

    private static void add(List<Rest> rest, long count, String what) {
        if (count != 0) {
            rest.add(new Rest(count, what));
        }
    }

    /**
     * Waits until nothing is left, for as long as it gets less: what many kills held up may take long, and is not lost.
     * What was nothing may be something again: two replicas that look for what nobody announced may both find it, and the
     * slower one announces once more what the other one has already seen through.
     *
     * @param patience so long nothing of any kind gets less before it is given up
     * @return what was left when nothing got less any more, in words; nothing where all was done
     */
    static List<String> await(Backends backends, Collection<String> customers, Set<String> ids, Duration patience)
            throws InterruptedException, ExecutionException {
        Map<String, Long> least = new HashMap<>();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            List<Rest> rest = rest(backends, customers, ids);
            long now = System.nanoTime();
            for (Rest left :
                    rest) { // each by itself: of one image there may be more notices for a while, though images get
                // fewer
                if (left.count() < least.getOrDefault(left.what(), Long.MAX_VALUE)) {
                    least.put(left.what(), left.count());
                    deadline = now + patience.toNanos();
                }
            }
            if (rest.isEmpty() || now - deadline > 0) {
                return rest.stream()
                        .map(left -> left.count() + " " + left.what() + ", for " + patience.toSeconds() + " seconds")
                        .toList();
            }
            Thread.sleep(LOOK.toMillis());
        }
    }
}
