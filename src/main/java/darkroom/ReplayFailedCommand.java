package darkroom;

import darkroom.intake.QuarantinedImages;
import darkroom.intake.Seen;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.recovery.FailedImages;
import darkroom.recovery.Period;
import darkroom.recovery.Progress;
import imaging.BusyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code replay failed}: once the mistake is mended, failed images are worked on again under their own ids. */
@Command(
        name = "failed",
        sortOptions = false,
        description = {
            "Works on images again that failed and were not done since: the original of the quarantine, under the same id, of",
            "the same source and time, by the recipe of the same name. One that is done now replaces its row. The work is done",
            "here, one image after the other. Exit 1 where one failed again, or could not be worked on."
        })
final class ReplayFailedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PeriodOptions options;

    @Option(names = "--dry-run", description = "name them, and work on none")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        Instant now = Clock.systemUTC().instant();
        Period period = options.period(now, Duration.between(Instant.EPOCH, now));
        List<Receipt> failures = new ArrayList<>();
        String routes;
        try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools()) {
            new FailedImages(tools.archive()).each(period, failures::add);
            routes = tools.routes();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (failures.isEmpty()) {
            out.println("0 images failed and were not done since");
            return 0;
        }
        try (Workshop workshop = new Workshop(routes)) {
            if (dryRun) {
                return look(workshop, failures, out) ? 0 : 1;
            }
            Progress progress =
                    new Progress(spec.commandLine().getErr(), RecoveryCommands.onTerminal(), failures.size());
            return workOn(workshop, failures, out, progress) ? 0 : 1;
        }
    }

    private static boolean look(Workshop workshop, List<Receipt> failures, PrintWriter out) {
        int skipped = 0;
        for (Receipt failure : failures) {
            try {
                workshop.quarantined().check(failure);
                line(out, failure, "would be worked on again");
            } catch (QuarantinedImages.MissingException e) {
                skipped++;
                line(out, failure, "would be skipped: " + e.getMessage());
            }
        }
        out.printf("%d images failed and were not done since, %d would be skipped%n", failures.size(), skipped);
        return skipped == 0;
    }

    private static boolean workOn(Workshop workshop, List<Receipt> failures, PrintWriter out, Progress progress) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        int skipped = 0;
        for (Receipt failure : failures) {
            try {
                Receipt receipt = workshop.process(workshop.quarantined().again(failure), Seen.before);
                outcomes.merge(receipt.outcome(), 1, Integer::sum);
                progress.above(() -> line(out, failure, receipt.outcome().name()));
            } catch (QuarantinedImages.MissingException | BusyException e) {
                skipped++;
                progress.above(() -> line(out, failure, "skipped: " + e.getMessage()));
            }
            progress.done(1, null);
        }
        progress.end();
        int failed = outcomes.getOrDefault(Outcome.failed, 0);
        out.printf(
                "%d ok, %d rejected, %d failed again, %d skipped%n",
                outcomes.getOrDefault(Outcome.ok, 0), outcomes.getOrDefault(Outcome.rejected, 0), failed, skipped);
        return failed == 0 && skipped == 0;
    }

    private static void line(PrintWriter out, Receipt failure, String what) {
        out.printf(
                "%s  %s  %s  %s  %s%n", failure.customer(), failure.id(), failure.receivedAt(), failure.recipe(), what);
    }
}
