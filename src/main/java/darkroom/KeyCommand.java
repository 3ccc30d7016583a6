package darkroom;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import darkroom.access.Customer;
import darkroom.access.Keyring;
import darkroom.access.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code key CUSTOMER}: its API keys. A new one alone goes to standard output. */
@Command(
        name = "key",
        sortOptions = false,
        description = {
            "Makes a customer known and prints a new API key, which is shown this once; or looks after the keys that it has.",
            "Every replica of the app knows of it a moment later, without a restart. PREFIX is what a key begins with: dk_1a2B3c4D."
        })
final class KeyCommand implements Callable<Integer> {
    private static final int USAGE = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "CUSTOMER",
            converter = PeriodOptions.CustomerId.class,
            description = "1 to 64 of the characters a-z, 0-9 and -; made known where it is not")
    private String customer;

    @Option(
            names = "--scopes",
            split = ",",
            paramLabel = "SCOPE",
            description = "what the new key may do, of ${COMPLETION-CANDIDATES}; all where it is missing")
    private Set<Scope> scopes;

    @Option(
            names = "--expires-days",
            paramLabel = "DAYS",
            description = "how long the new key is valid; without end where it is missing")
    private Integer expiresDays;

    @Option(names = "--list", description = "show the customer's keys, as far as they are stored")
    private boolean list;

    @Option(
            names = "--rotate",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "PREFIX",
            description = "print a new key with the scopes of that one, or of the only one; both are valid for a while")
    private String rotate;

    @Option(
            names = "--overlap-hours",
            paramLabel = "HOURS",
            defaultValue = "24",
            description = "how long the old key stays valid; ${DEFAULT-VALUE} where it is missing")
    private int overlapHours;

    @Option(names = "--revoke", paramLabel = "PREFIX", description = "take that key away at once")
    private String revoke;

    /** The app's own settings, and nothing else that would take its time to start. */
    @EnableConfigurationProperties(Settings.class)
    static class Context {}

    @Override
    public Integer call() throws IOException {
        check();
        PrintWriter out = spec.commandLine().getOut();
        try (ConfigurableApplicationContext context = CommandContext.of(Context.class)) {
            Settings settings = context.getBean(Settings.class);
            Keyring keys = new Keyring(
                    settings.kafka().brokers(),
                    settings.access().customersTopic(),
                    settings.access().hashSecret(),
                    JsonMapper.builder()
                            .findAndAddModules()
                            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                            .build(),
                    Clock.systemUTC());
            Duration life = expiresDays == null ? null : Duration.ofDays(expiresDays);
            if (list) {
                show(keys.list(customer), out);
            } else if (revoke != null) {
                keys.revoke(customer, revoke);
                spec.commandLine().getErr().println("The key " + revoke + " of " + customer + " is none any more.");
            } else if (rotate != null) {
                out.println(
                        keys.rotate(customer, rotate.isEmpty() ? null : rotate, Duration.ofHours(overlapHours), life));
                spec.commandLine().getErr().println(ofTheOldKey());
            } else {
                out.println(keys.make(customer, scopes, life));
            }
            return 0;
        } catch (IllegalArgumentException wrong) {
            spec.commandLine().getErr().println("darkroom: " + wrong.getMessage());
            return USAGE;
        }
    }

    private void check() {
        if ((list ? 1 : 0) + (rotate == null ? 0 : 1) + (revoke == null ? 0 : 1) > 1) {
            throw new ParameterException(spec.commandLine(), "--list, --rotate and --revoke exclude each other.");
        }
        if ((list || revoke != null || rotate != null) && scopes != null) {
            throw new ParameterException(
                    spec.commandLine(), "--scopes is for a new key; --rotate keeps the old one's.");
        }
        if (expiresDays != null && (expiresDays < 1 || list || revoke != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--expires-days " + expiresDays + ": give 1 or more, for a new key.");
        }
        if (rotate == null && spec.commandLine().getParseResult().hasMatchedOption("--overlap-hours")) {
            throw new ParameterException(
                    spec.commandLine(), "--overlap-hours is for --rotate; without it a new key is made.");
        }
        if (overlapHours < 0) {
            throw new ParameterException(spec.commandLine(), "--overlap-hours " + overlapHours + ": give 0 or more.");
        }
    }

    private String ofTheOldKey() {
        return switch (overlapHours) {
            case 0 -> "The old key is void now.";
            case 1 -> "The old key is valid for 1 more hour.";
            default -> "The old key is valid for " + overlapHours + " more hours.";
        };
    }

    private static void show(List<Customer.Key> keys, PrintWriter out) {
        Instant now = Instant.now();
        String line = "%-12s %-24s %-21s %-21s %s%n";
        out.printf(line, "key", "scopes", "made", "expires", "state");
        for (Customer.Key key : keys) {
            out.printf(
                    line,
                    "dk_" + key.prefix(),
                    String.join(
                            ",",
                            new TreeSet<>(key.granted())
                                    .stream().map(Scope::name).toList()),
                    time(key.madeAt(), "-"),
                    time(key.expiresAt(), "never"),
                    key.expiresAt() != null && !key.expiresAt().isAfter(now) ? "expired" : "valid");
        }
    }

    private static String time(Instant at, String none) {
        return at == null ? none : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
