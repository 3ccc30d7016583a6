package darkroom.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Announces what lies in the inbox although nobody announced it: notices get lost, and some S3 servers send none. A
 * version is announced once it is two intervals old, and again after twelve more in case that notice was lost too;
 * replicas that sweep at the same time only send duplicates, which the door makes harmless. While many notices wait nothing is
 * announced: what lies there has one among them, and each replica that starts would add another to each. One thread at a time.
 */
public final class InboxSweep {
    private static final Logger LOG = LoggerFactory.getLogger(InboxSweep.class);
    private static final int OLD_INTERVALS = 2;
    private static final int LATE_INTERVALS = 3;
    private static final int AGAIN_INTERVALS = 12;
    private static final int REMEMBERED = 100_000;

    private final S3Client s3;
    private final Inbox inbox;
    private final Notices notices;
    private final Duration interval;
    private final Backlog backlog;
    private final Clock clock;
    private final Instant started;
    private final Map<Arrival, Instant> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Arrival, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * What waits in the queue.
     *
     * @param waiting how many notices
     * @param most with so many nothing is announced
     */
    public record Backlog(LongSupplier waiting, long most) {
        boolean isLong() {
            return waiting.getAsLong() >= most;
        }
    }

    public InboxSweep(S3Client s3, Inbox inbox, Notices notices, Duration interval, Backlog backlog, Clock clock) {
        this.s3 = s3;
        this.inbox = inbox;
        this.notices = notices;
        this.interval = interval;
        this.backlog = backlog;
        this.clock = clock;
        this.started = clock.instant();
    }

    /**
     * What is due, whoever should have announced it.
     *
     * @throws SdkException where S3 or SQS is away
     */
    public synchronized List<InboxVersion> due() {
        if (backlog.isLong()) {
            LOG.debug("The sweep of {} leaves its turn out: {} notices wait, or more", inbox.bucket(), backlog.most());
            return List.of();
        }
        Instant now = clock.instant();
        Instant due = now.minus(interval.multipliedBy(OLD_INTERVALS));
        List<InboxVersion> out = new ArrayList<>();
        try {
            new InboxListing(s3, inbox).forEach(version -> {
                if (!version.since().isAfter(due) && isDue(version.arrival(), now)) {
                    out.add(version);
                }
            });
        } catch (SdkException e) {
            if (out.isEmpty()) {
                throw e;
            }
            LOG.warn("The sweep of {} ended early, after {} versions: {}", inbox.bucket(), out.size(), e.getMessage());
        }
        return out;
    }

    private boolean isDue(Arrival arrival, Instant now) {
        Instant again = seen.get(arrival);
        if (again != null && now.isBefore(again)) {
            return false;
        }
        boolean marked = inbox.isMarked(arrival);
        if (marked) {
            seen.put(arrival, Instant.MAX);
        }
        return !marked;
    }

    /**
     * The notice of a version, as S3 would have sent it. What was there before this process was, or should have been done
     * by now, may have ended whoever began on it.
     */
    public String notice(InboxVersion version) {
        Instant since = version.since();
        boolean late =
                since.isBefore(started) || !since.isAfter(clock.instant().minus(interval.multipliedBy(LATE_INTERVALS)));
        return notices.write(version.arrival(), since, version.size(), late);
    }

    /** Its notice is in the queue: it is left alone for a while. */
    public synchronized void sent(InboxVersion version) {
        seen.put(version.arrival(), clock.instant().plus(interval.multipliedBy(AGAIN_INTERVALS)));
    }
}
