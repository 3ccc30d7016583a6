package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.access.CustomerRegistry;
import darkroom.archive.ArchiveListing;
import darkroom.archive.ReceiptEvents;
import darkroom.archive.Receipts;
import darkroom.intake.Arrival;
import darkroom.intake.Notices;
import darkroom.model.BadRequestException;
import darkroom.model.Erasures;
import darkroom.recovery.Announcer;
import darkroom.recovery.DeadLetterBox;
import darkroom.recovery.DeadQueue;
import darkroom.recovery.KafkaAnnouncer;
import darkroom.recovery.ReceiptStore;
import darkroom.recovery.WithoutErased;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * {@code java -jar darkroom.jar key ...}, {@code reconcile ...}, {@code replay ...}, {@code erase ...} and {@code customers ...}: with the app's own settings, but without its routes.
 * They exit with 0 where all is well, 1 where something is left to do or a server does not answer, 2 on what they do not
 * understand.
 */
@EnableConfigurationProperties(Settings.class)
@ImportAutoConfiguration({JacksonAutoConfiguration.class, DataSourceAutoConfiguration.class})
class RecoveryCommands {
    static final Set<String> NAMES = Set.of("key", "reconcile", "replay", "erase", "customers");
    private static final int USAGE = 2;
    static final int STOPPED = 143;

    /** What the virtual machine says of a hook that comes too late. */
    private static final String STOPPING = "Shutdown in progress";

    private static final String NO_TABLE = "(UNKNOWN_TABLE)";

    /** To read the registry, of some seconds each. */
    private static final int CHANCES = 3;

    /** @return the exit code */
    static int run(String[] args) {
        CommandLine command = line(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        return command.execute(args);
    }

    static CommandLine line(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Root())
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(110)
                .setParameterExceptionHandler((e, args) -> usage(e))
                .setExecutionExceptionHandler((e, at, parsed) -> failed(e, at));
        line.setExpandAtFiles(false);
        help(line);
        return line;
    }

    private static void help(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("this")
                        .build());
        line.getSubcommands().values().forEach(RecoveryCommands::help);
    }

    /** Its commands are those of the jar. */
    @CommandLine.Command(
            name = "darkroom",
            subcommands = {
                KeyCommand.class,
                ReconcileCommand.class,
                ReplayCommand.class,
                EraseCommand.class,
                CustomersCommand.class
            })
    private static final class Root {}

    private static int usage(CommandLine.ParameterException e) {
        CommandLine at = e.getCommandLine();
        String what = e.getMessage();
        if (e instanceof CommandLine.UnmatchedArgumentException unknown) {
            String given = unknown.getUnmatched().get(0);
            what = (given.startsWith("-") ? "unknown flag '" : "unknown argument '") + given + "'."
                    + Nearest.to(given, at.getCommandSpec())
                            .map(word -> " Did you mean '" + word + "'?")
                            .orElse("");
        }
        at.getErr()
                .println("darkroom: " + sentence(what) + " See ./"
                        + at.getCommandSpec().qualifiedName() + " --help");
        return USAGE;
    }

    /** Picocli's own messages end without a full stop. */
    private static String sentence(String what) {
        return what.matches("(?s).*[.?!]") ? what : what + ".";
    }

    private static int failed(Exception e, CommandLine at) {
        if (!STOPPING.equals(e.getMessage())) { // Ctrl-C, of which the command itself has told
            at.getErr().println("darkroom: " + explain(e));
        }
        return 1;
    }

    private static String explain(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof DeadLetterBox.BusyException) {
                return cause.getMessage();
            }
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException
                    && String.valueOf(cause.getMessage()).contains(NO_TABLE)) {
                return "ClickHouse (DARKROOM_CLICKHOUSE_URL) lacks a table of Darkroom's. An app makes it again when it starts"
                        + " or next writes rows; ./darkroom replay receipts then fills it from the archive. It says: "
                        + cause.getMessage();
            }
            Optional<String> server = server(cause);
            if (server.isPresent()) {
                return server.get() + " does not answer as it should: " + cause.getMessage();
            }
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Empty where it is no server's fault. */
    private static Optional<String> server(Throwable cause) {
        if (cause instanceof SdkException) {
            return Optional.of("S3 or SQS (DARKROOM_S3_ENDPOINT, DARKROOM_SQS_ENDPOINT)");
        }
        if (cause instanceof KafkaException) {
            return Optional.of("Kafka (DARKROOM_KAFKA_BROKERS)");
        }
        return cause instanceof SQLException ? Optional.of("ClickHouse (DARKROOM_CLICKHOUSE_URL)") : Optional.empty();
    }

    /** Whoever kills the launcher means this process, which would go on alone. */
    static void whenLauncherEnds(Runnable end) {
        String launcher = System.getenv("DARKROOM_LAUNCHER_PID");
        if (launcher != null) {
            CompletableFuture<Void> unused = ProcessHandle.of(Long.parseLong(launcher))
                    .map(ProcessHandle::onExit)
                    .orElseGet(() -> CompletableFuture.completedFuture(null))
                    .thenRun(end);
        }
    }

    /** The launcher knows whether standard error is one; the virtual machine does not tell. */
    static boolean onTerminal() {
        return "bar".equals(System.getenv("DARKROOM_PROGRESS"));
    }

    /** The dead letters of the inbox; the customer of one is the first part of the first key that its notice names. */
    static DeadQueue deadNotices(Tools tools) {
        Notices notices = new Notices(tools.get(ObjectMapper.class));
        return new DeadQueue(
                tools.sqs(),
                tools.settings().inbox().deadQueue(),
                tools.settings().inbox().queue(),
                message -> customer(notices, message),
                message -> flaw(notices, tools.settings().inbox().bucket(), message),
                tools.erasures());
    }

    private static String customer(Notices notices, String message) {
        try {
            List<Arrival> arrivals = notices.read(message);
            return arrivals.isEmpty() ? "" : arrivals.get(0).key().split("/", 2)[0];
        } catch (BadRequestException none) {
            return "";
        }
    }

    /** What the door refuses whoever is known by then will only come back. */
    private static String flaw(Notices notices, String bucket, String message) {
        try {
            List<Arrival> arrivals = notices.read(message);
            if (arrivals.isEmpty()) {
                return "broken: it announces no object";
            }
            boolean possible = arrivals.stream()
                    .anyMatch(arrival ->
                            arrival.bucket().equals(bucket) && arrival.key().matches("(?s)[^/]+/[^/]+/.+"));
            return possible ? null : "broken: it announces nothing of " + bucket + " that is CUSTOMER/RECIPE/NAME";
        } catch (BadRequestException broken) {
            return "broken: " + broken.getMessage();
        }
    }

    /** Likewise whether somebody sits at standard input. */
    static boolean mayAsk() {
        return "yes".equals(System.getenv("DARKROOM_ASK"));
    }

    /** What commands work with; to be closed. */
    static final class Tools implements AutoCloseable {
        private final ConfigurableApplicationContext context = CommandContext.of(RecoveryCommands.class);
        private final S3Client s3 = AwsClients.app(settings());
        private final SqsClient sqs = AwsClients.queues(settings());
        private CustomerRegistry registry;

        /**
         * Read whole when it is asked for the first time.
         *
         * @throws KafkaException where it cannot be read; a broker that is busy gets more than one chance
         */
        synchronized CustomerRegistry registry() {
            if (registry == null) {
                registry = new CustomerRegistry(
                        settings().kafka().brokers(), settings().access().customersTopic(), get(ObjectMapper.class));
                registry.start();
            }
            for (int attempt = 1; !registry.isLoaded(); attempt++) {
                try {
                    registry.names();
                } catch (KafkaException e) {
                    if (attempt == CHANCES) {
                        throw e;
                    }
                }
            }
            return registry;
        }

        /** Asks the registry when it is asked itself. Thread-safe. */
        Erasures erasures() {
            return new Erasures() {
                @Override
                public Optional<Instant> until(String customer) {
                    return registry().erasedUntil(customer);
                }

                @Override
                public boolean isBack(String customer) {
                    return registry().knows(customer);
                }
            };
        }

        Settings settings() {
            return context.getBean(Settings.class);
        }

        S3Client s3() {
            return s3;
        }

        SqsClient sqs() {
            return sqs;
        }

        <T> T get(Class<T> type) {
            return context.getBean(type);
        }

        Receipts receipts() {
            Settings.Archive archive = settings().archive();
            return new Receipts(s3(), archive.bucket(), archive.receiptDays(), erasures(), get(ObjectMapper.class));
        }

        /** With what is erased too, where it is still there. */
        ReceiptStore wholeArchive() {
            return Stores.receipts(new ArchiveListing(s3(), settings().archive().bucket()), receipts());
        }

        /** Without what is erased: nothing of that is done again. */
        ReceiptStore archive() {
            return new WithoutErased(wholeArchive(), erasures());
        }

        /** Pattern of the route files. */
        String routes() {
            return context.getEnvironment().getRequiredProperty("camel.main.routes-include-pattern");
        }

        DataSource clickHouse() {
            return get(DataSource.class);
        }

        Announcer announcer() {
            return new KafkaAnnouncer(
                    settings().kafka().brokers(), settings().receipts().topic(), ReceiptEvents::attributes);
        }

        @Override
        public synchronized void close() {
            if (registry != null) {
                registry.close();
            }
            s3.close();
            sqs.close();
            context.close();
        }
    }
}
