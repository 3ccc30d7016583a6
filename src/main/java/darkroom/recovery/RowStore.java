package darkroom.recovery;

import darkroom.model.Receipt;
import darkroom.model.TalliedImage;
import darkroom.model.TallyRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What recovery asks of ClickHouse. Thread-safe, but for the iterators. */
public interface RowStore {
    /**
     * Images with a row in a period, in the order of {@code customer/} and then of the id as text.
     *
     * @param customer null for all
     */
    Iterator<TalliedImage> images(Instant from, Instant to, String customer) throws SQLException;

    /**
     * The rows of some images in a period, and at the times given whenever that is.
     *
     * @return by image; those without rows are missing
     */
    Map<UUID, List<TallyRow>> rows(
            String customer, Collection<UUID> images, Instant from, Instant to, Collection<Instant> times)
            throws SQLException;

    /** The ids of the rows that a receipt is worth. */
    Set<UUID> ids(Receipt receipt);
}
