package darkroom.chaos;

import java.time.Duration;
import java.util.Map;

/** How long faults last, and what the app waits for: in little, or as in production. */
enum Pace {
    /**
     * Everything shrunk by settings and by shorter outages. A broker allows no shorter session by its defaults ({@code
     * group.min.session.timeout.ms}); a visibility is extended after half of it, in whole seconds.
     */
    SHORT(6, 8, 20, 6, 3, 8, 12, 20, 2),
    /** The literal durations: S3 refuses for two minutes, ClickHouse is away for ten. */
    LITERAL(60, 120, 600, 10, 30, 13, 20, 60, 1);

    private final int outage;
    private final int refusal;
    private final int clickhouse;
    private final int session;
    private final int visibility;
    private final int hang;
    private final int image;
    private final int patience;
    private final int calm;

    Pace(
            int outage,
            int refusal,
            int clickhouse,
            int session,
            int visibility,
            int hang,
            int image,
            int patience,
            int calm) {
        this.outage = outage;
        this.refusal = refusal;
        this.clickhouse = clickhouse;
        this.session = session;
        this.visibility = visibility;
        this.hang = hang;
        this.image = image;
        this.patience = patience;
        this.calm = calm;
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

    /** So long a decoder hangs: longer than a session, and not until the image's time is over. */
    Duration hang() {
        return Duration.ofSeconds(hang);
    }

    /** The time of an image, longer than a session. */
    Duration image() {
        return Duration.ofSeconds(image);
    }

    /** After so long an uploading client takes an answer for lost: longer than a replica stands still. */
    Duration patience() {
        return Duration.ofSeconds(patience);
    }

    /** How many times as long senders wait between two images, in every test run beside others. */
    int calm() {
        return calm;
    }

    /** The app's settings for it. */
    Map<String, String> variables() {
        return Map.of(
                "DARKROOM_IMAGES_SESSION_MILLIS",
                Long.toString(session().toMillis()),
                "DARKROOM_RECEIPTS_SESSION_MILLIS",
                Long.toString(session().toMillis()),
                "DARKROOM_INBOX_VISIBILITY_SECONDS",
                Long.toString(visibility().toSeconds()),
                "DARKROOM_LIMITS_IMAGE_MILLIS",
                Long.toString(image().toMillis()),
                Sabotage.HANGS,
                Long.toString(hang().toMillis()));
    }
}
