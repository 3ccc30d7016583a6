package darkroom.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.Erasable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErasureTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final List<String> events = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private boolean known = true;
    private boolean comesBack;
    private boolean away;

    private final Registry registry = new Registry();
    private final Erasure erasure =
            new Erasure(registry, List.of(this::objects, this::rows), Duration.ZERO, told::add, new Ticks());

    /** A second later each time that it is looked at. */
    private static final class Ticks extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            Instant shown = now;
            now = now.plusSeconds(1);
            return shown;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final class Registry implements Erasure.Registry {
        private Instant until;

        @Override
        public boolean knows(String customer) {
            return known;
        }

        @Override
        public Optional<Instant> erasedUntil(String customer) {
            return Optional.ofNullable(until);
        }

        @Override
        public void revoke(String customer, Instant at) {
            events.add("revoked");
            until = at;
            known = comesBack;
        }

        @Override
        public void extend(String customer, Instant at) {
            events.add("extended");
            until = at;
        }
    }

    private void objects(String customer, Instant until, boolean dryRun, Erasable.Log log) {
        events.add((dryRun ? "objects looked at until " : "objects until ") + seconds(until));
        log.erased("variants", 2, 100);
        log.locked(new Erasable.Locked("b", "v", 10, NOW.plus(Duration.ofDays(9))));
        log.locked(new Erasable.Locked("a", "v", 20, NOW.plus(Duration.ofDays(10))));
    }

    private void rows(String customer, Instant until, boolean dryRun, Erasable.Log log) throws SQLException {
        if (away) {
            throw new SQLException("away");
        }
        events.add((dryRun ? "rows looked at until " : "rows until ") + seconds(until));
    }

    private ErasureReport run() throws SQLException {
        ErasureReport report = erasure.begin("goes");
        erasure.run(report);
        return report;
    }

    private static long seconds(Instant until) {
        return Duration.between(NOW, until).toSeconds();
    }

    @Test
    void theRegistrySaysSoFirstAndWhatWasInWorkThenGoesToo() throws Exception {
        ErasureReport report = run();

        assertThat(events)
                .containsExactly(
                        "revoked", "objects until 0", "rows until 0", "extended", "objects until 1", "rows until 1");
        assertThat(report.getErasedUntil()).isEqualTo(NOW.plusSeconds(1));
        assertThat(report.getSeconds()).isEqualTo(2);
        assertThat(told).hasSize(2).first().asString().startsWith("The keys of goes are void");
    }

    @Test
    void whoHasComeBackMeanwhileKeepsWhatIsNew() throws Exception {
        comesBack = true;
        assertThat(run().getErasedUntil()).isEqualTo(NOW);
        assertThat(events).endsWith("objects until 0", "rows until 0").doesNotContain("extended");
    }

    @Test
    void whatIsErasedStaysSoWhereThisClockIsBehindThatOfAnEarlierRun() throws Exception {
        Instant earlier = NOW.plus(Duration.ofDays(1));
        known = false;
        registry.until = earlier;

        assertThat(run().getErasedUntil()).isEqualTo(earlier);
        assertThat(registry.until).isEqualTo(earlier);
    }

    @Test
    void aLookChangesNothing() throws Exception {
        ErasureReport report = erasure.look("goes");
        assertThat(events).containsExactly("objects looked at until 0", "rows looked at until 0");
        assertThat(report.isDryRun()).isTrue();
    }

    @Test
    void whatIsLockedIsToldOnceAndWhatWasDeletedEachTime() throws Exception {
        ErasureReport report = run();
        assertThat(report.getEarlierUntil()).isNull();
        assertThat(report.getErased()).containsOnlyKeys("variants").containsValue(new ErasureReport.Sum(4, 200));
        assertThat(report.getLocked()).extracting(Erasable.Locked::key).containsExactly("a", "b");
        assertThat(report.getLockedByDay().values())
                .containsExactly(new ErasureReport.Sum(1, 10), new ErasureReport.Sum(1, 20));
    }

    @Test
    void afterAPlaceWasAwayItIsDoneAgainAndTheKeysAreVoidMeanwhile() throws Exception {
        away = true;
        ErasureReport half = erasure.begin("goes");
        assertThatThrownBy(() -> erasure.run(half)).isInstanceOf(SQLException.class);
        assertThat(half.getErased()).as("what is gone is told").containsValue(new ErasureReport.Sum(2, 100));
        assertThat(known).isFalse();
        assertThat(erasure.isKnown("goes")).as("to the list").isTrue();

        away = false;
        assertThat(run().getEarlierUntil())
                .as("what the first run took away is not counted by the second")
                .isEqualTo(NOW);
        assertThat(events).endsWith("objects until 1", "rows until 1", "extended", "objects until 2", "rows until 2");
    }
}
