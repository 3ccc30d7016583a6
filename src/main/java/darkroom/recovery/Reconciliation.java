package darkroom.recovery;

import darkroom.model.ArchivedImage;
import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import darkroom.model.StoredReceipt;
import darkroom.model.TalliedImage;
import darkroom.model.TallyRow;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Proves {@code accepted = receipts = announced = rows} for a period, or names what differs. Thread-safe.
 *
 * <p>Two lists in the same order are merged: images of the archive, of which S3 tells keys and times, and images with rows.
 * Where keys, numbers and hours agree no object is read; all else is a suspect, whose receipt is read and whose rows are
 * asked for once more, so that what was on its way in between is no difference. Memory: a page of the listing, a part of the
 * rows, and what differs, up to a bound.
 *
 * <p>The listing has no order in time, so all of the archive's keys are listed, whatever the period. A receipt is looked at
 * where it was stored in the period, up to a day earlier or later; an image whose work took longer than that is found by its
 * rows, or in the period in which its receipt was stored.
 */
public final class Reconciliation {
    /** Clocks differ, and work may wait: so much before and after a period is looked at. */
    private static final Duration MARGIN = Duration.ofDays(1);

    /** So long variants are kept, whoever's; whether one that is older and gone was to be is not looked up. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final int SUSPECTS_AT_ONCE = 500;
    private static final int MARKERS = 100_000;

    private final ReceiptStore archive;
    private final RowStore tallies;
    private final Supplier<Instant> talliedUntil;
    private final SideBySide reads;
    private final Erasures erasures;
    private final Clock clock;

    /**
     * @param talliedUntil what was announced before that has been tallied
     * @param reads of receipts
     */
    public Reconciliation(
            ReceiptStore archive,
            RowStore tallies,
            Supplier<Instant> talliedUntil,
            SideBySide reads,
            Erasures erasures,
            Clock clock) {
        this.archive = archive;
        this.tallies = tallies;
        this.talliedUntil = talliedUntil;
        this.reads = reads;
        this.erasures = erasures;
        this.clock = clock;
    }

    /**
     * @param settle what ended later than so long ago is left for the next time
     * @param unfinished variants without a receipt are told after so long
     */
    public record Patience(Duration settle, Duration unfinished) {}

    /**
     * @param found gets each difference, with the receipt where there is one, else null; also those that the report no longer
     *     names
     * @throws SQLException where ClickHouse does not answer
     */
    public Report run(Period period, Patience patience, BiConsumer<Difference, StoredReceipt> found)
            throws SQLException {
        return new Run(period, patience, found).merge();
    }

    /** One of two lists has more of it than the other, or something else. */
    private record Suspect(UUID id, ArchivedImage archived, TalliedImage tallied) {}

    /** @param stored null where what is stored is no receipt */
    private record Read(StoredReceipt stored) {}

    private final class Run {
        private final Period period;
        private final BiConsumer<Difference, StoredReceipt> found;
        private final Instant now;
        private final Instant kept;
        private final Instant settled;
        private final Instant tallied;
        private final Instant abandoned;
        private final Instant first;
        private final Instant last;
        private final Report report;
        private final Map<UUID, StoredReceipt> markers = new HashMap<>();
        private final List<Suspect> suspects = new ArrayList<>();
        private String customer;

        Run(Period period, Patience patience, BiConsumer<Difference, StoredReceipt> found) {
            this.period = period;
            this.found = found;
            this.now = clock.instant();
            this.kept = now.minus(KEPT);
            this.settled = now.minus(patience.settle());
            this.tallied = talliedUntil.get().minus(patience.settle());
            this.abandoned = now.minus(patience.unfinished());
            this.first = period.from().minus(MARGIN);
            this.last = period.to().plus(MARGIN);
            this.report = new Report(period, settled);
        }

        Report merge() throws SQLException {
            readMarkers();
            Iterator<TalliedImage> rows = tallies.images(first.minus(MARGIN), last, period.customer());
            Iterator<ArchivedImage> images = archive.images(period.customer(), null);
            ArchivedImage left = images.hasNext() ? report.listed(images.next()) : null;
            TalliedImage right = next(rows);
            while (left != null || right != null) {
                int order = order(left, right);
                look(order <= 0 ? left : null, order >= 0 ? right : null);
                if (order <= 0) {
                    left = images.hasNext() ? report.listed(images.next()) : null;
                }
                if (order >= 0) {
                    right = next(rows);
                }
            }
            judge();
            markers.values()
                    .removeIf(marked -> erasures.cover(
                            marked.receipt().customer(), marked.receipt().receivedAt()));
            markers.forEach((id, marked) -> tell(Difference.Kind.unannounced, marked, report::differsToo));
            return report;
        }

        private TalliedImage next(Iterator<TalliedImage> rows) {
            return rows.hasNext() ? rows.next() : null;
        }

        private void readMarkers() {
            Iterator<StoredReceipt> all = archive.unannounced(settled);
            while (all.hasNext() && markers.size() < MARKERS) {
                StoredReceipt marked = all.next();
                if (period.customer() == null
                        || period.customer().equals(marked.receipt().customer())) {
                    markers.put(marked.receipt().id(), marked);
                }
            }
        }

        private void look(ArchivedImage a, TalliedImage t) throws SQLException {
            Instant ended = a == null ? null : a.endedAt();
            boolean stored = a != null && isNear(ended == null ? a.storedAt() : ended);
            boolean dated =
                    t != null && t.first().isBefore(period.to()) && !t.last().isBefore(period.from());
            if ((!stored && !dated) || (ended != null && ended.isAfter(settled))) {
                return;
            }
            if (isAlike(a, t, kept)) {
                if (period.holds(t.first()) && erasures.cover(t.customer(), t.first())) {
                    Difference left = new Difference(Difference.Kind.erased, t.customer(), t.id(), t.first());
                    report.differs(left, false);
                    found.accept(left, null);
                } else if (period.holds(t.first())) {
                    report.alike(t.customer(), t.first(), a.receiptAt() == null);
                }
                return;
            }
            String whose = a == null ? t.customer() : a.customer();
            if (!whose.equals(customer) || suspects.size() == SUSPECTS_AT_ONCE) {
                judge();
                customer = whose;
            }
            suspects.add(new Suspect(a == null ? t.id() : a.id(), a, t));
        }

        private boolean isNear(Instant time) {
            return !time.isBefore(first) && time.isBefore(last);
        }

        private void judge() throws SQLException {
            if (suspects.isEmpty()) {
                return;
            }
            List<Optional<Read>> receipts = reads.all(suspects, suspect -> read(suspect.id()));
            report.read(suspects.size());
            List<Instant> times = new ArrayList<>();
            receipts.forEach(read -> read.map(Read::stored)
                    .ifPresent(s -> times.add(s.receipt().receivedAt().truncatedTo(ChronoUnit.MILLIS))));
            Map<UUID, List<TallyRow>> rows = tallies.rows(
                    customer, suspects.stream().map(Suspect::id).toList(), first.minus(MARGIN), last, times);
            for (int i = 0; i < suspects.size(); i++) {
                Suspect suspect = suspects.get(i);
                judge(suspect, receipts.get(i).orElse(null), rows.getOrDefault(suspect.id(), List.of()));
            }
            suspects.clear();
        }

        private Read read(UUID id) {
            try {
                StoredReceipt stored = archive.stored(customer, id);
                return stored == null ? null : new Read(stored);
            } catch (UncheckedIOException none) {
                return new Read(null);
            }
        }

        private void judge(Suspect suspect, Read read, List<TallyRow> rows) {
            if (read != null && read.stored() == null) {
                differs(suspect, Difference.Kind.unreadable, time(suspect));
            } else if (read != null) {
                judge(suspect, read.stored(), read.stored().receipt(), rows);
            } else if (!rows.isEmpty()) {
                rows.stream() // they may be of more than one day, and come in any order
                        .map(TallyRow::occurredAt)
                        .filter(period::holds)
                        .min(Comparator.naturalOrder())
                        .ifPresent(at -> differs(
                                suspect,
                                erasures.cover(customer, at) ? Difference.Kind.erased : Difference.Kind.orphan,
                                at));
            } else if (suspect.archived() != null
                    && suspect.archived().storedAt().isBefore(abandoned)) {
                differs(suspect, Difference.Kind.unfinished, suspect.archived().storedAt());
            }
        }

        private void judge(Suspect suspect, StoredReceipt stored, Receipt receipt, List<TallyRow> rows) {
            Instant ended =
                    suspect.archived() == null ? null : suspect.archived().endedAt();
            if (!period.holds(receipt.receivedAt()) && !period.holds(ended)) {
                return; // another period's
            }
            if (erasures.cover(receipt.customer(), receipt.receivedAt())) {
                differs(suspect, Difference.Kind.erased, receipt.receivedAt());
                return;
            }
            Optional<Difference.Kind> kind = Verdict.of(receipt, tallies.ids(receipt), rows);
            if (kind.isEmpty() && hasVanished(suspect.archived(), receipt)) {
                kind = Optional.of(Difference.Kind.vanished);
            }
            if (kind.isEmpty()) {
                if (period.holds(receipt.receivedAt())) {
                    report.alike(receipt.customer(), receipt.receivedAt(), receipt.outcome() == Outcome.failed);
                }
            } else {
                boolean failed = receipt.outcome() == Outcome.failed;
                tell(kind(kind.get(), receipt, ended), stored, difference -> report.differs(difference, failed));
                markers.remove(receipt.id());
            }
        }

        /** Of what lies there: where nothing was listed, the receipt itself came after the listing. */
        private boolean hasVanished(ArchivedImage archived, Receipt receipt) {
            return archived != null
                    && archived.variants() < receipt.variants().size()
                    && now.isBefore(receipt.retainUntil());
        }

        private Difference.Kind kind(Difference.Kind kind, Receipt receipt, Instant ended) {
            if (!kind.isMendable()) {
                return kind;
            }
            if (markers.containsKey(receipt.id())) {
                return Difference.Kind.unannounced;
            }
            return ended != null && !ended.isBefore(tallied) ? Difference.Kind.waiting : kind;
        }

        private void differs(Suspect suspect, Difference.Kind kind, Instant at) {
            Difference difference = new Difference(kind, customer, suspect.id(), at);
            if (period.holds(at)) {
                report.differs(difference, false);
                found.accept(difference, null);
            }
        }

        private void tell(Difference.Kind kind, StoredReceipt stored, Consumer<Difference> counter) {
            Receipt receipt = stored.receipt();
            Difference difference = new Difference(kind, receipt.customer(), receipt.id(), receipt.receivedAt());
            counter.accept(difference);
            found.accept(difference, stored);
        }
    }

    private static Instant time(Suspect suspect) {
        return suspect.tallied() != null
                ? suspect.tallied().first()
                : suspect.archived().endedAt();
    }

    /** By customer and id as text, as both lists are sorted; null comes last. */
    private static int order(ArchivedImage a, TalliedImage t) {
        if (a == null || t == null) {
            return a == null ? 1 : -1;
        }
        int customers = a.customer().equals(t.customer()) ? 0 : (a.customer() + '/').compareTo(t.customer() + '/');
        if (customers != 0) {
            return customers;
        }
        int high = Long.compareUnsigned(a.id().getMostSignificantBits(), t.id().getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(a.id().getLeastSignificantBits(), t.id().getLeastSignificantBits());
    }

    /**
     * Whether the lists alone say that all is well. The receipt's own time is not in the listing: its rows are believed where
     * they are of the hour in which it was stored.
     */
    private static boolean isAlike(ArchivedImage a, TalliedImage t, Instant kept) {
        if (a == null || t == null || a.endedAt() == null) {
            return false;
        }
        boolean bare = a.variants() == 0 && (a.endedAt().isBefore(kept) || t.rejected() == t.rows());
        boolean whole = t.rows() == t.highest() && t.first().equals(t.last());
        boolean failed = a.receiptAt() == null;
        boolean as = failed ? t.failed() == 1 && t.rows() == 1 : t.failed() == 0 && (a.variants() == t.rows() || bare);
        return whole
                && as
                && t.first().truncatedTo(ChronoUnit.HOURS).equals(a.endedAt().truncatedTo(ChronoUnit.HOURS));
    }
}
