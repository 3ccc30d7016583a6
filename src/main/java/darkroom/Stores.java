package darkroom;

import darkroom.archive.ArchiveListing;
import darkroom.archive.Receipts;
import darkroom.model.ArchivedImage;
import darkroom.model.Receipt;
import darkroom.model.StoredReceipt;
import darkroom.model.TalliedImage;
import darkroom.model.TallyRow;
import darkroom.recovery.ReceiptStore;
import darkroom.recovery.RowStore;
import darkroom.tally.TalliedImages;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The rooms of the archive and of the tallies as recovery sees them. */
public final class Stores {
    private Stores() {}

    public static ReceiptStore receipts(ArchiveListing listing, Receipts receipts) {
        return new ReceiptStore() {
            @Override
            public Iterator<ArchivedImage> images(String customer, String after) {
                return listing.images(customer, after);
            }

            @Override
            public StoredReceipt stored(String customer, UUID id) {
                return receipts.stored(customer, id);
            }

            @Override
            public Iterator<StoredReceipt> unannounced(Instant before) {
                return receipts.unannounced(before);
            }

            @Override
            public void forget(Receipt receipt) {
                receipts.forget(receipt);
            }
        };
    }

    public static RowStore rows(TalliedImages tallies) {
        return new RowStore() {
            @Override
            public Iterator<TalliedImage> images(Instant from, Instant to, String customer) throws SQLException {
                return tallies.images(from, to, customer);
            }

            @Override
            public Map<UUID, List<TallyRow>> rows(
                    String customer, Collection<UUID> images, Instant from, Instant to, Collection<Instant> times)
                    throws SQLException {
                return tallies.rows(customer, images, from, to, times);
            }

            @Override
            public Set<UUID> ids(Receipt receipt) {
                return TalliedImages.ids(receipt);
            }
        };
    }
}
