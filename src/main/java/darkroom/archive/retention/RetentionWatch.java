package darkroom.archive.retention;

import darkroom.model.StoredObject;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Keeps an eye on the archive while the app works: a share of the objects just after their PUT, off the way of the images,
 * and now and then a sample of all. What it finds is logged, counted, and shown by the health endpoint; it fails nothing.
 * Thread-safe.
 */
public final class RetentionWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);

    /** More than wait already are not looked at: it is a sample. */
    private static final int WAITING = 256;

    private static final int SHOWN = 20;

    private final RetentionCheck check;
    private final double share;
    private final int objects;
    private final MeterRegistry meters;
    private final Counter checked;
    private final BlockingQueue<StoredObject> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicReference<RetentionCheck.Report> last = new AtomicReference<>();

    /**
     * @param share of the objects that are looked at after their PUT, 0 to 1
     * @param objects that each sample looks at, at least
     * @throws IllegalStateException naming the setting, its value and the fix
     */
    public RetentionWatch(RetentionCheck check, double share, int objects, MeterRegistry meters) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalStateException("darkroom.archive.check-share is " + share
                    + ": it is a share of the objects. Set it to a number from 0 (none) to 1 (all).");
        }
        if (objects < 0) {
            throw new IllegalStateException("darkroom.archive.check-objects is " + objects
                    + ": set it to the number of objects to look at, or to 0 for the buckets alone.");
        }
        this.check = check;
        this.share = share;
        this.objects = objects;
        this.meters = meters;
        this.checked = Counter.builder("darkroom.retention.checked")
                .description("Objects of the archive whose lock, Expires and lifecycle were looked at")
                .register(meters);
        for (Finding.Code code : Finding.Code.values()) {
            found(code); // there from the start, so that the first one is a rise
        }
    }

    private Counter found(Finding.Code code) {
        return Counter.builder("darkroom.retention.findings")
                .description("Buckets, rules and objects that were not as the retention needs them")
                .tag("code", code.word())
                .register(meters);
    }

    /** After the PUT of an object: by lot it is looked at soon. Costs the caller nothing, and never fails. @return itself */
    public StoredObject offer(@Variable("object") StoredObject object) {
        if (share > 0 && ThreadLocalRandom.current().nextDouble() < share) {
            boolean unused = waiting.offer(withoutBytes(object));
        }
        return object;
    }

    private static StoredObject withoutBytes(StoredObject o) {
        return new StoredObject(
                o.key(),
                o.contentType(),
                o.sha256(),
                o.expires(),
                o.lockedUntil(),
                o.tags(),
                o.metadata(),
                new byte[0]);
    }

    /**
     * Looks at those that wait.
     *
     * @throws SdkException where S3 is away; those that were not looked at then are let go
     */
    public void stored() {
        List<StoredObject> some = new ArrayList<>();
        waiting.drainTo(some);
        for (StoredObject object : some) {
            List<Finding> findings = check.stored(object);
            checked.increment();
            findings.forEach(this::tell);
        }
    }

    /**
     * Looks at the buckets and at a sample of all objects.
     *
     * @throws SdkException where S3 is away
     */
    public void sample() {
        RandomGenerator lot = ThreadLocalRandom.current();
        RetentionCheck.Report report = check.sample(objects, lot);
        checked.increment((double) report.objects());
        report.findings().forEach(this::tell);
        report.more().forEach((code, count) -> found(code).increment((double) count));
        last.set(report);
        LOG.info("Retention: {} objects looked at, {} findings", report.objects(), report.found());
    }

    private void tell(Finding finding) {
        found(finding.code()).increment();
        LOG.warn(
                "Retention: {}: {}: expected {}, found {}",
                finding.code().word(),
                finding.where(),
                finding.expected(),
                finding.found());
    }

    /** For the health endpoint: the last sample, empty before the first. */
    public Map<String, Object> details() {
        RetentionCheck.Report report = last.get();
        if (report == null) {
            return Map.of();
        }
        return Map.of(
                "at",
                report.at().toString(),
                "objects",
                report.objects(),
                "findings",
                report.found(),
                "first",
                report.findings().stream()
                        .limit(SHOWN)
                        .map(f -> f.code().word() + ": " + f.where() + ": expected " + f.expected() + ", found "
                                + f.found())
                        .collect(Collectors.toList()));
    }
}
