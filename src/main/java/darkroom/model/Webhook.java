package darkroom.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a customer is told of its images, as the registry keeps it. Immutable.
 *
 * @param events types of events, of {@link #EVENTS}
 * @param since images that were done before are not told
 * @param secrets that sign, the newest first; never plain
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Webhook(String url, Set<String> events, Instant since, List<Secret> secrets) {
    /** All types of events that there are, sorted. */
    public static final Set<String> EVENTS = Collections.unmodifiableSet(
            new TreeSet<>(Arrays.stream(Outcome.values()).map(Webhook::event).toList()));

    /**
     * @param sealed the secret, encrypted under the platform's own
     * @param until when it signs no more; null = for good
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Secret(String sealed, Instant until) {
        /** Whether it signs then. */
        public boolean signs(Instant now) {
            return until == null || until.isAfter(now);
        }
    }

    public Webhook {
        events = Collections.unmodifiableSet(new TreeSet<>(events));
        secrets = List.copyOf(secrets);
    }

    /** The type of the event of an image with this outcome. */
    public static String event(Outcome outcome) {
        return "darkroom.image." + outcome;
    }

    /** Whether it is told of an image. */
    public boolean wants(Receipt receipt) {
        return events.contains(event(receipt.outcome()))
                && !receipt.finishedAt().isBefore(since);
    }
}
