package darkroom.recovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import darkroom.model.Erasable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was erased of a customer, and what goes by itself. Thread-safe while it is filled. */
public final class ErasureReport implements Erasable.Log {
    /** Of the locked versions that are named; the others are counted alone. */
    public static final int NAMED = 10_000;

    /** How much of something. */
    public record Sum(long count, long bytes) {
        Sum plus(long moreCount, long moreBytes) {
            return new Sum(count + moreCount, bytes + moreBytes);
        }
    }

    /**
     * Records of a topic, from which nobody can take a single one.
     *
     * @param goneAt by when the topic's retention has taken all of the customer's; null where it keeps them for ever
     */
    public record Topic(String topic, Instant goneAt) {}

    private final String customer;
    private final Instant begun;
    private final boolean dryRun;
    private final Instant earlierUntil;
    private final Map<String, Sum> erased = new TreeMap<>();
    private final Map<LocalDate, Sum> lockedByDay = new TreeMap<>();
    private final List<Erasable.Locked> locked = new ArrayList<>();
    private final List<Topic> topics = new ArrayList<>();
    private Instant until;
    private Instant ended;

    /** @param earlierUntil up to when an earlier run has erased, or has begun to; null where there was none */
    ErasureReport(String customer, Instant begun, boolean dryRun, Instant earlierUntil) {
        this.customer = customer;
        this.begun = begun;
        this.dryRun = dryRun;
        this.earlierUntil = earlierUntil;
    }

    /** What is locked is met with each time; what was erased is not. */
    synchronized void beginAgain() {
        locked.clear();
        lockedByDay.clear();
    }

    @Override
    public synchronized void erased(String what, long count, long bytes) {
        erased.merge(what, new Sum(count, bytes), (a, b) -> a.plus(b.count(), b.bytes()));
    }

    @Override
    public synchronized void locked(Erasable.Locked version) {
        LocalDate day = LocalDate.ofInstant(version.goesAt(), ZoneOffset.UTC);
        lockedByDay.merge(day, new Sum(1, version.bytes()), (a, b) -> a.plus(b.count(), b.bytes()));
        if (locked.size() < NAMED) {
            locked.add(version);
        }
    }

    synchronized void end(Instant erasedUntil, Instant now) {
        until = erasedUntil;
        ended = now;
    }

    /** What the records of a topic are worth telling. */
    public synchronized void topic(String topic, Instant goneAt) {
        topics.add(new Topic(topic, goneAt));
    }

    Instant begun() {
        return begun;
    }

    public String getCustomer() {
        return customer;
    }

    @JsonProperty("dryRun")
    public boolean isDryRun() {
        return dryRun;
    }

    /**
     * Up to when an earlier run has erased, all of it or a part; null where there was none. What that one took away is not
     * counted here.
     */
    public Instant getEarlierUntil() {
        return earlierUntil;
    }

    public Instant getBegun() {
        return begun;
    }

    public synchronized Instant getEnded() {
        return ended;
    }

    public synchronized double getSeconds() {
        return Duration.between(begun, ended).toMillis() / 1e3;
    }

    /** What was received later counts again. */
    public synchronized Instant getErasedUntil() {
        return until;
    }

    /** By what it was. */
    public synchronized Map<String, Sum> getErased() {
        return new TreeMap<>(erased);
    }

    /** All versions under lock, by the day on which they are gone. */
    public synchronized Map<LocalDate, Sum> getLockedByDay() {
        return new TreeMap<>(lockedByDay);
    }

    /** At most {@link #NAMED}, in the order of their keys. */
    public synchronized List<Erasable.Locked> getLocked() {
        List<Erasable.Locked> sorted = new ArrayList<>(locked);
        sorted.sort((a, b) -> (a.key() + ' ' + a.version()).compareTo(b.key() + ' ' + b.version()));
        return Collections.unmodifiableList(sorted);
    }

    public synchronized List<Topic> getTopics() {
        return List.copyOf(topics);
    }

    /** Whether there was anything at all. */
    @JsonProperty("empty")
    public synchronized boolean isEmpty() {
        return erased.isEmpty() && lockedByDay.isEmpty();
    }
}
