package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.access.CustomerRegistry;
import darkroom.archive.retention.BucketSetUp;
import darkroom.archive.retention.Finding;
import darkroom.archive.retention.LifecyclePlan;
import darkroom.archive.retention.RetentionCheck;
import darkroom.archive.retention.RetentionDays;
import darkroom.model.Erasures;
import darkroom.model.SideBySide;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * {@code java -jar darkroom.jar retention --set-up | --check}: an administrator makes the buckets what the app expects, or
 * anybody looks whether they are and whether the objects are kept. With the app's own settings, but without its routes.
 */
final class Retention {
    private static final int USAGE = 2;
    private static final Set<String> FLAGS = Set.of("--set-up", "--check", "--all", "--json");

    /** What the context is made of. */
    @EnableConfigurationProperties(Settings.class)
    static class Context {}

    private final Settings settings;
    private final PrintStream out;
    private final PrintStream errors;
    private final boolean json;

    /** Until the registry was read anybody may have been erased: then no delete marker is taken away. */
    private Erasures erasures = customer -> Optional.of(Instant.MAX);

    private Retention(Settings settings, PrintStream out, PrintStream errors, boolean json) {
        this.settings = settings;
        this.out = out;
        this.errors = errors;
        this.json = json;
    }

    /** @return the exit code: 0 all is well, 1 something was found or S3 does not answer, 2 wrong words */
    static int run(String[] args) {
        PrintStream errors = System.err;
        Set<String> flags = new HashSet<>(Arrays.asList(args).subList(1, args.length));
        boolean setUp = flags.contains("--set-up");
        if (!FLAGS.containsAll(flags) || setUp == flags.contains("--check") || (setUp && flags.contains("--all"))) {
            errors.println("usage: retention --set-up [--json]   or   retention --check [--all] [--json]");
            return USAGE;
        }
        try (var context = CommandContext.of(Context.class)) {
            Retention command =
                    new Retention(context.getBean(Settings.class), System.out, errors, flags.contains("--json"));
            return setUp ? command.setUp() : command.check(flags.contains("--all"));
        } catch (NoSuchBucketException e) {
            errors.println(
                    "A bucket is not there (darkroom.archive.bucket, darkroom.inbox.bucket): ./darkroom retention"
                            + " --set-up makes them. S3 says: " + e.getMessage());
            return 1;
        } catch (SdkException e) {
            errors.println(
                    "S3 (DARKROOM_S3_ENDPOINT or DARKROOM_S3_PORT) refuses or does not answer: " + e.getMessage());
            return 1;
        } catch (IllegalStateException e) {
            errors.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            errors.println("Cannot write the answer: " + e.getMessage());
            return 1;
        }
    }

    private int setUp() throws IOException {
        try (S3Client s3 = AwsClients.administrator(settings)) {
            LifecyclePlan plan = plan();
            String archive = settings.archive().bucket();
            String inbox = settings.inbox().bucket();
            List<BucketSetUp.Step> steps = new BucketSetUp(s3, archive, inbox).run(plan);
            List<Finding> left = new RetentionCheck(s3, archive, inbox, plan, erasures, Clock.systemUTC()).buckets();
            if (json) {
                ObjectNode answer = new ObjectMapper().createObjectNode();
                steps.forEach(step -> answer.withArray("steps")
                        .addObject()
                        .put("bucket", step.bucket())
                        .put("what", step.what())
                        .put("state", step.state().name()));
                print(answer, left);
            } else {
                List<List<String>> rows = new ArrayList<>();
                rows.add(List.of("bucket", "state", "what"));
                steps.forEach(
                        step -> rows.add(List.of(step.bucket(), step.state().name(), step.what())));
                table(rows);
                print(left);
            }
            return left.isEmpty() ? 0 : 1;
        }
    }

    private int check(boolean all) throws IOException {
        LifecyclePlan plan = plan();
        Settings.Archive archive = settings.archive();
        try (S3Client s3 = settings.admin().accessKey().isEmpty()
                        ? AwsClients.app(settings)
                        : AwsClients.administrator(settings);
                SideBySide threads = new SideBySide(settings.reconcile().reads())) {
            RetentionCheck check = new RetentionCheck(
                    s3, archive.bucket(), settings.inbox().bucket(), plan, erasures, Clock.systemUTC());
            RetentionCheck.Report report =
                    all ? check.all(threads) : check.sample(archive.checkObjects(), new SplittableRandom());
            if (json) {
                ObjectNode answer = new ObjectMapper().createObjectNode();
                answer.put("at", report.at().toString())
                        .put("objects", report.objects())
                        .put("found", report.found());
                print(answer, report.findings());
            } else {
                print(report.findings());
                report.more().forEach((code, count) -> out.println("... and " + count + " more of " + code.word()));
                out.println(report.objects() + " objects looked at, " + report.found() + " findings");
            }
            return report.found() == 0 ? 0 : 1;
        }
    }

    /** With the days of the customers of the registry, where Kafka answers; it tells who was erased, too. */
    private LifecyclePlan plan() {
        RetentionDays policy = Beans.retentionDays(settings, customer -> Optional.empty());
        Set<Integer> days = new TreeSet<>(Beans.taggedDays(policy, settings));
        ObjectMapper mapper = new ObjectMapper().findAndRegisterModules();
        try (CustomerRegistry registry = new CustomerRegistry(
                settings.kafka().brokers(), settings.access().customersTopic(), mapper)) {
            registry.start();
            registry.retentionDays().stream()
                    .map(policy::capped)
                    .filter(number -> number > settings.archive().retentionDays())
                    .forEach(days::add);
            erasures = new Erasures() {
                @Override
                public Optional<Instant> until(String customer) {
                    return registry.erasedUntil(customer);
                }

                @Override
                public boolean isBack(String customer) {
                    return registry.peek(customer).isPresent(); // it was read to its end, and is closed by then
                }
            };
        } catch (KafkaException e) {
            errors.println(
                    "Kafka (DARKROOM_KAFKA_BROKERS or DARKROOM_KAFKA_PORT) does not answer: the retentionDays of the"
                            + " registry's customers are left out, and no delete marker is taken away, since nobody"
                            + " tells who was erased. Run it again when it does.");
        }
        return LifecyclePlan.of(days);
    }

    private void print(ObjectNode answer, List<Finding> findings) throws IOException {
        answer.withArray("findings");
        findings.forEach(finding -> answer.withArray("findings")
                .addObject()
                .put("code", finding.code().word())
                .put("where", finding.where())
                .put("expected", finding.expected())
                .put("found", finding.found()));
        out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
    }

    private void print(List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("finding", "where", "expected", "found"));
        findings.forEach(f -> rows.add(List.of(f.code().word(), f.where(), f.expected(), f.found())));
        table(rows);
    }

    /** Columns as wide as what is in them, but for the last. */
    private void table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns - 1; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length() + 2);
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i))
                        .append(" ".repeat(Math.max(0, widths[i] - row.get(i).length())));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
