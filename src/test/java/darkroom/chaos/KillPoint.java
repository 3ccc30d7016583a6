package darkroom.chaos;

/**
 * Where an image stands when the process dies. A point is a step of a route that the process is about to begin; K2 and K7
 * are no steps, see {@link StandStill}. The K are points of an image's own way, in its order; the T are those of its
 * receipt through the tally writer.
 */
public enum KillPoint {
    K0("received: a body, a record or a notice is in memory", "http-scrub", "keep-offset", "sqs-scrub"),
    K1("identified, not yet looked up", "process-look-up", "kafka-work", "arrived-look-up"),
    K2("decoded", StandStill.DECODED),
    K3("variants are made, none is stored", "each-variant"),
    K4("variants are stored, the receipt is not", "seal"),
    K5("the receipt is stored, not announced", "process-tell"),
    K6("announced, neither answered, committed nor cleared", "same-request", "kafka-commit", "clear"),
    K7("answered, committed or deleted", StandStill.COMPLETED),
    T0("receipts are read, their rows are not stored", "insert"),
    T1("rows are stored, the offsets of the receipts are not", "commit-batch");

    private final String meaning;
    private final String http;
    private final String kafka;
    private final String sqs;

    /** The same step whatever the source. */
    KillPoint(String meaning, String step) {
        this(meaning, step, step, step);
    }

    KillPoint(String meaning, String http, String kafka, String sqs) {
        this.meaning = meaning;
        this.http = http;
        this.kafka = kafka;
        this.sqs = sqs;
    }

    String meaning() {
        return meaning;
    }

    /** Whether it lies on the way of an image, which comes from a door. */
    boolean hasSource() {
        return name().startsWith("K");
    }

    /** @param source null where the point has none */
    String step(Source source) {
        if (!hasSource()) {
            return http;
        }
        return switch (source) {
            case HTTP -> http;
            case KAFKA -> kafka;
            case SQS -> sqs;
        };
    }

    /** @param source null where the point has none */
    String route(Source source) {
        return hasSource() ? source.route() : "tally-writer";
    }
}
