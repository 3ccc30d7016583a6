package darkroom.chaos;

import darkroom.chaos.proxy.HttpProxy;
import darkroom.chaos.proxy.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes writes of the archive slow, and counts them by key: who writes what somebody else has in work shows. Thread-safe. */
final class Writes {
    private static final String BUCKET = "/" + Backends.ARCHIVE + "/";

    private final HttpProxy s3;
    private final Map<String, Integer> byKey = new ConcurrentHashMap<>();

    Writes(HttpProxy s3) {
        this.s3 = s3;
    }

    /** From now on each takes so much longer: images stay in work. */
    void late(Duration by) {
        Verdict late = Verdict.late(by);
        s3.rule(request -> {
            if (!request.puts(BUCKET)) {
                return Verdict.PASS;
            }
            byKey.merge(request.target().substring(BUCKET.length()), 1, Integer::sum);
            return late;
        });
    }

    /** Whether two have written one object of an image. The app writes none again whose first answer was not lost. */
    boolean cameTwice(Handed handed) {
        return byKey.entrySet().stream()
                .anyMatch(write -> write.getValue() > 1
                        && (write.getKey().startsWith(handed.folder())
                                || write.getKey().equals(handed.quarantine())));
    }
}
