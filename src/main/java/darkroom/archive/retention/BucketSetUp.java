package darkroom.archive.retention;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Makes the two buckets what the app expects, for an operator with an administrator's credential, which the app does not
 * have. What is right already stays untouched, so it may be run again at any time, also after a try that got half way.
 * Rules of others in a lifecycle stay. S3 replaces a lifecycle as a whole: two who set up at once may undo each other,
 * which the check that follows tells.
 */
public final class BucketSetUp {
    /** What was done about one thing. */
    public enum State {
        made,
        mended,
        kept,
        removed,
        /** The server has no such thing. */
        unknown
    }

    /** @param what such as {@code object lock} or the words of a rule */
    public record Step(String bucket, String what, State state) {}

    /** Pages of any origin may send what is presigned: the signature is the right, and no cookie goes with it. */
    public static final CORSRule BROWSERS = CORSRule.builder()
            .id("darkroom-uploads")
            .allowedOrigins("*")
            .allowedMethods("PUT")
            .allowedHeaders("*")
            .maxAgeSeconds(3600)
            .build();

    private final S3Client s3;
    private final String archive;
    private final String inbox;

    public BucketSetUp(S3Client s3, String archive, String inbox) {
        this.s3 = s3;
        this.archive = archive;
        this.inbox = inbox;
    }

    /**
     * @throws SdkException where the server is away or refuses
     * @throws IllegalStateException where the server keeps another lifecycle than it was given
     */
    public List<Step> run(LifecyclePlan plan) {
        List<Step> steps = new ArrayList<>();
        Set<String> there =
                s3.listBuckets().buckets().stream().map(Bucket::name).collect(Collectors.toSet());
        // a lock without a default: quarantine and markers are to be deletable
        steps.add(bucket(there, archive, true));
        steps.add(bucket(there, inbox, false));
        steps.add(versions(archive));
        steps.add(versions(inbox));
        Lifecycle before = Lifecycle.of(s3, archive);
        steps.addAll(lifecycle(archive, before, plan.with(before.rules()).archive()));
        steps.addAll(lifecycle(inbox, Lifecycle.of(s3, inbox), plan.inbox()));
        steps.add(browsers());
        return steps;
    }

    private Step browsers() {
        String what = "PUT by browsers";
        List<CORSRule> before = browserRules();
        if (before.contains(BROWSERS)) {
            return new Step(inbox, what, State.kept);
        }
        List<CORSRule> merged = new ArrayList<>(before);
        boolean there = merged.removeIf(rule -> BROWSERS.id().equals(rule.id()));
        merged.add(BROWSERS);
        try {
            s3.putBucketCors(r -> r.bucket(inbox).corsConfiguration(cors -> cors.corsRules(merged)));
        } catch (S3Exception e) {
            if (e.statusCode() == 501) {
                return new Step(inbox, what, State.unknown);
            }
            throw e;
        }
        return new Step(inbox, what, there ? State.mended : State.made);
    }

    private List<CORSRule> browserRules() {
        try {
            return s3.getBucketCors(r -> r.bucket(inbox)).corsRules();
        } catch (S3Exception e) {
            if (e.statusCode() == 404 || e.statusCode() == 501) {
                return List.of();
            }
            throw e;
        }
    }

    private Step bucket(Set<String> there, String bucket, boolean lock) {
        String what = lock ? "bucket with object lock" : "bucket";
        if (there.contains(bucket)) {
            return new Step(bucket, what, State.kept);
        }
        s3.createBucket(r -> r.bucket(bucket).objectLockEnabledForBucket(lock));
        return new Step(bucket, what, State.made);
    }

    private Step versions(String bucket) {
        BucketVersioningStatus status =
                s3.getBucketVersioning(r -> r.bucket(bucket)).status();
        if (status == BucketVersioningStatus.ENABLED) {
            return new Step(bucket, "versions", State.kept);
        }
        s3.putBucketVersioning(
                r -> r.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        return new Step(bucket, "versions", status == null ? State.made : State.mended);
    }

    private List<Step> lifecycle(String bucket, Lifecycle before, List<LifecycleRule> wanted) {
        Map<String, String[]> drift = LifecyclePlan.drift(before.rules(), wanted);
        if (!drift.isEmpty()) {
            List<LifecycleRule> merged = LifecyclePlan.merge(before.rules(), wanted);
            s3.putBucketLifecycleConfiguration(
                    r -> r.bucket(bucket).lifecycleConfiguration(lifecycle -> lifecycle.rules(merged)));
            verify(bucket, merged);
        }
        List<Step> steps = new ArrayList<>();
        for (LifecycleRule rule : wanted) {
            String[] was = drift.get(rule.id());
            State state = was == null ? State.kept : was[1].isEmpty() ? State.made : State.mended;
            steps.add(new Step(bucket, rule.id() + "  " + RuleText.of(rule), state));
        }
        drift.forEach((id, texts) -> {
            if (texts[0].isEmpty()) { // of ours, as its id says, and of no use any more
                steps.add(new Step(bucket, id + "  " + texts[1], State.removed));
            }
        });
        return steps;
    }

    private void verify(String bucket, List<LifecycleRule> given) {
        List<String> expected = words(given);
        List<String> found = words(Lifecycle.of(s3, bucket).rules());
        if (!found.equals(expected)) {
            throw new IllegalStateException("The bucket " + bucket + " does not have the lifecycle that it was given."
                    + " Expected: " + expected + ". Found: " + found
                    + ". Somebody else may be changing it, or the server takes its time: look again with --check.");
        }
    }

    private static List<String> words(List<LifecycleRule> rules) {
        return rules.stream()
                .map(rule -> rule.id() + "  " + RuleText.of(rule))
                .sorted()
                .toList();
    }
}
