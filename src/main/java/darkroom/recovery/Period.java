package darkroom.recovery;

import darkroom.model.ArchivedImage;
import java.time.Duration;
import java.time.Instant;

/**
 * What a command is about.
 *
 * @param from included
 * @param to not included
 * @param customer null for all
 */
public record Period(Instant from, Instant to, String customer) {
    /** Clocks differ, and work may wait: so much before and after the period an image may have ended that was received in it. */
    private static final Duration MARGIN = Duration.ofDays(1);

    public Period {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "--from=" + from + " is not before --to=" + to + ": give an earlier --from or a later --to");
        }
    }

    boolean holds(Instant time) {
        return time != null && !time.isBefore(from) && time.isBefore(to);
    }

    /** Whether the listing alone says that an image may be one of the period. */
    boolean isNear(ArchivedImage image) {
        Instant ended = image.endedAt();
        return ended != null && !ended.isBefore(from.minus(MARGIN)) && ended.isBefore(to.plus(MARGIN));
    }
}
