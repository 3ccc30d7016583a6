package darkroom.recovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import darkroom.model.ArchivedImage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a reconciliation found. One thread. */
public final class Report {
    /** Of the differences that are named; the others are counted alone. */
    public static final int NAMED = 10_000;

    private record Key(String customer, Instant hour) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::customer).thenComparing(Key::hour).compare(this, other);
        }
    }

    /** A customer's hour. */
    public record Hour(String customer, Instant hour, HourCount images) {}

    private final Period period;
    private final Instant settled;
    private final Map<Key, HourCount> hours = new TreeMap<>();
    private final Map<Difference.Kind, Long> kinds = new EnumMap<>(Difference.Kind.class);
    private final List<Difference> differences = new ArrayList<>();
    private long listed;
    private long read;

    Report(Period period, Instant settled) {
        this.period = period;
        this.settled = settled;
    }

    /** Where nothing differs. */
    void alike(String customer, Instant at, boolean failed) {
        hour(customer, at).alike(failed);
    }

    void differs(Difference difference, boolean failed) {
        hour(difference.customer(), difference.at()).differs(difference.kind(), failed);
        name(difference);
    }

    /** Of an image that was told of already, or lies outside of the period. */
    void differsToo(Difference difference) {
        hour(difference.customer(), difference.at()).differsToo();
        name(difference);
    }

    private void name(Difference difference) {
        kinds.merge(difference.kind(), 1L, Long::sum);
        if (differences.size() < NAMED) {
            differences.add(difference);
        }
    }

    private HourCount hour(String customer, Instant at) {
        return hours.computeIfAbsent(new Key(customer, at.truncatedTo(ChronoUnit.HOURS)), none -> new HourCount());
    }

    /** One more image of the archive, whether it is looked at or not. @return the same */
    ArchivedImage listed(ArchivedImage image) {
        listed++;
        return image;
    }

    void read(int receipts) {
        read += receipts;
    }

    public Instant getFrom() {
        return period.from();
    }

    public Instant getTo() {
        return period.to();
    }

    /** Images that ended later were left for the next time. */
    public Instant getSettledBefore() {
        return settled;
    }

    public HourCount getTotal() {
        HourCount total = new HourCount();
        hours.values().forEach(total::add);
        return total;
    }

    /** Whether neither the archive nor ClickHouse has anything of the period. */
    public boolean holdsNothing() {
        return hours.isEmpty();
    }

    /** Those in which something differs, by customer and hour. */
    public List<Hour> getHours() {
        return hours.entrySet().stream()
                .filter(entry -> entry.getValue().getDiffering() > 0)
                .map(entry -> new Hour(entry.getKey().customer(), entry.getKey().hour(), entry.getValue()))
                .toList();
    }

    /** How often each kind was found; those that were not are missing. */
    @JsonProperty("kinds")
    public Map<Difference.Kind, Long> kinds() {
        return Map.copyOf(kinds);
    }

    public long count(Difference.Kind kind) {
        return kinds.getOrDefault(kind, 0L);
    }

    /** At most {@link #NAMED}. */
    public List<Difference> getDifferences() {
        return List.copyOf(differences);
    }

    /** All of them. */
    @JsonProperty("differing")
    public long differing() {
        return kinds.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Those that announcing again does not mend. */
    @JsonProperty("alarms")
    public long alarms() {
        return kinds.entrySet().stream()
                .filter(entry -> !entry.getKey().isMendable())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Images that the archive listed, of any time. */
    public long getListed() {
        return listed;
    }

    /** Receipts that had to be read, because what the listing says was not enough. */
    public long getRead() {
        return read;
    }
}
