package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

class S3EngineTest {
    private final Stack stack = Stack.shared();
    private final S3Client app = client("darkroom", "darkroom-dev");
    private final String key = "archive/test/" + UUID.randomUUID() + "/web.jpg";

    @AfterEach
    void close() {
        app.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"darkroom-archive", "darkroom-inbox"})
    void bothBucketsKeepVersions(String bucket) {
        assertThat(app.getBucketVersioning(get -> get.bucket(bucket)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
    }

    @Test
    void theArchiveHasLocksAndTheAppCannotGetAroundOne() {
        String version = putLocked();

        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> app.deleteObject(delete -> delete.bucket(Buckets.ARCHIVE)
                        .key(key)
                        .versionId(version)
                        .bypassGovernanceRetention(true)))
                .satisfies(error -> assertThat(error.statusCode()).isEqualTo(403));
        assertThat(app.getObjectAsBytes(get -> get.bucket(Buckets.ARCHIVE).key(key))
                        .asUtf8String())
                .isEqualTo("pixels");
    }

    @Test
    void theFirstWriterWins() {
        putLocked();

        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(this::putLocked)
                .satisfies(error -> assertThat(error.statusCode()).isEqualTo(412));
    }

    @Test
    void whatExpiresGoesByItsTagAndTheRestOfItByTheHousekeeping() {
        try (S3Client admin = client("admin", "admin-dev")) {
            assertThat(admin.getBucketLifecycleConfiguration(get -> get.bucket(Buckets.ARCHIVE))
                            .rules())
                    .extracting(LifecycleRule::id)
                    .contains(
                            "darkroom-days-8",
                            "darkroom-days-1830",
                            "darkroom-noncurrent-variant",
                            "darkroom-delete-markers",
                            "darkroom-incomplete-uploads");
        }
    }

    @Test
    void theAppMakesNoBucketsAndRemovesNone() {
        refused(() -> app.createBucket(bucket -> bucket.bucket("another")));
        refused(() -> app.deleteBucket(bucket -> bucket.bucket(Buckets.INBOX)));
    }

    /** SeaweedFS counts these as Write or Tagging of the bucket, so the app has both of objects alone. */
    @ParameterizedTest
    @ValueSource(strings = {"darkroom-archive", "darkroom-inbox"})
    void theAppChangesNothingAboutABucket(String bucket) {
        refused(() -> app.deleteBucketLifecycle(delete -> delete.bucket(bucket)));
        refused(() -> app.putBucketLifecycleConfiguration(put -> put.bucket(bucket)
                .lifecycleConfiguration(rules -> rules.rules(LifecycleRule.builder()
                        .id("soon")
                        .status("Enabled")
                        .filter(filter -> filter.prefix(""))
                        .expiration(expiration -> expiration.days(1))
                        .build()))));
        refused(() -> app.putBucketVersioning(put -> put.bucket(bucket)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.SUSPENDED))));
        Tag tag = Tag.builder().key("a").value("b").build();
        refused(() -> app.putBucketTagging(put -> put.bucket(bucket).tagging(tags -> tags.tagSet(tag))));
        CORSRule everybody =
                CORSRule.builder().allowedMethods("GET").allowedOrigins("*").build();
        refused(() ->
                app.putBucketCors(put -> put.bucket(bucket).corsConfiguration(cors -> cors.corsRules(everybody))));
        refused(() -> app.putBucketPolicy(put -> put.bucket(bucket).policy("{}")));
        refused(() -> app.putObjectLockConfiguration(put -> put.bucket(bucket)
                .objectLockConfiguration(lock -> lock.objectLockEnabled(ObjectLockEnabled.ENABLED)
                        .rule(rule -> rule.defaultRetention(retention -> retention
                                .mode(ObjectLockRetentionMode.GOVERNANCE)
                                .days(1))))));
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(S3Exception.class).isThrownBy(call).satisfies(error -> assertThat(error.statusCode())
                .isEqualTo(403));
    }

    @Test
    void theAppCanVerifyThatTheArchiveHasLocks() {
        assertThat(app.getObjectLockConfiguration(get -> get.bucket(Buckets.ARCHIVE))
                        .objectLockConfiguration()
                        .objectLockEnabled())
                .isEqualTo(ObjectLockEnabled.ENABLED);
    }

    @Test
    void theAppExtendsALock() {
        putLocked();
        Instant later = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);

        app.putObjectRetention(put -> put.bucket(Buckets.ARCHIVE)
                .key(key)
                .retention(lock -> lock.mode(ObjectLockRetentionMode.GOVERNANCE).retainUntilDate(later)));

        assertThat(app.headObject(head -> head.bucket(Buckets.ARCHIVE).key(key)).objectLockRetainUntilDate())
                .isEqualTo(later);
    }

    @Test
    void anotherSecretIsRefused() {
        try (S3Client thief = client("darkroom", "guessed")) {
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> thief.listObjectsV2(list -> list.bucket(Buckets.INBOX)))
                    .satisfies(error -> assertThat(error.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void aKillLosesNothingThatWasAnswered() {
        String version = putLocked();

        stack.kill("s3");
        stack.restart("s3");

        var stored = app.headObject(head -> head.bucket(Buckets.ARCHIVE).key(key));
        assertThat(stored.versionId()).isEqualTo(version);
        assertThat(stored.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
        assertThat(stored.contentEncoding()).isNull();
    }

    private String putLocked() {
        Instant until = Instant.now().plus(Duration.ofDays(8)).truncatedTo(ChronoUnit.SECONDS);
        return app.putObject(
                        put -> put.bucket(Buckets.ARCHIVE)
                                .key(key)
                                .ifNoneMatch("*")
                                .tagging("kind=variant&days=8")
                                .objectLockMode(ObjectLockMode.GOVERNANCE)
                                .objectLockRetainUntilDate(until),
                        RequestBody.fromString("pixels"))
                .versionId();
    }

    private S3Client client(String access, String secret) {
        return S3Client.builder()
                .endpointOverride(stack.s3Endpoint())
                .region(Region.US_EAST_1)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .chunkedEncodingEnabled(false)
                        .build())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret)))
                .build();
    }
}
