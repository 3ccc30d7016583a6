package darkroom.tally;

import static darkroom.tally.TallyStack.count;
import static darkroom.tally.TallyStack.migrations;
import static darkroom.tally.TallyStack.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {
    private static final Migration EVENTS = new Migration(
            "001_events.sql", "CREATE TABLE IF NOT EXISTS darkroom.events (n UInt8) ENGINE = MergeTree ORDER BY n");
    private static final Migration ONE_MORE = new Migration("002_one.sql", "INSERT INTO darkroom.events VALUES (1)");
    private HikariDataSource dataSource;

    @BeforeEach
    void beginWithoutADatabase() {
        TallyStack.dropSchema();
        dataSource = TallyStack.dataSource();
    }

    @AfterEach
    void closeThePool() {
        dataSource.close();
    }

    /** Other tests of this engine bring a schema of their own. */
    @AfterAll
    static void leaveNoLedger() {
        TallyStack.dropSchema();
    }

    @Test
    void buildsTheSchemaAndRecordsEachFile() throws Exception {
        new Migrations(dataSource, migrations()).apply();
        assertThat(sql("SELECT name FROM system.tables WHERE database = 'darkroom' ORDER BY name")
                        .lines())
                .containsExactly(
                        "bi_active_customers",
                        "bi_cohorts",
                        "bi_costs",
                        "bi_customers",
                        "bi_daily",
                        "bi_format_gains",
                        "bi_freshness",
                        "bi_months",
                        "bi_net_volume",
                        "bi_now",
                        "bi_operations",
                        "bi_prices",
                        "bi_quotas",
                        "bi_repeats",
                        "bi_tallies",
                        "bi_today",
                        "bi_trends",
                        "customer_dim",
                        "customers",
                        "daily_rollup",
                        "daily_tallies",
                        "image_tallies",
                        "prices",
                        "schema_migrations",
                        "settings",
                        "webhook_attempts");
        assertThat(sql("SELECT number, file, length(sha256) FROM darkroom.schema_migrations ORDER BY number")
                        .lines())
                .containsExactly(
                        "1\t001_image_tallies.sql\t64",
                        "2\t002_customers.sql\t64",
                        "3\t003_bi_tallies.sql\t64",
                        "4\t004_replay_of.sql\t64",
                        "5\t005_prices.sql\t64",
                        "6\t006_bi_views.sql\t64",
                        "7\t007_webhook_attempts.sql\t64",
                        "8\t008_cpu_time.sql\t64",
                        "9\t009_daily_rollup.sql\t64",
                        "10\t010_failures_are_old.sql\t64",
                        "11\t011_whole_spans.sql\t64",
                        "12\t012_forecast_of_newcomers.sql\t64",
                        "13\t013_images_lost.sql\t64",
                        "14\t014_behind.sql\t64");
    }

    /** As an installation is updated that has rows and daily sums. */
    @Test
    void viewsAreReplacedUnderTheRowsAndSumsThatAreThere() throws Exception {
        List<Migration> before =
                migrations().stream().filter(file -> file.number() <= 10).toList();
        new Migrations(dataSource, before).apply();
        CardImages.itIs("2026-03-10");
        sql(
                "INSERT INTO darkroom.image_tallies (tally_id, image_id, customer_id, variant, variant_no, outcome, duration_ms,"
                        + " occurred_at, finished_at) SELECT generateUUIDv4(), generateUUIDv4(), 'acme', 'web', 1, 'ok', 100,"
                        + " toDateTime64('2026-03-10 12:00:00', 3, 'UTC') - toIntervalDay(number), now64(3) FROM numbers(10)");
        sql("INSERT INTO darkroom.settings (name, value) VALUES ('rollup_from_rows', 0)");
        CardImages.sumUp();
        assertThat(count("SELECT count() FROM darkroom.daily_tallies")).isEqualTo(7);

        new Migrations(dataSource, migrations()).apply();
        assertThat(count("SELECT max(number) FROM darkroom.schema_migrations")).isEqualTo(14);
        for (String view : sql("SHOW TABLES FROM darkroom LIKE 'bi_%'").split("\n")) {
            sql("SELECT * FROM darkroom." + view);
        }
        assertThat(sql("SELECT sum(images), sum(processing_seconds) FROM darkroom.bi_costs"))
                .isEqualTo("10\t1");
        assertThat(sql("SELECT count(), sum(daily) FROM darkroom.bi_active_customers"))
                .isEqualTo("9\t9");
    }

    @Test
    void everyTableAndEveryColumnIsExplained() throws Exception {
        new Migrations(dataSource, migrations()).apply();
        assertThat(sql("SELECT table, name FROM system.columns WHERE database = 'darkroom' AND comment = ''"
                        + " AND table != 'customer_dim'"))
                .isEmpty();
        assertThat(sql("SELECT name FROM system.tables WHERE database = 'darkroom' AND comment = ''"
                        + " AND name != 'customer_dim'"))
                .isEmpty();
    }

    @Test
    void everyViewIsReadWithTheRightsOfWhoMadeIt() throws Exception {
        new Migrations(dataSource, migrations()).apply();
        assertThat(sql("SELECT name FROM system.tables WHERE database = 'darkroom' AND engine = 'View'"
                        + " AND create_table_query NOT LIKE '%SQL SECURITY DEFINER%'"))
                .isEmpty();
    }

    @Test
    void appliesEachFileOnce() throws Exception {
        new Migrations(dataSource, List.of(ONE_MORE, EVENTS)).apply();
        Migrations again = new Migrations(dataSource, List.of(EVENTS, ONE_MORE));
        again.apply();
        again.ensure();
        assertThat(count("SELECT count() FROM darkroom.events")).isEqualTo(1);
    }

    @Test
    void appliesOnlyWhatIsNew() throws Exception {
        new Migrations(dataSource, List.of(EVENTS)).apply();
        new Migrations(dataSource, List.of(EVENTS, ONE_MORE)).apply();
        assertThat(count("SELECT count() FROM darkroom.events")).isEqualTo(1);
    }

    /** Found so: a table that was dropped stayed away, for its file was recorded, and every insert failed. */
    @Test
    void aTableThatWasDroppedIsMadeAgainWithAllThatCameAfterIt() throws Exception {
        Migrations migrations = new Migrations(dataSource, migrations());
        migrations.apply();
        sql("DROP TABLE darkroom.image_tallies SYNC");
        migrations.ensure();
        assertThat(count("SELECT count() FROM system.tables WHERE database = 'darkroom' AND name = 'image_tallies'"))
                .as("nobody has noticed yet")
                .isZero();

        SQLException another = new SQLException("another", "HY000", 241);
        assertThatThrownBy(() -> migrations.restore(another)).isSameAs(another);
        assertThat(count("SELECT count() FROM system.tables WHERE database = 'darkroom' AND name = 'image_tallies'"))
                .isZero();
        SQLException gone = new SQLException("Table darkroom.image_tallies does not exist", "HY000", 60);
        assertThatThrownBy(() -> migrations.restore(gone)).isSameAs(gone);

        assertThat(count("SELECT count() FROM darkroom.bi_months")).isZero();
        assertThat(count("SELECT count() FROM system.columns WHERE database = 'darkroom' AND table = 'image_tallies'"
                        + " AND name IN ('replay_of', 'cpu_ms')"))
                .isEqualTo(2);
        assertThat(count("SELECT count() FROM darkroom.schema_migrations FINAL"))
                .isEqualTo(migrations().size());
    }

    @Test
    void anOlderReplicaAcceptsWhatANewerOneApplied() throws Exception {
        new Migrations(dataSource, List.of(EVENTS, ONE_MORE)).apply();
        new Migrations(dataSource, List.of(EVENTS)).apply();
        assertThat(count("SELECT count() FROM darkroom.schema_migrations")).isEqualTo(2);
    }

    @Test
    void aChangedFileStopsTheStart() throws Exception {
        new Migrations(dataSource, List.of(EVENTS)).apply();
        Migration changed = new Migration(EVENTS.file(), EVENTS.sql() + " -- only a comment");
        assertThatThrownBy(() -> new Migrations(dataSource, List.of(changed)).apply())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("001_events.sql was changed after it was applied")
                .hasMessageContaining(EVENTS.sha256())
                .hasMessageContaining("put the change into a new file 002_....sql");
    }

    @Test
    void theLineEndsOfACheckoutAreNoChange() throws Exception {
        Migration unix = new Migration("001_a.sql", "SELECT 1;\nSELECT 2;\n");
        new Migrations(dataSource, List.of(unix)).apply();
        new Migrations(dataSource, List.of(new Migration("001_a.sql", "SELECT 1;\r\nSELECT 2;\r\n"))).apply();
        assertThat(count("SELECT count() FROM darkroom.schema_migrations")).isEqualTo(1);
    }

    @Test
    void aGapStopsTheStart() {
        assertThatThrownBy(() -> new Migrations(dataSource, List.of(EVENTS, new Migration("003_late.sql", "SELECT 1"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Migration 003_late.sql leaves a gap; the next number is 002, rename it to 002_late.sql");
    }

    @Test
    void aNumberThatIsThereTwiceStopsTheStart() {
        assertThatThrownBy(() -> new Migrations(dataSource, List.of(EVENTS, new Migration("001_x.sql", "SELECT 1"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Migration 001_x.sql has a number that another file has")
                .hasMessageContaining("rename it to 002_x.sql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1_a.sql", "001-a.sql", "001_A.sql", "001_.sql", "a.sql", "001_a'b.sql"})
    void aNameWithoutANumberStopsTheStart(String file) {
        assertThatThrownBy(() -> new Migration(file, "SELECT 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'" + file + "'")
                .hasMessageContaining("rename it");
    }

    @Test
    void semicolonsInCommentsAndStringsEndNoStatement() throws Exception {
        Migration tricky = new Migration("002_tricky.sql", """
                -- it's one; not two
                INSERT INTO darkroom.events /* ; */ SELECT length('a;b'); # done; really
                INSERT INTO darkroom.events
                SELECT 4 -- four; the last""");
        new Migrations(dataSource, List.of(EVENTS, tricky)).apply();
        assertThat(sql("SELECT n FROM darkroom.events ORDER BY n")).isEqualTo("3\n4");
    }

    @Test
    void aFileThatFailsIsNamedAndAppliedOnceItIsMended() throws Exception {
        Migration broken = new Migration("002_more.sql", "SELECT 1; CREATE TABEL darkroom.more (n UInt8)");
        assertThatThrownBy(() -> new Migrations(dataSource, List.of(EVENTS, broken)).apply())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Migration 002_more.sql, statement 2")
                .hasMessageContaining("Code: 62");
        Migration mended = new Migration("002_more.sql", "INSERT INTO darkroom.events VALUES (2)");
        new Migrations(dataSource, List.of(EVENTS, mended)).apply();
        assertThat(sql("SELECT n FROM darkroom.events")).isEqualTo("2");
    }

    @Test
    void replicasThatStartAtOnceDoNotDisturbEachOther() throws Exception {
        int replicas = 4;
        CyclicBarrier together = new CyclicBarrier(replicas);
        ExecutorService threads = Executors.newFixedThreadPool(replicas);
        try {
            List<Callable<Void>> starts = new ArrayList<>();
            for (int i = 0; i < replicas; i++) {
                starts.add(() -> {
                    try (HikariDataSource own = TallyStack.dataSource()) {
                        Migrations replica = new Migrations(own, migrations());
                        together.await();
                        replica.apply();
                        return null;
                    }
                });
            }
            for (Future<Void> start : threads.invokeAll(starts)) {
                start.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(count("SELECT count() FROM darkroom.schema_migrations FINAL"))
                .isEqualTo(TallyStack.migrations().size());
        new Migrations(dataSource, migrations()).apply();
    }

    @Test
    void clickHouseBeingAwayIsNoMistakeAndIsMadeUpForLater() throws Exception {
        Migrations migrations = new Migrations(dataSource, List.of(EVENTS));
        TallyStack.stack().kill("clickhouse");
        try {
            assertThatThrownBy(migrations::apply).isInstanceOf(SQLException.class);
            assertThatThrownBy(migrations::ensure).isInstanceOf(SQLException.class);
        } finally {
            TallyStack.stack().restart("clickhouse");
        }
        migrations.ensure();
        assertThat(count("SELECT count() FROM darkroom.schema_migrations")).isEqualTo(1);
    }

    @Test
    void ensuringASchemaThatIsThereAsksNobody() throws Exception {
        Migrations migrations = new Migrations(dataSource, List.of(EVENTS));
        migrations.ensure();
        dataSource.close();
        migrations.ensure();
    }

    @Test
    void aConnectionGoesBackToThePoolAsItCame() throws Exception {
        dataSource.setMaximumPoolSize(1);
        new Migrations(dataSource, List.of(EVENTS)).apply();
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getSchema()).isEqualTo("darkroom");
        }
    }
}
