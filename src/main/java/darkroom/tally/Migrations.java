package darkroom.tally;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of the database {@code darkroom}, built by numbered files: each is applied once, in order, and recorded with
 * its checksum in {@code darkroom.schema_migrations}. ClickHouse has no transactions over DDL, so a file is recorded
 * after its last statement; whoever finds it unrecorded applies it again, which its idempotent statements allow.
 *
 * <p>Thread-safe, also among replicas.
 */
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String LEDGER = """
            CREATE TABLE IF NOT EXISTS darkroom.schema_migrations
            (
                number     UInt32                                  COMMENT 'Number of the file',
                file       String                                  COMMENT 'Its name',
                sha256     String                                  COMMENT 'Its checksum when it was applied',
                applied_at DateTime64(3, 'UTC') DEFAULT now64(3)   COMMENT 'When that was'
            )
            ENGINE = ReplacingMergeTree ORDER BY (number, sha256)
            COMMENT 'Files of the schema that were applied'""";

    private final DataSource dataSource;
    private final List<Migration> files;
    private volatile boolean applied;

    /** @throws IllegalStateException if a number is missing or there twice, naming the file and the fix */
    public Migrations(DataSource dataSource, List<Migration> files) {
        this.dataSource = dataSource;
        this.files = files.stream()
                .sorted(Comparator.comparing(Migration::number).thenComparing(Migration::file))
                .toList();
        int expected = 1;
        for (Migration file : this.files) {
            if (file.number() != expected) {
                throw new IllegalStateException(misnumbered(file, expected));
            }
            expected++;
        }
    }

    /** Applies what was not applied before, at most once in the life of this object; costs nothing after that. */
    public void ensure() throws SQLException {
        if (!applied) {
            apply();
        }
    }

    /**
     * Makes again what is not there, where a failure says so, and lets the failure go up: who failed may try once more.
     *
     * @throws Exception the failure; or as {@link #apply}
     */
    public void restore(Exception failure) throws Exception {
        if (failure instanceof SQLException sql && ClickHouseErrors.gone(sql)) {
            apply();
        }
        throw failure;
    }

    /**
     * Applies what was not applied before.
     *
     * @throws SQLException if ClickHouse is away: nothing is wrong, {@link #ensure} does it later
     * @throws IllegalStateException if an applied file was changed or one cannot be applied, naming the file and the fix
     */
    public synchronized void apply() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            // The driver sends the URL's database with every request, and the server refuses all of them until it is
            // there; `system` always is. A pooled connection goes back as it came.
            String database = connection.getSchema();
            connection.setSchema("system");
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                migrate(statement);
            } finally {
                connection.setSchema(database);
            }
        }
        applied = true;
    }

    private void migrate(Statement statement) throws SQLException {
        statement.execute("CREATE DATABASE IF NOT EXISTS darkroom");
        statement.execute(LEDGER);
        Map<Integer, String> recorded = recorded(statement);
        forgetWhatIsGone(statement, recorded);
        for (Migration file : files) {
            String checksum = recorded.get(file.number());
            if (checksum == null) {
                run(statement, file);
            } else if (!checksum.equals(file.sha256())) {
                throw new IllegalStateException(
                        "Migration %s was changed after it was applied (sha-256 then %s, now %s). Restore it, and put the change into a new file %03d_....sql"
                                .formatted(file.file(), checksum, file.sha256(), files.size() + 1));
            }
        }
    }

    /** Where somebody dropped a table, its file and all behind it, which may have changed the table, count as not applied. */
    private void forgetWhatIsGone(Statement statement, Map<Integer, String> recorded) throws SQLException {
        Set<String> there = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("SELECT name FROM system.tables WHERE database = 'darkroom'")) {
            while (rows.next()) {
                there.add(rows.getString(1));
            }
        }
        for (Migration file : files) {
            List<String> gone = file.tables().stream()
                    .filter(table -> !there.contains(table))
                    .toList();
            if (recorded.containsKey(file.number()) && !gone.isEmpty()) {
                LOG.warn(
                        "ClickHouse: {} is gone and is made again, empty{}",
                        gone,
                        gone.contains("image_tallies") ? "; replay receipts fills it" : "");
                recorded.keySet().removeIf(number -> number >= file.number());
                return;
            }
        }
    }

    private static Map<Integer, String> recorded(Statement statement) throws SQLException {
        Map<Integer, String> recorded = new HashMap<>();
        // oldest first: should two different files ever have been recorded by a race, the first one counts
        String query = "SELECT number, sha256 FROM darkroom.schema_migrations ORDER BY applied_at";
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                recorded.putIfAbsent(rows.getInt(1), rows.getString(2));
            }
        }
        return recorded;
    }

    private static void run(Statement statement, Migration file) throws SQLException {
        int number = 0;
        for (String sql : file.statements()) {
            number++;
            try {
                statement.execute(sql);
            } catch (SQLException refused) {
                if (ClickHouseErrors.away(refused)) {
                    throw refused;
                }
                throw new IllegalStateException(
                        "Migration %s, statement %d: %s. Mend the file; it counts as not applied"
                                .formatted(file.file(), number, refused.getMessage()),
                        refused);
            }
        }
        // file names hold nothing that needs quoting, see Migration
        statement.execute("INSERT INTO darkroom.schema_migrations (number, file, sha256) SETTINGS async_insert=0"
                + " VALUES (%d, '%s', '%s')".formatted(file.number(), file.file(), file.sha256()));
        LOG.info("ClickHouse: applied {}", file.file());
    }

    private static String misnumbered(Migration file, int expected) {
        String what = file.number() < expected ? "has a number that another file has" : "leaves a gap";
        return "Migration %s %s; the next number is %03d, rename it to %03d%s"
                .formatted(file.file(), what, expected, expected, file.file().substring(3));
    }
}
