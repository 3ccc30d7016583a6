package darkroom;

import darkroom.model.SideBySide;
import darkroom.model.StoredReceipt;
import darkroom.recovery.Announcer;
import darkroom.recovery.Period;
import darkroom.recovery.Progress;
import darkroom.recovery.ReceiptReplay;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code replay receipts}: the rows of a period from S3 alone. */
@Command(
        name = "receipts",
        sortOptions = false,
        description = {
            "Announces the receipts that were received or stored in a period again, so that the tally writer makes their",
            "rows: ClickHouse can be rebuilt from S3 alone. The same receipt makes the same rows, however often."
        })
final class ReplayReceiptsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PeriodOptions options;

    @Option(names = "--dry-run", description = "read them, and announce nothing")
    private boolean dryRun;

    @Option(
            names = "--resume",
            paramLabel = "CUSTOMER/ID",
            converter = Place.class,
            description = "go on behind this image: what a run that was stopped has printed")
    private String resume;

    @Override
    public Integer call() {
        Period period = options.period(Clock.systemUTC().instant(), null);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools();
                SideBySide reads = new SideBySide(tools.settings().reconcile().reads());
                Announcer announcer = dryRun ? new Nobody() : tools.announcer()) {
            ReceiptReplay replay = new ReceiptReplay(tools.archive(), reads, announcer);
            Progress progress = new Progress(err, RecoveryCommands.onTerminal(), replay.count(period, resume));
            Thread stopped = new Thread(() -> goOn(err, progress));
            Runtime.getRuntime().addShutdownHook(stopped);
            ReceiptReplay.Result result = replay.run(period, resume, progress);
            Runtime.getRuntime().removeShutdownHook(stopped);
            progress.end();
            result.unreadable().forEach(image -> err.println("darkroom: the receipt of " + image + " is none"));
            out.printf(
                    "%d receipts %s%n",
                    result.announced(), dryRun ? "would be announced again" : "are announced again");
            return result.unreadable().isEmpty() ? 0 : 1;
        }
    }

    static void goOn(PrintWriter err, Progress progress) {
        err.println();
        err.println(
                progress.place() == null
                        ? "Stopped before anything was done."
                        : "Stopped. Go on with --resume " + progress.place());
        err.flush();
    }

    /** Of an image, as the progress tells it. */
    static final class Place implements ITypeConverter<String> {
        private static final Pattern SHAPE = Pattern.compile("[a-z0-9-]{1,64}/[0-9a-f-]{36}");

        @Override
        public String convert(String value) {
            if (!SHAPE.matcher(value).matches()) {
                throw new TypeConversionException("'" + value + "' is no place: give CUSTOMER/ID, as a run prints it");
            }
            return value;
        }
    }

    private static final class Nobody implements Announcer {
        @Override
        public void announce(StoredReceipt receipt) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
