package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.recovery.DeadLetter;
import darkroom.recovery.DeadLetterBox;
import darkroom.recovery.DeadTopic;
import darkroom.recovery.FlawedRecord;
import darkroom.recovery.Period;
import darkroom.recovery.Progress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code replay dead}: what could not be handled is looked at, and sent back once its cause is mended. */
@Command(
        name = "dead",
        sortOptions = false,
        description = {
            "Lists the dead letters of a door (with --show one of them in full), or sends them back to where they came from",
            "(--send), with the identity that they had. What was sent is remembered; what would only come back is skipped.",
            "Exit 1 where something was skipped, or another replay is at it."
        })
final class ReplayDeadCommand implements Callable<Integer> {
    /** Where letters come from. */
    enum Door {
        kafka,
        sqs,
        receipts
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--door",
            required = true,
            paramLabel = "DOOR",
            description =
                    "kafka (darkroom.images.dead), sqs (darkroom-inbox-dead) or receipts (darkroom.receipts.dead)")
    private Door door;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "of this reason alone, for instance unknown-customer")
    private String reason;

    @Mixin
    private PeriodOptions options;

    @ArgGroup
    private Action action;

    /** One of them; none is to list. */
    private static final class Action {
        @Option(
                names = "--show",
                paramLabel = "ID",
                description = "headers, size and beginning of one, by its id in the list")
        private String show;

        @Option(names = "--send", description = "send back what is due")
        private boolean send;
    }

    @Option(names = "--dry-run", description = "with --send: only say what would be sent")
    private boolean dryRun;

    @Override
    public Integer call() {
        Instant now = Clock.systemUTC().instant();
        Period period = options.period(now.plusSeconds(1), Duration.between(Instant.EPOCH, now.plusSeconds(1)));
        Predicate<DeadLetter> wanted = letter -> (reason == null || reason.equals(letter.reason()))
                && (period.customer() == null || period.customer().equals(letter.customer()))
                && !letter.at().isBefore(period.from())
                && letter.at().isBefore(period.to());
        try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools()) {
            DeadLetterBox box = box(tools, door);
            if (action != null && action.show != null) {
                return show(box, action.show);
            }
            return action != null && action.send ? send(box, wanted) : list(box, wanted);
        }
    }

    static DeadLetterBox box(RecoveryCommands.Tools tools, Door door) {
        Settings settings = tools.settings();
        ObjectMapper json = tools.get(ObjectMapper.class);
        String brokers = settings.kafka().brokers();
        return switch (door) {
            case kafka ->
                new DeadTopic(
                        brokers,
                        settings.images().deadTopic(),
                        settings.images().topic(),
                        settings.kafka().deadRecordBytes(),
                        FlawedRecord::image,
                        tools.erasures());
            case receipts ->
                new DeadTopic(
                        brokers,
                        settings.receipts().deadTopic(),
                        settings.receipts().topic(),
                        settings.kafka().deadRecordBytes(),
                        record -> FlawedRecord.receipt(record, json),
                        tools.erasures());
            case sqs -> RecoveryCommands.deadNotices(tools);
        };
    }

    private int show(DeadLetterBox box, String id) {
        AtomicBoolean found = new AtomicBoolean();
        PrintWriter out = spec.commandLine().getOut();
        box.list(letter -> {
            if (letter.id().equals(id)) {
                found.set(true);
                out.println(letter.shown());
            }
        });
        if (!found.get()) {
            spec.commandLine()
                    .getErr()
                    .println("darkroom: --show=" + id + " is no dead letter of the door " + door
                            + ": take an id of the list");
        }
        return found.get() ? 0 : 1;
    }

    /** Else who has just been shown them may take them to be gone. */
    private void tellHidden(DeadLetterBox box) {
        long hidden = box.hidden();
        if (hidden > 0) {
            spec.commandLine()
                    .getErr()
                    .println("About " + hidden
                            + " more are hidden: another replay looks at them, or was killed within the last"
                            + " minute. They are shown again within a minute.");
        }
    }

    private int list(DeadLetterBox box, Predicate<DeadLetter> wanted) {
        tellHidden(box);
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = progress(box);
        AtomicInteger due = new AtomicInteger();
        AtomicInteger all = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        box.list(letter -> {
            if (!wanted.test(letter)) {
                others.incrementAndGet();
            } else {
                progress.above(() -> line(out, letter, letter.isSent()));
                all.incrementAndGet();
                due.addAndGet(letter.isDue() ? 1 : 0);
            }
            progress.done(1, null);
        });
        progress.end();
        if (others.get() > 0) {
            spec.commandLine().getErr().println(others.get() + " more lie there, of another customer, reason or time");
        }
        out.printf("%d dead letters, %d to send%n", all.get(), due.get());
        return 0;
    }

    private int send(DeadLetterBox box, Predicate<DeadLetter> wanted) {
        tellHidden(box);
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = progress(box);
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger skipped = new AtomicInteger();
        Predicate<DeadLetter> skip = letter -> {
            if (wanted.test(letter) && !letter.isSent() && letter.flaw() != null) {
                progress.above(() -> line(out, letter, false));
                skipped.incrementAndGet();
            }
            progress.done(1, null);
            return wanted.test(letter);
        };
        if (dryRun) {
            box.list(letter -> {
                if (skip.test(letter) && letter.isDue()) {
                    progress.above(() -> line(out, letter, false));
                    sent.incrementAndGet();
                }
            });
        } else {
            Thread stopped = new Thread(this::stopped, "replay-stopped");
            Runtime.getRuntime().addShutdownHook(stopped);
            box.send(skip, letter -> {
                progress.above(() -> line(out, letter, true));
                sent.incrementAndGet();
            });
            Runtime.getRuntime().removeShutdownHook(stopped);
        }
        progress.end();
        out.printf("%d %s, %d skipped%n", sent.get(), dryRun ? "would be sent" : "sent", skipped.get());
        return skipped.get() == 0 ? 0 : 1;
    }

    private void stopped() {
        PrintWriter err = spec.commandLine().getErr();
        err.println();
        err.println("darkroom: stopped. What was sent is remembered; run it again for the others.");
        err.flush();
    }

    /** Of all that lie there, wanted or not. */
    private Progress progress(DeadLetterBox box) {
        return new Progress(spec.commandLine().getErr(), RecoveryCommands.onTerminal(), box.count());
    }

    private static void line(PrintWriter out, DeadLetter letter, boolean isSent) {
        String state = letter.flaw() != null ? "skipped: " + letter.flaw() : isSent ? "sent" : "due";
        out.printf(
                "%-36s  %-18s  %-20s  %s  %10d bytes  %s%n",
                letter.id(), letter.reason(), letter.customer(), letter.at(), letter.size(), state);
    }
}
