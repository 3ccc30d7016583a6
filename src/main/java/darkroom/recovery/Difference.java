package darkroom.recovery;

import java.time.Instant;
import java.util.UUID;

/**
 * One image of which archive and rows do not say the same.
 *
 * @param at when the image was received; where nothing tells that, the time of a row, or when an object of it was stored
 */
public record Difference(Kind kind, String customer, UUID image, Instant at) {
    /** In the words of the commands, of the metrics and of docs/operations.md. */
    public enum Kind {
        /** A receipt, or the record of a failure, without any row. */
        missing(true),
        /** Some rows of the receipt are missing. */
        incomplete(true),
        /** The rows are of an earlier failure. */
        outdated(true),
        /** A marker says that the receipt was not announced yet. */
        unannounced(true),
        /** Announced later than what the tally writer has read by now: its rows are to come. */
        waiting(false),
        /** Rows at another time than the receipt's, so that the image counts twice. */
        moved(false),
        /** More rows than the receipt has variants. */
        surplus(false),
        /** Rows of an image that the archive does not know. */
        orphan(false),
        /** Variants without a receipt: nobody came to an end with the image. */
        unfinished(false),
        /** Variants are hidden or gone though their time is not over. */
        vanished(false),
        /** Of a customer who was erased: the erasure did not come to its end. */
        erased(false),
        /** What lies in the place of the receipt is none. */
        unreadable(false);

        private final boolean mendable;

        Kind(boolean mendable) {
            this.mendable = mendable;
        }

        /** Whether it is gone once the receipt is announced again. */
        public boolean isMendable() {
            return mendable;
        }
    }
}
