package darkroom.devservices.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.devservices.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ClickHouseKillTest {
    private static final int WRITERS = 16;

    private final Stack stack = Stack.shared();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void aKillUnderSixteenWritersLosesNoAcknowledgedRow() throws Exception {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS front");
            statement.execute("DROP TABLE IF EXISTS front.killed SYNC");
            statement.execute("CREATE TABLE front.killed (id String) ENGINE = MergeTree ORDER BY id");
        }
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        CountDownLatch dead = new CountDownLatch(WRITERS);
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.execute(() -> {
                try {
                    insertUntilItDies(writer);
                } finally {
                    dead.countDown();
                }
            });
        }
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged.size() > 1_000);

        stack.kill("clickhouse");
        assertThat(dead.await(1, TimeUnit.MINUTES)).isTrue();
        writers.shutdown();
        stack.restart("clickhouse");

        Set<String> stored = stored();
        assertThat(stored).containsAll(acknowledged);
        // one more a writer may be there: stored, with the answer lost
        assertThat(stored).hasSizeLessThanOrEqualTo(acknowledged.size() + WRITERS);
    }

    private void insertUntilItDies(int writer) {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            for (int i = 0; ; i++) {
                String id = writer + "-" + i;
                statement.execute("INSERT INTO front.killed SETTINGS async_insert=0 VALUES ('" + id + "')");
                acknowledged.add(id);
            }
        } catch (SQLException e) {
            // that is what a kill looks like from here
        }
    }

    private Set<String> stored() throws SQLException {
        Set<String> ids = new HashSet<>();
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id FROM front.killed")) {
            while (result.next()) {
                assertThat(ids.add(result.getString(1))).as("no row twice").isTrue();
            }
        }
        return ids;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:clickhouse:" + stack.clickhouseUrl(), "default", "");
    }
}
