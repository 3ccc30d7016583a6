package darkroom.recovery;

import java.time.Instant;

/**
 * What a command is about.
 *
 * @param from included
 * @param to not included
 * @param customer null for all
 */
public record Period(Instant from, Instant to, String customer) {
    public Period {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "--from=" + from + " is not before --to=" + to + ": give an earlier --from or a later --to");
        }
    }

    boolean holds(Instant time) {
        return time != null && !time.isBefore(from) && time.isBefore(to);
    }
}
