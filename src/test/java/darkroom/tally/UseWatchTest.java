package darkroom.tally;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.model.Erasures;
import darkroom.model.Receipt;
import darkroom.model.Use;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real engine. */
class UseWatchTest {
    private static final Instant NOW = Instant.parse("2026-11-26T00:30:00Z");
    private static HikariDataSource dataSource;

    @BeforeAll
    static void connect() throws Exception {
        dataSource = TallyStack.dataSource();
        new Migrations(dataSource, TallyStack.migrations()).apply();
    }

    @AfterAll
    static void disconnect() {
        dataSource.close();
    }

    @BeforeEach
    void nothingIsThere() {
        TallyStack.sql("TRUNCATE TABLE darkroom.image_tallies");
    }

    @Test
    void countsTheDayAndTheMonthInUtcOnceAnImage() throws Exception {
        long bytes = Receipts.ok(UUID.randomUUID(), "demo", NOW, 2).original().bytes();
        Receipt today = Receipts.ok(UUID.randomUUID(), "demo", NOW, 2);
        insert(today, today);
        insert(Receipts.ok(UUID.randomUUID(), "demo", NOW.minus(Duration.ofHours(1)), 2));
        insert(Receipts.ok(UUID.randomUUID(), "demo", NOW.minus(Duration.ofDays(26)), 1));
        insert(Receipts.ok(UUID.randomUUID(), "other", NOW, 1));
        insert(Receipts.failed(UUID.randomUUID(), "demo", NOW.minus(Duration.ofHours(2))));
        UseWatch watch = at(NOW);
        assertThat(watch.of("demo")).as("asked for the first time").isEqualTo(Use.NONE);
        watch.of("nobody");

        watch.look();

        assertThat(watch.of("demo")).isEqualTo(new Use(bytes, 2));
        assertThat(watch.of("nobody")).isEqualTo(Use.NONE);
        assertThat(watch.of("other")).as("not asked for when it looked").isEqualTo(Use.NONE);
    }

    @Test
    void whatWasKnownCountsAfterAPauseButNotInTheNextMonth() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        insert(Receipts.ok(UUID.randomUUID(), "demo", NOW, 1));
        UseWatch watch = new UseWatch(dataSource, clock(now::get));
        watch.of("demo");
        watch.look();

        now.set(NOW.plus(Duration.ofHours(2)));
        watch.look();
        assertThat(watch.of("demo").imagesThisMonth()).isEqualTo(1);

        now.set(NOW.plus(Duration.ofDays(10)));
        watch.look();
        assertThat(watch.of("demo")).isEqualTo(Use.NONE);
    }

    @Test
    void asksNobodyWhereNobodyWasAskedFor() throws Exception {
        HikariDataSource closed = TallyStack.dataSource();
        closed.close();
        new UseWatch(closed, Clock.systemUTC()).look();
    }

    private static Clock clock(InstantSource now) {
        return now.withZone(ZoneOffset.UTC);
    }

    private static UseWatch at(Instant now) {
        return new UseWatch(dataSource, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static void insert(Receipt... receipts) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (Receipt receipt : receipts) {
                statement.execute(new Tallies(Receipts.JSON, Erasures.NONE, () -> {}, () -> {})
                        .insert(List.of(Receipts.tally(receipt))));
            }
        }
    }
}
