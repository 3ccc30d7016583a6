package darkroom.recovery;

import static darkroom.recovery.Rooms.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import darkroom.model.TallyRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which archive and rows may differ, and those in which they only seem to. */
class ReconciliationTest {
    private static final Instant NOW = HOUR.plus(Duration.ofDays(2));
    private static final Instant AT = HOUR.plusSeconds(60);
    private static final Period PERIOD = new Period(HOUR.minusSeconds(3600), HOUR.plusSeconds(7200), null);
    private static final Reconciliation.Patience PATIENCE =
            new Reconciliation.Patience(Duration.ofMinutes(5), Duration.ofHours(1));

    private final Rooms rooms = new Rooms();
    private final SideBySide reads = new SideBySide(4);
    private final List<Difference> found = new ArrayList<>();
    private Instant now = NOW;
    private Instant talliedUntil = NOW;
    private Erasures erasures = Erasures.NONE;

    @AfterEach
    void close() {
        reads.close();
    }

    @Test
    void whatAgreesIsCountedAndNotRead() throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        rooms.image(2, "a-b", Outcome.ok, AT);
        rooms.image(3, "a", Outcome.rejected, AT);
        rooms.image(4, "a", Outcome.failed, AT);

        Report report = run(PERIOD);

        assertThat(report.differing()).isZero();
        assertThat(report.getHours()).isEmpty();
        assertThat(report.getTotal())
                .extracting(
                        HourCount::getAccepted, HourCount::getAnnounced, HourCount::getTallied, HourCount::getFailed)
                .containsExactly(3L, 3L, 3L, 1L);
        assertThat(rooms.reads).isEmpty();
    }

    @Test
    void namesAReceiptWithoutRowsWithItsHourAndReadsItAlone() throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        Receipt missing = rooms.archived(2, "a", Outcome.ok, AT, AT.plusSeconds(1));

        Report report = run(PERIOD);

        assertThat(found).containsExactly(new Difference(Difference.Kind.missing, "a", missing.id(), AT));
        assertThat(rooms.reads).containsExactly(missing.id());
        assertThat(report.getHours()).singleElement().satisfies(hour -> {
            assertThat(hour.hour()).isEqualTo(HOUR);
            assertThat(hour.images())
                    .extracting(HourCount::getAccepted, HourCount::getAnnounced, HourCount::getTallied)
                    .containsExactly(2L, 1L, 1L);
        });
    }

    @Test
    void aFailureWithoutARowIsMissingToo() throws Exception {
        rooms.archived(1, "a", Outcome.failed, AT, AT.plusSeconds(1));

        assertThat(kinds()).containsExactly(Difference.Kind.missing);
    }

    @Test
    void someRowsAreNotAll() throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        rooms.rows(1).remove(0);

        assertThat(kinds()).containsExactly(Difference.Kind.incomplete);
    }

    @Test
    void aRowOfTheFailureBeforeIsOutdated() throws Exception {
        Receipt ok = rooms.archived(1, "a", Outcome.rejected, AT, AT.plusSeconds(1));
        UUID row = rooms.ids(ok).iterator().next();
        rooms.tallied(ok);
        rooms.rows(1).set(0, new TallyRow(row, AT, Outcome.failed));

        assertThat(kinds()).containsExactly(Difference.Kind.outdated);
    }

    @Test
    void moreRowsThanVariantsAreASurplus() throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        rooms.rows(1).add(new TallyRow(UUID.randomUUID(), AT, Outcome.ok));

        assertThat(kinds()).containsExactly(Difference.Kind.surplus);
    }

    @Test
    void rowsAtAnotherHourThanTheReceiptsHaveMoved() throws Exception {
        Receipt receipt = rooms.archived(1, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.tallied(receipt);
        rooms.rows(1).replaceAll(row -> new TallyRow(row.tallyId(), AT.plusSeconds(3600), row.outcome()));

        assertThat(kinds()).containsExactly(Difference.Kind.moved);
    }

    @Test
    void rowsAtTheRightHourAndAtAnotherHaveMovedToo() throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        TallyRow row = rooms.rows(1).get(0);
        rooms.rows(1).add(new TallyRow(row.tallyId(), AT.plusSeconds(3600), row.outcome()));

        assertThat(kinds()).containsExactly(Difference.Kind.moved);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void variantsThatWentBeforeTheirTimeAreAnAlarm(int gone) throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        rooms.takeVariants(1, gone);

        Report report = run(PERIOD);

        assertThat(found).containsExactly(new Difference(Difference.Kind.vanished, "a", Rooms.id(1), AT));
        assertThat(report.alarms()).isOne();
    }

    @Test
    void variantsGoWhenTheirTimeIsOver() throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        rooms.takeVariants(1, 2);
        now = AT.plus(Rooms.KEPT).plusSeconds(60);

        assertThat(kinds()).isEmpty();
        assertThat(rooms.reads).isEmpty();
    }

    @Test
    void rowsWithoutAReceiptAreAnAlarm() throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        rooms.forgetReceipt(1);

        Report report = run(PERIOD);

        assertThat(found).containsExactly(new Difference(Difference.Kind.orphan, "a", Rooms.id(1), AT));
        assertThat(report.alarms()).isOne();
        assertThat(report.getTotal().getTallied()).isOne();
        assertThat(report.getTotal().getAccepted()).isZero();
    }

    /** As by a clock that was ahead: rows of one image come in any order. */
    @Test
    void rowsWithoutAReceiptAreAnAlarmWhereOthersOfTheSameImageAreOfAnotherPeriod() throws Exception {
        rooms.image(1, "a", Outcome.ok, AT);
        TallyRow row = rooms.rows(1).get(0);
        rooms.rows(1).add(0, new TallyRow(row.tallyId(), PERIOD.to().plusSeconds(1), row.outcome()));
        rooms.forgetReceipt(1);

        run(PERIOD);

        assertThat(found).containsExactly(new Difference(Difference.Kind.orphan, "a", Rooms.id(1), AT));
    }

    @Test
    void variantsWithoutAReceiptAreToldWhenTheyAreOld() throws Exception {
        rooms.stray(1, "a", AT);

        assertThat(kinds()).containsExactly(Difference.Kind.unfinished);
    }

    @Test
    void variantsThatJustCameAreStillInWork() throws Exception {
        rooms.stray(1, "a", NOW.minusSeconds(60));

        assertThat(run(new Period(HOUR, NOW, null)).differing()).isZero();
    }

    @Test
    void whatLiesInThePlaceOfAReceiptIsTold() throws Exception {
        rooms.archived(1, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.unreadable.add(Rooms.id(1));

        assertThat(kinds()).containsExactly(Difference.Kind.unreadable);
    }

    @Test
    void aMarkerSaysWhyRowsAreMissing() throws Exception {
        rooms.archived(1, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.image(2, "a", Outcome.ok, AT);
        rooms.marked.addAll(List.of(Rooms.id(1), Rooms.id(2)));

        Report report = run(PERIOD);

        assertThat(found)
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.unannounced, Difference.Kind.unannounced);
        assertThat(report.getTotal().getAccepted()).isEqualTo(2);
        assertThat(report.getTotal().getTallied()).isOne();
    }

    @Test
    void whatTheTallyWriterHasNotReadYetWaits() throws Exception {
        talliedUntil = AT;
        rooms.archived(1, "a", Outcome.ok, AT, AT.plusSeconds(1));

        assertThat(kinds()).containsExactly(Difference.Kind.waiting);
    }

    @Test
    void whatEndedJustNowIsLeftForTheNextTime() throws Exception {
        rooms.archived(1, "a", Outcome.ok, NOW.minusSeconds(70), NOW.minusSeconds(60));

        Report report = run(new Period(HOUR, NOW, null));

        assertThat(report.differing()).isZero();
        assertThat(report.getSettledBefore()).isEqualTo(NOW.minus(PATIENCE.settle()));
    }

    @Test
    void anImageOnTheEdgeOfAnHourIsReadAndIsNoDifference() throws Exception {
        Receipt receipt = rooms.archived(1, "a", Outcome.ok, HOUR.plusSeconds(3599), HOUR.plusSeconds(3601));
        rooms.tallied(receipt);

        Report report = run(PERIOD);

        assertThat(report.differing()).isZero();
        assertThat(report.getTotal().getTallied()).isOne();
        assertThat(rooms.reads).containsExactly(receipt.id());
    }

    @Test
    void anImageThatWaitedForDaysIsFoundWhereItsReceiptWasStored() throws Exception {
        Receipt late = rooms.archived(1, "a", Outcome.ok, AT.minus(Duration.ofDays(20)), AT);

        run(PERIOD);

        assertThat(found).containsExactly(new Difference(Difference.Kind.missing, "a", late.id(), late.receivedAt()));
    }

    @Test
    void whatIsOfAnotherPeriodOrCustomerIsLeftAlone() throws Exception {
        rooms.archived(1, "a", Outcome.ok, AT.minusSeconds(9000), AT.minusSeconds(8900));
        rooms.archived(2, "b", Outcome.ok, AT, AT.plusSeconds(1));

        assertThat(run(new Period(PERIOD.from(), PERIOD.to(), "a")).differing()).isZero();
    }

    @Test
    void moreThanOneBatchOfSuspectsIsJudged() throws Exception {
        for (int i = 0; i < 120; i++) {
            rooms.archived(i, i % 2 == 0 ? "a" : "b", Outcome.ok, AT, AT.plusSeconds(1));
        }
        for (int i = 120; i < 127; i++) {
            rooms.image(i, "b", Outcome.ok, AT);
        }

        Report report = run(PERIOD);

        assertThat(report.count(Difference.Kind.missing)).isEqualTo(120);
        assertThat(report.getTotal().getAccepted()).isEqualTo(127);
        assertThat(report.getListed()).isEqualTo(127);
        assertThat(report.getRead()).isEqualTo(120);
    }

    @Test
    void namesWhatIsLeftOfAnErasedCustomerAndNeverMendsIt() throws Exception {
        rooms.image(1, "gone", Outcome.ok, AT);
        rooms.archived(2, "gone", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.tallied(rooms.archived(3, "gone", Outcome.ok, AT, AT.plusSeconds(1)));
        rooms.forgetReceipt(3);
        rooms.image(4, "gone", Outcome.ok, AT.plusSeconds(10));
        rooms.image(5, "here", Outcome.ok, AT);
        erasures = customer -> customer.equals("gone") ? Optional.of(AT) : Optional.empty();

        Report report = run(PERIOD);

        assertThat(found)
                .extracting(Difference::kind)
                .containsOnly(Difference.Kind.erased)
                .hasSize(3);
        assertThat(report.alarms()).isEqualTo(3);
        assertThat(report.getTotal().getTallied())
                .as("what is newer, and who is here")
                .isEqualTo(2);
    }

    private List<Difference.Kind> kinds() throws Exception {
        run(PERIOD);
        return found.stream().map(Difference::kind).toList();
    }

    private Report run(Period period) throws Exception {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new Reconciliation(rooms, rooms, () -> talliedUntil, reads, erasures, clock)
                .run(period, PATIENCE, (difference, stored) -> found.add(difference));
    }
}
