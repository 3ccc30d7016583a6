package darkroom.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Announces what lies in the inbox although nobody announced it: notices get lost, and some S3 servers send none. A
 * version is announced once it is two intervals old, and again after twelve more in case that notice was lost too;
 * replicas that sweep at the same time only send duplicates, which the door makes harmless. One thread at a time.
 */
public final class InboxSweep {
    private static final int OLD_INTERVALS = 2;
    private static final int AGAIN_INTERVALS = 12;
    private static final int REMEMBERED = 100_000;

    private final S3Client s3;
    private final Inbox inbox;
    private final Notices notices;
    private final Duration interval;
    private final Clock clock;
    private final Map<Arrival, Instant> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Arrival, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    public InboxSweep(S3Client s3, Inbox inbox, Notices notices, Duration interval, Clock clock) {
        this.s3 = s3;
        this.inbox = inbox;
        this.notices = notices;
        this.interval = interval;
        this.clock = clock;
    }

    /** Notices for what is due, as S3 would have sent them. */
    public synchronized List<String> notices() {
        Instant now = clock.instant();
        Instant due = now.minus(interval.multipliedBy(OLD_INTERVALS));
        List<String> out = new ArrayList<>();
        s3.listObjectVersionsPaginator(r -> r.bucket(inbox.bucket())).versions().forEach(version -> {
            Arrival arrival = new Arrival(inbox.bucket(), version.key(), version.versionId());
            if (!version.lastModified().isAfter(due) && isDue(arrival, now)) {
                out.add(notice(arrival, version));
            }
        });
        return out;
    }

    private boolean isDue(Arrival arrival, Instant now) {
        Instant again = seen.get(arrival);
        if (again != null && now.isBefore(again)) {
            return false;
        }
        boolean marked = inbox.isMarked(arrival);
        seen.put(arrival, marked ? Instant.MAX : now.plus(interval.multipliedBy(AGAIN_INTERVALS)));
        return !marked;
    }

    private String notice(Arrival arrival, ObjectVersion version) {
        return notices.write(arrival, version.lastModified(), version.size());
    }
}
