package darkroom.recovery;

import darkroom.model.ArchivedImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.StoredReceipt;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;

/** Images that failed, and were not done since. Immutable. */
public final class FailedImages {
    private static final Duration MARGIN = Duration.ofDays(1);

    private final ReceiptStore archive;

    public FailedImages(ReceiptStore archive) {
        this.archive = archive;
    }

    /** Each that was received in a period or failed in it last, by the record of its last failure. */
    public void each(Period period, Consumer<Receipt> failure) {
        Iterator<ArchivedImage> images = archive.images(period.customer(), null);
        while (images.hasNext()) {
            ArchivedImage image = images.next();
            boolean open = image.receiptAt() == null
                    && image.failedAt() != null
                    && !image.failedAt().isBefore(period.from().minus(MARGIN));
            StoredReceipt stored = open ? read(image) : null;
            boolean failed = stored != null && stored.receipt().outcome() == Outcome.failed;
            if (failed && (period.holds(stored.receipt().receivedAt()) || period.holds(image.failedAt()))) {
                failure.accept(stored.receipt());
            }
        }
    }

    private StoredReceipt read(ArchivedImage image) {
        try {
            return archive.stored(image.customer(), image.id());
        } catch (UncheckedIOException none) {
            return null; // reconcile names it
        }
    }
}
