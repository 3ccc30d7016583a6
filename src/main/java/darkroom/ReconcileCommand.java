package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import darkroom.recovery.Announcer;
import darkroom.recovery.Difference;
import darkroom.recovery.HourCount;
import darkroom.recovery.Period;
import darkroom.recovery.ReceiptStore;
import darkroom.recovery.Reconciliation;
import darkroom.recovery.Report;
import darkroom.recovery.TallyProgress;
import darkroom.tally.TalliedImages;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reconcile}: proves for each customer and hour that what was accepted is announced and tallied, or names what is not. */
@Command(
        name = "reconcile",
        sortOptions = false,
        description = {
            "Holds the receipts of the archive against the rows of ClickHouse, image by image, and prints for each",
            "customer and hour in which they differ: accepted = receipts = announced = rows; then what differs, and totals.",
            "A period with nothing in it, and a customer who is not in the registry, are told in words.",
            "Exit 0 where nothing differs (or all of it was announced again), 1 where something does, 2 where there is no such",
            "customer, and neither a receipt nor a row of one."
        })
final class ReconcileCommand implements Callable<Integer> {
    private static final int USAGE = 2;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration UNFINISHED = Duration.ofHours(1);

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeriodOptions options;

    @Option(names = "--repair", description = "announce receipts without their rows again; rows follow in a moment")
    private boolean repair;

    @Option(names = "--json", description = "print all of it as one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Clock clock = Clock.systemUTC();
        Period period = options.period(clock.instant(), A_DAY);
        try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools();
                SideBySide reads = new SideBySide(tools.settings().reconcile().reads())) {
            String customer = period.customer();
            boolean isKnown = customer == null || tools.registry().knows(customer);
            Report report = run(tools, reads, period, clock);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(tools.get(ObjectMapper.class).writeValueAsString(report));
            } else {
                print(report, out);
                Instant until = period.to().isBefore(report.getSettledBefore())
                        ? period.to()
                        : report.getSettledBefore().truncatedTo(ChronoUnit.SECONDS);
                if (report.holdsNothing() && period.from().isBefore(until)) { // what is younger was not looked at
                    out.printf(
                            "Nothing%s was accepted from %s to %s.%n",
                            customer == null ? "" : " of " + customer, period.from(), until);
                }
            }
            if (!isKnown) {
                Optional<Instant> erased = tools.erasures().until(customer);
                (json ? spec.commandLine().getErr() : out).println(unknown(customer, erased));
                if (erased.isEmpty() && report.holdsNothing()) {
                    return USAGE;
                }
            }
            return (repair ? report.alarms() : report.differing()) == 0 ? 0 : 1;
        }
    }

    private static String unknown(String customer, Optional<Instant> erased) {
        return "There is no customer " + customer + " in the registry"
                + erased.map(until -> ": it was erased at " + until).orElse("") + ".";
    }

    private Report run(RecoveryCommands.Tools tools, SideBySide reads, Period period, Clock clock) throws Exception {
        Settings settings = tools.settings();
        ReceiptStore archive = tools.wholeArchive();
        Reconciliation reconciliation = new Reconciliation(
                archive,
                Stores.rows(new TalliedImages(tools.clickHouse())),
                new TallyProgress(
                        settings.kafka().brokers(),
                        settings.receipts().topic(),
                        settings.receipts().group(),
                        clock),
                reads,
                tools.erasures(),
                clock);
        Reconciliation.Patience patience = new Reconciliation.Patience(
                Duration.ofSeconds(settings.reconcile().settleSeconds()), UNFINISHED);
        if (!repair) {
            return reconciliation.run(period, patience, (difference, stored) -> {});
        }
        List<Receipt> marked = new ArrayList<>();
        try (Announcer announcer = tools.announcer()) {
            Report report = reconciliation.run(period, patience, (difference, stored) -> {
                if (difference.kind().isMendable()) {
                    announcer.announce(stored);
                }
                if (difference.kind() == Difference.Kind.unannounced) {
                    marked.add(stored.receipt());
                }
            });
            announcer.flush();
            marked.forEach(archive::forget);
            return report;
        }
    }

    private void print(Report report, PrintWriter out) {
        List<Report.Hour> hours = report.getHours();
        if (!hours.isEmpty()) {
            out.printf(
                    "%-24s  %-17s %9s %9s %9s %9s %9s%n",
                    "customer", "hour", "accepted", "announced", "tallied", "failed", "differ");
        }
        for (Report.Hour hour : hours) {
            HourCount images = hour.images();
            out.printf(
                    "%-24s  %-17s %9d %9d %9d %9d %9d%n",
                    hour.customer(),
                    hour.hour().toString().replace(":00Z", "Z"),
                    images.getAccepted(),
                    images.getAnnounced(),
                    images.getTallied(),
                    images.getFailed(),
                    images.getDiffering());
        }
        for (Difference difference : report.getDifferences()) {
            out.printf(
                    "%-11s  %s  %s  %s%n",
                    difference.kind(), difference.customer(), difference.image(), difference.at());
        }
        if (report.differing() > report.getDifferences().size()) {
            out.printf(
                    "... and %d more%n",
                    report.differing() - report.getDifferences().size());
        }
        HourCount total = report.getTotal();
        out.printf(
                "%s to %s: accepted %d, announced %d, tallied %d, failed %d; %d differ%s%n",
                report.getFrom(),
                report.getTo(),
                total.getAccepted(),
                total.getAnnounced(),
                total.getTallied(),
                total.getFailed(),
                report.differing(),
                report.differing() == 0 ? "" : ": " + report.kinds());
        if (report.getTo().isAfter(report.getSettledBefore())) {
            out.printf(
                    "Images that ended after %s are not looked at yet (darkroom.reconcile.settle-seconds).%n",
                    report.getSettledBefore().truncatedTo(ChronoUnit.SECONDS));
        }
        if (repair && report.differing() > report.alarms()) {
            out.printf(
                    "%d receipts are announced again; their rows follow in a moment.%n",
                    report.differing() - report.alarms());
        }
    }
}
