package darkroom.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.zaxxer.hikari.HikariDataSource;
import darkroom.Stores;
import darkroom.archive.ArchiveListing;
import darkroom.archive.Receipts;
import darkroom.devservices.Stack;
import darkroom.model.Erasures;
import darkroom.model.SideBySide;
import darkroom.recovery.Difference;
import darkroom.recovery.Period;
import darkroom.recovery.ReceiptStore;
import darkroom.recovery.Reconciliation;
import darkroom.recovery.Report;
import darkroom.tally.Migration;
import darkroom.tally.Migrations;
import darkroom.tally.TalliedImages;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a reconciliation of many images takes, and what memory: a listing that is made up (a real S3 server adds its own
 * time for 3 requests a thousand images) against rows in the real ClickHouse engine. One image in ten thousand has no rows.
 * Fails where it does not find exactly these, or is over the bound.
 */
public final class ReconcileBenchmark {
    private static final int MISSING = 10_000;
    private static final Duration BOUND = Duration.ofSeconds(60);

    private ReconcileBenchmark() {}

    /** @param args the number of images, and of customers */
    public static void main(String[] args) throws Exception {
        int images = Integer.parseInt(args[0]);
        int customers = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-reconcile");
        Stack stack = Stack.start(folder, ClickHouseBenchmark.variables());
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-clickhouse"));
        boolean passed;
        try (HikariDataSource dataSource =
                        ClickHouseBenchmark.pool(stack.clickhouseUrl().getPort());
                SideBySide reads = new SideBySide(16)) {
            new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql")).apply();
            MillionImages s3 = new MillionImages(images, customers);
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(s3.insert(MISSING));
            }
            passed = measure(images, customers, s3, dataSource, reads);
        }
        System.exit(passed ? 0 : 1);
    }

    private static boolean measure(
            int images, int customers, MillionImages s3, HikariDataSource dataSource, SideBySide reads)
            throws SQLException {
        ObjectMapper json = JsonMapper.builder().findAndAddModules().build();
        ReceiptStore archive = Stores.receipts(
                new ArchiveListing(s3, "archive"), new Receipts(s3, "archive", 1830, Erasures.NONE, json));
        Reconciliation reconciliation = new Reconciliation(
                archive,
                Stores.rows(new TalliedImages(dataSource)),
                Instant::now,
                reads,
                Erasures.NONE,
                Clock.systemUTC());
        Period period = new Period(MillionImages.AT.minusSeconds(3600), MillionImages.AT.plusSeconds(3600), null);
        Reconciliation.Patience patience = new Reconciliation.Patience(Duration.ZERO, Duration.ofHours(1));
        System.gc();
        peaks();
        long begin = System.nanoTime();
        Report report = reconciliation.run(period, patience, (difference, stored) -> {});
        double seconds = (System.nanoTime() - begin) / 1e9;
        boolean right = report.count(Difference.Kind.missing) == images / MISSING
                && report.differing() == images / MISSING
                && report.getTotal().getAccepted() == images;
        System.out.printf(
                "%n| images | customers | listed | without rows | found | seconds | peak of the heap MiB |%n|---|---|---|---|---|---|---|%n"
                        + "| %d | %d | %d | %d | %d | %.1f (%d wanted: %s) | %d |%n",
                images,
                customers,
                report.getListed(),
                images / MISSING,
                report.count(Difference.Kind.missing),
                seconds,
                BOUND.toSeconds(),
                seconds <= BOUND.toSeconds() ? "met" : "missed",
                peaks() >> 20);
        if (!right) {
            System.out.println("but it found " + report.kinds() + " of "
                    + report.getTotal().getAccepted());
        }
        return right && seconds <= BOUND.toSeconds();
    }

    /** Bytes of the heap at its fullest since the last call. */
    private static long peaks() {
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                sum += pool.getPeakUsage().getUsed();
                pool.resetPeakUsage();
            }
        }
        return sum;
    }
}
