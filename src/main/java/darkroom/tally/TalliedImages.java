package darkroom.tally;

import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.TalliedImage;
import darkroom.model.TallyRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The images that have rows, to be held against the archive. Thread-safe; what it returns is for one thread.
 *
 * <p>They are asked for in parts, a customer and a range of ids each: a part is all the memory that it takes, and no answer
 * waits on the wire for a slow reader, which the server would hang up on. Ids are evenly spread, for they are hashes, so the
 * ranges are as long as each other. A method fails with {@link SQLException} where ClickHouse is away.
 */
public final class TalliedImages {
    /** About 20 MB of heap. */
    private static final int IMAGES_A_PART = 100_000;

    /** Ranges are of the first four hexadecimal digits. */
    private static final int RANGES = 1 << 16;

    private static final String PERIOD =
            "occurred_at >= fromUnixTimestamp64Milli(%d, 'UTC') AND occurred_at < fromUnixTimestamp64Milli(%d, 'UTC')";

    private static final String CUSTOMERS = """
            SELECT customer_id, uniq(image_id) FROM darkroom.image_tallies WHERE %s
            GROUP BY customer_id ORDER BY concat(customer_id, '/')""";

    private static final String IMAGES = """
            SELECT toString(image_id) AS id, count(), max(variant_no), toUnixTimestamp64Milli(min(occurred_at)),
                toUnixTimestamp64Milli(max(occurred_at)), countIf(outcome = 'failed'),
                countIf(outcome = 'rejected')
            FROM darkroom.image_tallies FINAL
            WHERE customer_id = ? AND %s AND toString(image_id) >= '%04x' AND toString(image_id) < '%s'
            GROUP BY image_id ORDER BY id""";

    private static final String ROWS = """
            SELECT toString(image_id), toString(tally_id), toUnixTimestamp64Milli(occurred_at), outcome
            FROM darkroom.image_tallies FINAL
            WHERE customer_id = ? AND image_id IN (%s) AND (%s OR occurred_at IN (%s))""";

    private final DataSource dataSource;
    private final int imagesAPart;

    public TalliedImages(DataSource dataSource) {
        this(dataSource, IMAGES_A_PART);
    }

    TalliedImages(DataSource dataSource, int imagesAPart) {
        this.dataSource = dataSource;
        this.imagesAPart = imagesAPart;
    }

    /** One customer's ids from {@code from} on, below {@code to}, both of four digits. */
    private record Part(String customer, int from, int to) {}

    /**
     * Those with a row in a period, in the order of {@code customer/} and then of the id as text, as the archive lists them.
     *
     * @param customer null for all
     */
    public Iterator<TalliedImage> images(Instant from, Instant to, String customer) throws SQLException {
        String period = period(from, to);
        String where = customer == null ? period : period + " AND customer_id = ?";
        Deque<Part> parts = new ArrayDeque<>();
        ask(CUSTOMERS.formatted(where), customer, row -> {
            long count = row.getLong(2) / imagesAPart + 1;
            for (int part = 0; part < count; part++) {
                parts.add(new Part(
                        row.getString(1), (int) ((long) RANGES * part / count), (int) (RANGES * (part + 1L) / count)));
            }
        });
        return new Images(parts, period);
    }

    private final class Images implements Iterator<TalliedImage> {
        private final Deque<Part> parts;
        private final String period;
        private Iterator<TalliedImage> part = List.<TalliedImage>of().iterator();

        Images(Deque<Part> parts, String period) {
            this.parts = parts;
            this.period = period;
        }

        @Override
        public boolean hasNext() {
            while (!part.hasNext() && !parts.isEmpty()) {
                part = read(parts.remove()).iterator();
            }
            return part.hasNext();
        }

        @Override
        public TalliedImage next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return part.next();
        }

        private List<TalliedImage> read(Part part) {
            String end = part.to() == RANGES ? "g" : "%04x".formatted(part.to());
            List<TalliedImage> images = new ArrayList<>();
            try {
                ask(
                        IMAGES.formatted(period, part.from(), end),
                        part.customer(),
                        row -> images.add(new TalliedImage(
                                part.customer(),
                                UUID.fromString(row.getString(1)),
                                row.getInt(2),
                                row.getInt(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                Instant.ofEpochMilli(row.getLong(5)),
                                row.getInt(6),
                                row.getInt(7))));
            } catch (SQLException e) {
                throw new IllegalStateException("ClickHouse does not answer any more: " + e.getMessage(), e);
            }
            return images;
        }
    }

    /**
     * The rows of some images, by image; those without any are missing there.
     *
     * @param times of rows that are looked for outside of the period too
     */
    public Map<UUID, List<TallyRow>> rows(
            String customer, Collection<UUID> images, Instant from, Instant to, Collection<Instant> times)
            throws SQLException {
        Map<UUID, List<TallyRow>> found = new HashMap<>();
        String ids = images.stream().map(id -> "'" + id + "'").collect(Collectors.joining(","));
        String at = times.isEmpty()
                ? time(from)
                : times.stream().map(TalliedImages::time).collect(Collectors.joining(","));
        ask(ROWS.formatted(ids, period(from, to), at), customer, row -> found.computeIfAbsent(
                        UUID.fromString(row.getString(1)), none -> new ArrayList<>())
                .add(new TallyRow(
                        UUID.fromString(row.getString(2)),
                        Instant.ofEpochMilli(row.getLong(3)),
                        Outcome.valueOf(row.getString(4)))));
        return found;
    }

    /** Of the rows that a receipt is worth. */
    public static Set<UUID> ids(Receipt receipt) {
        Set<UUID> ids = new HashSet<>();
        for (int number = 1; number <= Math.max(1, receipt.variants().size()); number++) {
            ids.add(TallyRows.id(receipt.id(), number));
        }
        return ids;
    }

    private static String period(Instant from, Instant to) {
        return PERIOD.formatted(from.toEpochMilli(), to.toEpochMilli());
    }

    private static String time(Instant at) {
        return "fromUnixTimestamp64Milli(" + at.toEpochMilli() + ", 'UTC')";
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    /** @param parameter null where the query has none */
    private void ask(String sql, String parameter, Row each) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            if (parameter != null) {
                query.setString(1, parameter);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    each.read(rows);
                }
            }
        }
    }
}
