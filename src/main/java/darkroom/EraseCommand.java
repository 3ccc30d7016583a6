package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.access.CustomerRegistry;
import darkroom.access.EraseCustomer;
import darkroom.archive.CustomerObjects;
import darkroom.intake.CustomerInbox;
import darkroom.model.Erasable;
import darkroom.recovery.DeadQueue;
import darkroom.recovery.Erasure;
import darkroom.recovery.ErasureReport;
import darkroom.recovery.TopicRetention;
import darkroom.tally.CustomerRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code erase CUSTOMER}: all that there is of a customer. */
@Command(
        name = "erase",
        sortOptions = false,
        description = {
            "Erases a customer: voids the keys, and deletes variants, receipts, originals, quarantine, what lies in the inbox,",
            "dead notices, rows, webhook and its log. What is under lock is hidden at once and listed with the day on which it goes by itself.",
            "What was received until now is dropped from then on, wherever it comes from; a customer who is made known again",
            "(key CUSTOMER) begins anew. May be stopped, and run again. Needs an administrator's credential of S3:",
            "DARKROOM_ADMIN_ACCESS_KEY and DARKROOM_ADMIN_SECRET_KEY, else the SDK's own chain; never the app's."
        })
final class EraseCommand implements Callable<Integer> {
    private static final int USAGE = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "CUSTOMER",
            converter = PeriodOptions.CustomerId.class,
            description = "who is to be erased")
    private String customer;

    @Option(names = "--dry-run", description = "only tell what there is")
    private boolean dryRun;

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Option(names = "--json", description = "print the report as one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Clock clock = Clock.systemUTC();
        try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools();
                S3Client s3 = AwsClients.administrator(tools.settings());
                CustomerObjects objects = new CustomerObjects(
                        s3,
                        tools.settings().archive().bucket(),
                        tools.get(ObjectMapper.class),
                        tools.settings().reconcile().reads(),
                        tools.erasures(),
                        clock)) {
            Settings settings = tools.settings();
            DeadQueue dead = RecoveryCommands.deadNotices(tools);
            List<Erasable> places = List.of(
                    objects,
                    new CustomerInbox(s3, settings.inbox().bucket(), tools.erasures()),
                    dead,
                    new CustomerRows(tools.clickHouse(), tools.registry()::knows));
            Erasure erasure = new Erasure(
                    registry(tools),
                    places,
                    Duration.ofSeconds(settings.erase().settleSeconds()),
                    spec.commandLine().getErr()::println,
                    clock);
            if (!erasure.isKnown(customer) && erasure.look(customer).isEmpty()) {
                return unknown(tools.registry());
            }
            mayLook(s3, settings);
            if (!dryRun && !agreed()) {
                spec.commandLine().getErr().println("darkroom: nothing was erased.");
                return 1;
            }
            // before anything is gone: afterwards there is a report to tell, whoever is away
            Map<String, Optional<Duration>> topics = topics(settings);
            ErasureReport report = dryRun ? erasure.look(customer) : run(erasure);
            topics.forEach((topic, longest) -> report.topic(
                    topic, longest.map(report.getErasedUntil()::plus).orElse(null)));
            tell(report, tools.get(ObjectMapper.class));
            return 0;
        }
    }

    /** Who stops it is told what that leaves behind. */
    private ErasureReport run(Erasure erasure) throws SQLException {
        ErasureReport report = erasure.begin(customer);
        Thread stopped = new Thread(() -> stopped(report), "erasure-stopped");
        Runtime.getRuntime().addShutdownHook(stopped);
        try {
            erasure.run(report);
        } catch (SQLException | RuntimeException e) {
            if (Runtime.getRuntime().removeShutdownHook(stopped)) { // else it was the stop, which tells by itself
                stopped(report);
            }
            throw e;
        }
        Runtime.getRuntime().removeShutdownHook(stopped);
        return report;
    }

    /** What is gone by now the next run cannot count. */
    private void stopped(ErasureReport report) {
        PrintWriter err = spec.commandLine().getErr();
        err.println();
        err.println("darkroom: stopped, and NOT done. Erased until now, which the next run does not count again:");
        counts(report, err);
        err.println("The keys of " + customer
                + " are void, and some of what there is of it is still there. Run it again: ./darkroom erase "
                + customer);
        err.flush();
    }

    private static void counts(ErasureReport report, PrintWriter to) {
        report.getErased().forEach((what, sum) -> to.printf("%12d  %s, %d bytes%n", sum.count(), what, sum.bytes()));
        if (report.getErased().isEmpty()) {
            to.println("           0  objects or rows");
        }
    }

    /** A credential that is none is to be known before the customer's keys are void. */
    private static void mayLook(S3Client s3, Settings settings) {
        s3.listObjectVersions(r -> r.bucket(settings.archive().bucket()).maxKeys(1));
        s3.listObjectVersions(r -> r.bucket(settings.inbox().bucket()).maxKeys(1));
    }

    private static Erasure.Registry registry(RecoveryCommands.Tools tools) {
        CustomerRegistry registry = tools.registry();
        EraseCustomer eraser = new EraseCustomer(
                tools.settings().kafka().brokers(),
                tools.settings().access().customersTopic(),
                tools.get(ObjectMapper.class));
        return new Erasure.Registry() {
            @Override
            public boolean knows(String name) {
                return registry.names().contains(name);
            }

            @Override
            public Optional<Instant> erasedUntil(String name) {
                return registry.erasedUntil(name);
            }

            @Override
            public void revoke(String name, Instant until) {
                eraser.revoke(name, until);
            }

            @Override
            public void extend(String name, Instant until) {
                eraser.extend(name, until);
            }
        };
    }

    private int unknown(CustomerRegistry registry) {
        String nearest = Nearest.among(customer, registry.names())
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
        spec.commandLine()
                .getErr()
                .println("darkroom: '" + customer
                        + "' is unknown: the registry has no such customer, and there is no object"
                        + " and no row of one." + nearest);
        return USAGE;
    }

    /** Who is not asked says so; a person types the name. */
    private boolean agreed() throws IOException {
        if (yes) {
            return true;
        }
        if (!RecoveryCommands.mayAsk()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "this cannot be undone, and nobody is there to be asked: give --yes, or --dry-run to look first.");
        }
        PrintWriter err = spec.commandLine().getErr();
        err.print("This cannot be undone. Type the customer's name to erase it: ");
        err.flush();
        String typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return typed != null && typed.strip().equals(customer);
    }

    /** How long each of the topics keeps a record, in order; empty = for ever. */
    private static Map<String, Optional<Duration>> topics(Settings settings) {
        List<String> topics = List.of(
                settings.images().topic(),
                settings.images().deadTopic(),
                settings.receipts().topic(),
                settings.receipts().deadTopic(),
                settings.webhooks().topic());
        Map<String, Duration> longest = new TopicRetention(settings.kafka().brokers()).longest(topics);
        Map<String, Optional<Duration>> each = new LinkedHashMap<>();
        topics.forEach(topic -> each.put(topic, Optional.ofNullable(longest.get(topic))));
        return each;
    }

    private void tell(ErasureReport report, ObjectMapper mapper) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(mapper.writeValueAsString(report));
            return;
        }
        out.println(customer + (dryRun ? " has" : " is erased"));
        if (report.getEarlierUntil() != null) {
            out.printf(
                    "an earlier run has erased what was received until %s, all of it or a part: that is NOT in these counts%n",
                    report.getEarlierUntil());
        }
        counts(report, out);
        long locked = report.getLockedByDay().values().stream()
                .mapToLong(ErasureReport.Sum::count)
                .sum();
        for (Erasable.Locked version : report.getLocked()) {
            out.printf("locked, goes %s  %s  %s%n", version.goesAt(), version.key(), version.version());
        }
        if (locked > report.getLocked().size()) {
            out.printf("... and %d more%n", locked - report.getLocked().size());
        }
        report.getLockedByDay()
                .forEach((day, sum) -> out.printf(
                        "%12d  versions under lock, %d bytes, %s, go by themselves on %s%n",
                        sum.count(), sum.bytes(), dryRun ? "to be hidden" : "hidden now", day));
        report.getTopics()
                .forEach(topic -> out.printf(
                        "records of the topic %s are gone by %s%n",
                        topic.topic(),
                        topic.goneAt() == null ? "themselves never: it keeps them for ever" : topic.goneAt()));
        out.printf(
                "%s to %s, %.1f s; what was received until %s is %s%n",
                report.getBegun(),
                report.getEnded(),
                report.getSeconds(),
                report.getErasedUntil(),
                dryRun ? "shown" : "dropped from now on, wherever it comes from");
    }
}
