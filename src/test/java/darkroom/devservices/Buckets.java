package darkroom.devservices;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;

/** The two buckets and their lifecycles, made with the administrator's credential, which the app does not have. */
final class Buckets implements AutoCloseable {
    static final String ARCHIVE = "darkroom-archive";
    static final String INBOX = "darkroom-inbox";

    private final S3Client s3;

    Buckets(URI endpoint) {
        s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("admin", "admin-dev")))
                .overrideConfiguration(client ->
                        client.retryStrategy(DefaultRetryStrategy.doNotRetry()).apiCallTimeout(Duration.ofSeconds(5)))
                .build();
    }

    /**
     * Makes what is absent. Safe to repeat, also after a try that got half way.
     *
     * @return false when the server does not answer yet
     */
    boolean make() {
        try {
            Set<String> there =
                    s3.listBuckets().buckets().stream().map(Bucket::name).collect(Collectors.toSet());
            if (!there.contains(ARCHIVE)) {
                s3.createBucket(bucket -> bucket.bucket(ARCHIVE).objectLockEnabledForBucket(true));
            }
            if (!there.contains(INBOX)) {
                s3.createBucket(bucket -> bucket.bucket(INBOX));
            }
            s3.putBucketVersioning(bucket ->
                    bucket.bucket(INBOX).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
            lifecycle(ARCHIVE, archiveRules());
            lifecycle(INBOX, inboxRules());
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    private void lifecycle(String bucket, List<LifecycleRule> rules) {
        s3.putBucketLifecycleConfiguration(put -> put.bucket(bucket).lifecycleConfiguration(l -> l.rules(rules)));
    }

    /**
     * What the tag {@code days} of an object asks for. The lock, not this, guarantees the least; this only clears away
     * afterwards. Tags with other numbers, for customers with a longer retention, are for the operator to add.
     */
    private static List<LifecycleRule> archiveRules() {
        List<LifecycleRule> rules = new ArrayList<>();
        for (int days : new int[] {8, 30, 90, 365, 1_830}) {
            rules.add(rule("days-" + days)
                    .filter(filter -> filter.tag(tag("days", Integer.toString(days))))
                    .expiration(expiration -> expiration.days(days))
                    .build());
        }
        rules.addAll(housekeeping());
        return rules;
    }

    private static List<LifecycleRule> inboxRules() {
        return housekeeping();
    }

    /** What is expired or deleted in a versioned bucket is only hidden, until it goes a day later. */
    private static List<LifecycleRule> housekeeping() {
        return List.of(
                rule("noncurrent")
                        .filter(filter -> filter.prefix(""))
                        .noncurrentVersionExpiration(expiration -> expiration.noncurrentDays(1))
                        .build(),
                rule("delete-markers")
                        .filter(filter -> filter.prefix(""))
                        .expiration(expiration -> expiration.expiredObjectDeleteMarker(true))
                        .build(),
                rule("incomplete-uploads")
                        .filter(filter -> filter.prefix(""))
                        .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1))
                        .build());
    }

    private static LifecycleRule.Builder rule(String id) {
        return LifecycleRule.builder().id(id).status(ExpirationStatus.ENABLED);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Override
    public void close() {
        s3.close();
    }
}
