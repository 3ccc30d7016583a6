package darkroom.access.quota;

import darkroom.model.Use;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Whether a customer may make one more request. Rate and concurrency are each replica's part of the limit; bytes and
 * images are those that are tallied, so that up to the tallies' lag, some seconds, more may come in than was agreed.
 * Thread-safe, and never waits.
 */
public final class Quotas {
    private final Plans plans;
    private final Function<String, Use> used;
    private final int replicas;
    private final Clock clock;
    private final Map<String, Load> loads = new ConcurrentHashMap<>();

    /** What one customer takes of this replica now. */
    private record Load(Plan plan, Bucket bucket, AtomicInteger running) {}

    /**
     * @param used what is known of a customer's use; must not wait
     * @param replicas that share the load
     */
    public Quotas(Plans plans, Function<String, Use> used, int replicas, Clock clock) {
        if (replicas < 1) {
            throw new IllegalStateException("darkroom.replicas is " + replicas + "; give 1 or more");
        }
        this.plans = plans;
        this.used = used;
        this.replicas = replicas;
        this.clock = clock;
    }

    /** @param upload whether it hands an image in, which the quotas of bytes and images count */
    public Admission admit(String customer, boolean upload) {
        Load load = load(customer);
        Plan plan = load.plan();
        Rate rate = null;
        if (load.bucket() != null) {
            ConsumptionProbe probe = load.bucket().tryConsumeAndReturnRemaining(1);
            long capacity = capacity(plan);
            rate = new Rate(
                    capacity, windowSeconds(plan), probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset()));
            if (!probe.isConsumed()) {
                return Admission.refused(
                        "rate-limited",
                        "More than %d requests a second, or %d at once; send slower, or try again after the time in Retry-After."
                                .formatted(plan.requestsPerSecond(), plan.bucket()),
                        Math.max(1, seconds(probe.getNanosToWaitForRefill())),
                        rate);
            }
        }
        if (upload && plan.isCounted()) {
            Admission refused = counted(customer, plan, rate);
            if (refused != null) {
                return refused;
            }
        }
        return concurrent(load, rate);
    }

    /**
     * Lets in whom {@link #admit} has refused, quota-used-up, to be told what became of an image that was handed in before.
     *
     * @param refused counts the request already
     */
    public Admission admitToAsk(String customer, Admission refused) {
        return concurrent(load(customer), refused.rate());
    }

    private Admission concurrent(Load load, Rate rate) {
        int most = load.plan().concurrent() == 0
                ? Integer.MAX_VALUE
                : part(load.plan().concurrent());
        if (load.running().incrementAndGet() > most) {
            load.running().decrementAndGet();
            return Admission.refused(
                    "rate-limited",
                    "More than %d requests in work at once; wait for answers before you send more."
                            .formatted(load.plan().concurrent()),
                    1,
                    rate);
        }
        return Admission.granted(rate, load.running()::decrementAndGet);
    }

    private Admission counted(String customer, Plan plan, Rate rate) {
        Use use = used.apply(customer);
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (plan.imagesAMonth() > 0 && use.imagesThisMonth() >= plan.imagesAMonth()) {
            return usedUp(
                    use.imagesThisMonth() + " of " + plan.imagesAMonth() + " images of this month",
                    today.with(TemporalAdjusters.firstDayOfNextMonth()),
                    now,
                    rate);
        }
        if (plan.bytesADay() > 0 && use.bytesToday() >= plan.bytesADay()) {
            return usedUp(
                    use.bytesToday() + " of " + plan.bytesADay() + " bytes of this day", today.plusDays(1), now, rate);
        }
        return null;
    }

    private static Admission usedUp(String what, LocalDate next, Instant now, Rate rate) {
        Instant begin = next.atStartOfDay(ZoneOffset.UTC).toInstant();
        return Admission.refused(
                "quota-used-up",
                what + " are used. The next ones begin on " + begin + "; ask for a larger plan to go on before.",
                Math.max(1, Duration.between(now, begin).toSeconds()),
                rate);
    }

    /** Begins anew where the limits have changed. */
    private Load load(String customer) {
        Plan plan = plans.of(customer);
        Load load = loads.get(customer);
        if (load == null || !load.plan().equals(plan)) {
            load = loads.compute(
                    customer,
                    (key, old) -> old != null && old.plan().equals(plan)
                            ? old
                            : new Load(plan, bucket(plan), old == null ? new AtomicInteger() : old.running()));
        }
        return load;
    }

    private Bucket bucket(Plan plan) {
        if (plan.requestsPerSecond() == 0) {
            return null;
        }
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(capacity(plan))
                        .refillGreedy(plan.requestsPerSecond(), Duration.ofSeconds(replicas))
                        .build())
                .build();
    }

    private long capacity(Plan plan) {
        return Math.max(1, plan.bucket() / replicas);
    }

    private static long windowSeconds(Plan plan) {
        return Math.max(1, (plan.bucket() + plan.requestsPerSecond() - 1) / plan.requestsPerSecond());
    }

    private int part(int all) {
        return Math.max(1, all / replicas);
    }

    private static long seconds(long nanos) {
        return (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1);
    }
}
