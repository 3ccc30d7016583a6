package darkroom.archive.retention;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many days a customer's variants are kept: the longest of what the platform, the configuration and the registry say.
 * Nothing can shorten the promise: less than 7 in the settings refuses the start, and is ignored in the registry, which
 * changes while the app runs; nor can the registry
 * have variants outlive their receipts: more days than these have count as so many. Thread-safe.
 */
public final class RetentionDays implements ToIntFunction<String> {
    /** What is promised to everybody. */
    static final int LEAST = 7;

    private static final Logger LOG = LoggerFactory.getLogger(RetentionDays.class);

    private final int platform;
    private final int receipts;
    private final Map<String, Integer> configured;
    private final Function<String, Optional<Integer>> registry;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * @param platform {@code darkroom.archive.retention-days}
     * @param receipts {@code darkroom.archive.receipt-days}: no variant outlives its receipt
     * @param configured {@code darkroom.archive.customer-days}
     * @param registry what the registry says of a customer, without waiting
     * @throws IllegalStateException naming the setting, its value and the fix
     */
    public RetentionDays(
            int platform, int receipts, Map<String, Integer> configured, Function<String, Optional<Integer>> registry) {
        check("darkroom.archive.retention-days", platform, receipts);
        configured.forEach((customer, days) -> check("darkroom.archive.customer-days." + customer, days, receipts));
        this.platform = platform;
        this.receipts = receipts;
        this.configured = Map.copyOf(configured);
        this.registry = registry;
    }

    private static void check(String setting, int days, int receipts) {
        if (days < LEAST) {
            throw new IllegalStateException(setting + " is " + days + ": processed images are promised for at least "
                    + LEAST + " days. Set it to 8 or more (a clock that is a day off then still gives 7).");
        }
        if (days > receipts) {
            throw new IllegalStateException(
                    setting + " is " + days + ": variants cannot outlive their receipts, which" + " are kept for "
                            + receipts + ". Set it to at most that, or darkroom.archive.receipt-days higher.");
        }
    }

    @Override
    public int applyAsInt(String customer) {
        int known = registry.apply(customer).orElse(0);
        if (known != 0 && known < LEAST && warned.add(customer + ' ' + known)) {
            LOG.warn(
                    "retentionDays of the customer {} is {} in the registry: less than the {} that are promised, and"
                            + " ignored",
                    customer,
                    known,
                    LEAST);
        }
        if (known > receipts && warned.add(customer + ' ' + known)) {
            LOG.warn(
                    "retentionDays of the customer {} is {} in the registry: variants cannot outlive their receipts, so they"
                            + " are kept for {} days. Give at most that, or set darkroom.archive.receipt-days higher.",
                    customer,
                    known,
                    receipts);
        }
        return Math.max(platform, Math.max(capped(known), configured.getOrDefault(customer, 0)));
    }

    /** What counts of a number of the registry. */
    public int capped(int registered) {
        return Math.min(registered, receipts);
    }

    /** Every number that the settings may have an object tagged with. */
    public Set<Integer> settled() {
        Set<Integer> days = new TreeSet<>(Set.of(platform));
        configured.values().forEach(number -> days.add(Math.max(number, platform)));
        return days;
    }
}
