package darkroom.tally;

import java.time.Instant;

/** What became of one record: the rows it is worth, or the reason why it can have none. One thread. */
public final class Tally {
    private final ReceiptRecord record;
    private final String rows;
    private final Instant finishedAt;
    private String reason;

    private Tally(ReceiptRecord record, String rows, Instant finishedAt, String reason) {
        this.record = record;
        this.rows = rows;
        this.finishedAt = finishedAt;
        this.reason = reason;
    }

    /** @param finishedAt of the receipt */
    static Tally of(ReceiptRecord record, String rows, Instant finishedAt) {
        return new Tally(record, rows, finishedAt, null);
    }

    static Tally refused(ReceiptRecord record, String reason) {
        return new Tally(record, "", null, reason);
    }

    /** Of a customer who was erased: neither rows nor a dead letter. */
    static Tally erased(ReceiptRecord record) {
        return new Tally(record, null, null, null);
    }

    boolean isErased() {
        return rows == null;
    }

    ReceiptRecord record() {
        return record;
    }

    /** Lines of JSON, each ended by a line feed; null where it is erased. */
    String rows() {
        return rows;
    }

    /** When the work was done; null where the record is no receipt. */
    Instant finishedAt() {
        return finishedAt;
    }

    /** A code for {@code darkroom_reason}; null as long as nothing speaks against it. */
    String reason() {
        return reason;
    }

    void refuse(String why) {
        reason = why;
    }
}
