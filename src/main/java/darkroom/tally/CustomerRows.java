package darkroom.tally;

import darkroom.model.CustomerIds;
import darkroom.model.Erasable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** The rows of a customer, the sums that were made of them, its name and plan, and the log of its webhook. One thread. */
public final class CustomerRows implements Erasable {
    private final DataSource dataSource;
    private final Predicate<String> isBack;

    /** @param isBack whether a customer who was erased is known again, and has rows that are to stay */
    public CustomerRows(DataSource dataSource, Predicate<String> isBack) {
        this.dataSource = dataSource;
        this.isBack = isBack;
    }

    /**
     * Rows are dated by many clocks, some of which may be ahead: of who has not come back all go, whatever their date. Of who
     * is back those until the instant go.
     */
    @Override
    public void erase(String customer, Instant until, boolean dryRun, Log log) throws SQLException {
        if (!CustomerIds.isId(customer)) { // it stands in the statements: a mutation takes no parameters
            throw new IllegalArgumentException("'" + customer + "' is no customer");
        }
        String theirs = "customer_id = '" + customer + "'";
        // before an erasure, which a dry run only foretells, nobody is back
        boolean some = !dryRun && isBack.test(customer);
        UnaryOperator<String> where = column -> some
                ? theirs + " AND " + column + " <= fromUnixTimestamp64Milli(" + until.toEpochMilli() + ", 'UTC')"
                : theirs;
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            erase(statement, "rows", "darkroom.image_tallies", where.apply("occurred_at"), dryRun, log);
            sumUpAgain(statement, customer, dryRun, log);
            erase(
                    statement,
                    "tries of webhooks",
                    "darkroom.webhook_attempts",
                    where.apply("attempted_at"),
                    dryRun,
                    log);
            erase(statement, "names", "darkroom.customers", where.apply("updated_at"), dryRun, log);
        }
    }

    /** The rows are gone at once, and from the disk with the second statement, which also ends what an earlier run began. */
    private static void erase(Statement statement, String what, String table, String where, boolean dryRun, Log log)
            throws SQLException {
        long rows = count(statement, table, where);
        if (!dryRun) {
            statement.execute("DELETE FROM " + table + " WHERE " + where);
            statement.execute("ALTER TABLE " + table + " APPLY DELETED MASK SETTINGS mutations_sync = 2");
        }
        if (rows > 0) {
            log.erased(what, rows, 0);
        }
    }

    /** Daily sums are never changed, but made anew; what was under way was of the rows as they were before. */
    private static void sumUpAgain(Statement statement, String customer, boolean dryRun, Log log) throws SQLException {
        long sums = count(statement, "darkroom.daily_tallies", "customer_id = '" + customer + "'");
        if (!dryRun) {
            for (String step : List.of("CANCEL", "REFRESH", "WAIT")) {
                statement.execute("SYSTEM " + step + " VIEW darkroom.daily_rollup");
            }
        }
        if (sums > 0) {
            log.erased("daily sums", sums, 0);
        }
    }

    private static long count(Statement statement, String table, String where) throws SQLException {
        try (ResultSet count = statement.executeQuery("SELECT count() FROM " + table + " WHERE " + where)) {
            count.next();
            return count.getLong(1);
        }
    }
}
