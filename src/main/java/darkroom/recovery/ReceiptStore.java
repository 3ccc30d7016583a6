package darkroom.recovery;

import darkroom.model.ArchivedImage;
import darkroom.model.Receipt;
import darkroom.model.StoredReceipt;
import java.time.Instant;
import java.util.Iterator;
import java.util.UUID;

/** What recovery asks of the archive. Thread-safe, but for the iterators. */
public interface ReceiptStore {
    /**
     * In the order of {@code customer/} and then of the id as text.
     *
     * @param customer null for all
     * @param after {@code customer/id} of the image to go on behind, or null
     */
    Iterator<ArchivedImage> images(String customer, String after);

    /**
     * The receipt of an image, or the newest record of a failure where it has none, else null.
     *
     * @throws java.io.UncheckedIOException where what is stored is none
     */
    StoredReceipt stored(String customer, UUID id);

    /** Receipts that wait for their announcement, by markers that were made before a time. */
    Iterator<StoredReceipt> unannounced(Instant before);

    /** A receipt is announced: its marker may go. */
    void forget(Receipt receipt);
}
