package darkroom.webhooks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a delivery waits between its tries. Up to a tenth is added by chance, so that what failed together does not come
 * back together. Immutable.
 *
 * @param waits behind the first try, behind the second, ...; behind the last there is none
 */
record Schedule(List<Duration> waits) {
    Schedule {
        waits = List.copyOf(waits);
        for (Duration wait : waits) {
            if (wait.toSeconds() < 1) {
                throw new IllegalArgumentException("darkroom.webhooks.retry-seconds holds " + wait.toSeconds()
                        + ": give seconds of at least 1, such as 5,300,1800");
            }
        }
    }

    /** @throws IllegalArgumentException where a wait is none */
    static Schedule ofSeconds(String commaSeparated) {
        try {
            return new Schedule(Arrays.stream(commaSeparated.split(",", -1))
                    .map(text -> Duration.ofSeconds(Long.parseLong(text.strip())))
                    .toList());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "darkroom.webhooks.retry-seconds is '" + commaSeparated + "': give seconds such as 5,300,1800", e);
        }
    }

    /** @param tries that failed, at least 1; empty where that was the last */
    Optional<Duration> after(int tries) {
        if (tries > waits.size()) {
            return Optional.empty();
        }
        long millis = waits.get(tries - 1).toMillis();
        return Optional.of(
                Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1)));
    }

    /** Of all waits. */
    Duration whole() {
        return waits.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
