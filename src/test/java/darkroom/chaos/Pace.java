package darkroom.chaos;

import java.time.Duration;
import java.util.Map;

/** How long faults last, and what the app waits for: in little, or as in production. */
enum Pace {
    /**
     * Everything shrunk by settings and by shorter outages. A broker allows no shorter session by its defaults ({@code
     * group.min.session.timeout.ms}); a visibility is extended after half of it, in whole seconds.
     */
    SHORT(6, 8, 20, 6, 3),
    /** The literal durations: S3 refuses for two minutes, ClickHouse is away for ten. */
    LITERAL(60, 120, 600, 10, 30);

    private final int outage;
    private final int refusal;
    private final int clickhouse;
    private final int session;
    private final int visibility;

    Pace(int outage, int refusal, int clickhouse, int session, int visibility) {
        this.outage = outage;
        this.refusal = refusal;
        this.clickhouse = clickhouse;
        this.session = session;
        this.visibility = visibility;
    }

    /** So long something is away or slow. */
    Duration outage() {
        return Duration.ofSeconds(outage);
    }

    /** So long S3 refuses the app's credential. */
    Duration refusal() {
        return Duration.ofSeconds(refusal);
    }

    /** So long ClickHouse is away. */
    Duration clickhouse() {
        return Duration.ofSeconds(clickhouse);
    }

    /** After so long Kafka takes a consumer for dead. */
    Duration session() {
        return Duration.ofSeconds(session);
    }

    /** After so long a message that nobody deletes is visible again. */
    Duration visibility() {
        return Duration.ofSeconds(visibility);
    }

    /** The app's settings for it. */
    Map<String, String> variables() {
        return Map.of(
                "DARKROOM_IMAGES_SESSION_MILLIS", Long.toString(session().toMillis()),
                "DARKROOM_RECEIPTS_SESSION_MILLIS", Long.toString(session().toMillis()),
                "DARKROOM_INBOX_VISIBILITY_SECONDS", Long.toString(visibility().toSeconds()));
    }
}
