package darkroom.recovery;

import darkroom.model.ArchivedImage;
import darkroom.model.Erasures;
import darkroom.model.Receipt;
import darkroom.model.StoredReceipt;
import java.time.Instant;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** An archive without the receipts of who was erased: what is there of them still is to go, and is not done again. */
public final class WithoutErased implements ReceiptStore {
    private final ReceiptStore archive;
    private final Erasures erasures;

    public WithoutErased(ReceiptStore archive, Erasures erasures) {
        this.archive = archive;
        this.erasures = erasures;
    }

    @Override
    public Iterator<ArchivedImage> images(String customer, String after) {
        return archive.images(customer, after);
    }

    @Override
    public StoredReceipt stored(String customer, UUID id) {
        StoredReceipt stored = archive.stored(customer, id);
        return stored == null || isErased(stored.receipt()) ? null : stored;
    }

    @Override
    public Iterator<StoredReceipt> unannounced(Instant before) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(archive.unannounced(before), 0), false)
                .filter(stored -> !isErased(stored.receipt()))
                .iterator();
    }

    @Override
    public void forget(Receipt receipt) {
        archive.forget(receipt);
    }

    private boolean isErased(Receipt receipt) {
        return erasures.cover(receipt.customer(), receipt.receivedAt());
    }
}
