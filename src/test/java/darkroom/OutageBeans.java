package darkroom;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What {@link Outages} declares, with short waits, for the tests of single routes. */
public final class OutageBeans {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(500));

    private OutageBeans() {}

    /** By the names that routes use. */
    public static Map<String, Object> all() {
        return Map.of(
                "standBy", new StandBy(BACKOFF),
                "groupOffsets", new GroupOffset.Factory(),
                "inboxGate", new PollGate(List.of()),
                "queueGate", new PollGate(List.of()),
                "announcing", new Announcing(new Breaker("kafka", 2, BACKOFF, () -> 0)));
    }
}
