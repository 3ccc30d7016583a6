package darkroom.tally;

import darkroom.model.Use;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * What customers with a quota have taken this day and this month, from the rows of their images: the bytes of all of them,
 * and those that went well, as the card of quotas counts them. Whoever was asked for
 * lately is looked up in one statement, again and again; nobody waits for that, and while ClickHouse is away what was
 * known last counts: within a month it only grows. Thread-safe.
 */
public final class UseWatch {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final String QUERY = """
            SELECT customer_id, sumIf(bytes_received, occurred_at >= fromUnixTimestamp64Milli(?, 'UTC')), sumIf(images, outcome = 'ok')
            FROM darkroom.bi_tallies
            WHERE occurred_at >= fromUnixTimestamp64Milli(?, 'UTC') AND customer_id IN (%s)
            GROUP BY customer_id""";

    private final DataSource dataSource;
    private final Clock clock;
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** @param day on which it was so: another begins with nothing */
    private record Known(Use use, LocalDate day) {}

    public UseWatch(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** What is known of a customer; nothing where it is asked for the first time, and soon more. */
    public Use of(String customer) {
        Instant now = clock.instant();
        asked.put(customer, now);
        Known last = known.get(customer);
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (last == null || !isOfMonth(last, today)) {
            return Use.NONE;
        }
        return last.day().equals(today) ? last.use() : new Use(0, last.use().imagesThisMonth());
    }

    /** Looks up all who were asked for lately. */
    public void look() throws SQLException {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        asked.values().removeIf(at -> at.isBefore(now.minus(REMEMBERED)));
        // of who has not been here for a while it is kept: nobody gets images above a quota for having paused
        known.values().removeIf(last -> !isOfMonth(last, today));
        List<String> customers = new ArrayList<>(asked.keySet());
        if (customers.isEmpty()) {
            return;
        }
        Map<String, Use> found = new ConcurrentHashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        QUERY.formatted(String.join(", ", Collections.nCopies(customers.size(), "?"))))) {
            statement.setLong(1, millis(today));
            statement.setLong(2, millis(today.withDayOfMonth(1)));
            for (int i = 0; i < customers.size(); i++) {
                statement.setString(3 + i, customers.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), new Use(rows.getLong(2), rows.getLong(3)));
                }
            }
        }
        customers.forEach(customer -> known.put(customer, new Known(found.getOrDefault(customer, Use.NONE), today)));
    }

    private static boolean isOfMonth(Known last, LocalDate today) {
        return last.day().withDayOfMonth(1).equals(today.withDayOfMonth(1));
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
