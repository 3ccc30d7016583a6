package darkroom.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import darkroom.model.Erasures;
import darkroom.model.Hashes;
import darkroom.model.SideBySide;
import darkroom.model.StoredObject;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** On a real S3 server, which enforces locks. */
class RetentionCheckTest {
    private static final Map<String, String> VARIANT = Map.of("kind", "variant", "days", "8");

    private final Store store = new Store();
    private final SideBySide threads = new SideBySide(4);
    private final LifecyclePlan plan = LifecyclePlan.of(List.of(8, 1830));
    private final Instant until = Instant.now().plus(Duration.ofDays(8)).truncatedTo(ChronoUnit.SECONDS);
    private final String key = "archive/retention/" + UUID.randomUUID() + "/web.jpg";

    /** What the app itself sees, with its own credential. */
    private final RetentionCheck app =
            new RetentionCheck(store.app, "darkroom-archive", "darkroom-inbox", plan, Erasures.NONE, Clock.systemUTC());

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    @Test
    void theAppCanNeitherDeleteALockedVersionNorShortenItsLockNorGetAroundIt() {
        String version = store.put("darkroom-archive", key, VARIANT, until, until);

        refused(() -> store.app.deleteObject(
                r -> r.bucket("darkroom-archive").key(key).versionId(version)));
        refused(() -> store.app.deleteObject(
                r -> r.bucket("darkroom-archive").key(key).versionId(version).bypassGovernanceRetention(true)));
        for (boolean bypass : new boolean[] {false, true}) {
            refused(() -> store.app.putObjectRetention(r -> r.bucket("darkroom-archive")
                    .key(key)
                    .versionId(version)
                    .bypassGovernanceRetention(bypass)
                    .retention(
                            l -> l.mode(ObjectLockRetentionMode.GOVERNANCE).retainUntilDate(until.minusSeconds(60)))));
        }
        assertThat(store.app
                        .headObject(r -> r.bucket("darkroom-archive").key(key))
                        .objectLockRetainUntilDate())
                .isEqualTo(until);
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(S3Exception.class).isThrownBy(call).satisfies(e -> assertThat(e.statusCode())
                .isEqualTo(403));
    }

    @Test
    void aPlainDeleteIsFoundAndUndoneByTheAppAndTheBytesAreTheSame() {
        String version = store.put("darkroom-archive", key, VARIANT, until, until);
        store.app.deleteObject(r -> r.bucket("darkroom-archive").key(key));
        store.app.deleteObject(r -> r.bucket("darkroom-archive").key(key)); // twice: two markers
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() ->
                        store.app.headObject(r -> r.bucket("darkroom-archive").key(key)));

        assertThat(app.all(threads).findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(Finding.Code.HIDDEN);
            assertThat(finding.where()).isEqualTo(key + " version " + version);
            assertThat(finding.expected()).isEqualTo("to be had until " + until);
            assertThat(finding.found()).startsWith("a delete marker of ").endsWith(", which was taken away");
        });

        assertThat(store.app
                        .getObjectAsBytes(r -> r.bucket("darkroom-archive").key(key))
                        .asUtf8String())
                .isEqualTo("pixels of " + key);
        assertThat(app.all(threads).findings())
                .noneMatch(finding -> finding.where().startsWith(key));
    }

    @Test
    void whoMayNotTakeADeleteMarkerAwaySaysSoAndAnAdministratorCan() {
        setUp();
        String version = store.put(store.archive, key, VARIANT, until, until);
        store.admin.deleteObject(r -> r.bucket(store.archive).key(key));

        try (S3Client reader = store.reader()) {
            assertThat(check(reader, Erasures.NONE).all(threads).findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.code()).isEqualTo(Finding.Code.HIDDEN);
                        assertThat(finding.found())
                                .endsWith(", which this credential may not take away: retention --check with an"
                                        + " administrator's can");
                    });
        }
        assertThat(isHidden()).isTrue();

        assertThat(own().all(threads).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.where()).isEqualTo(key + " version " + version);
            assertThat(finding.found()).endsWith(", which was taken away");
        });
        assertThat(store.admin
                        .getObjectAsBytes(r -> r.bucket(store.archive).key(key))
                        .asUtf8String())
                .isEqualTo("pixels of " + key);
    }

    @Test
    void whatWasHiddenBecauseItsCustomerWasErasedStaysHiddenAndWhatIsNewerDoesNot() {
        setUp();
        store.put(store.archive, key, VARIANT, until, until);
        store.admin.deleteObject(r -> r.bucket(store.archive).key(key));
        Erasures later = customer ->
                customer.equals("retention") ? Optional.of(Instant.now().plusSeconds(60)) : Optional.empty();
        Erasures earlier = customer -> later.until(customer).map(at -> at.minusSeconds(600));

        assertThat(check(store.admin, later).all(threads).findings()).isEmpty();
        assertThat(isHidden()).isTrue();

        assertThat(check(store.admin, earlier).all(threads).findings()).hasSize(1);
        assertThat(isHidden()).isFalse();
    }

    private RetentionCheck check(S3Client s3, Erasures erasures) {
        return new RetentionCheck(s3, store.archive, store.inbox, plan, erasures, Clock.systemUTC());
    }

    private boolean isHidden() {
        return store.admin
                .listObjectsV2(r -> r.bucket(store.archive).prefix(key))
                .contents()
                .isEmpty();
    }

    @Test
    void whatIsOverMayBeHidden() {
        Instant past = Instant.now().minusSeconds(60);
        setUp();
        store.put(store.archive, key, VARIANT, null, past);
        store.admin.deleteObject(r -> r.bucket(store.archive).key(key));

        assertThat(own().all(threads).findings()).isEmpty();
        assertThat(store.admin.listObjectVersions(r -> r.bucket(store.archive)).deleteMarkers())
                .hasSize(1);
    }

    @Test
    void everythingThatAnObjectLacksIsNamed() {
        setUp();
        store.put(store.archive, "archive/a/1/good.jpg", VARIANT, until, until);
        store.put(store.archive, "archive/a/1/unlocked.jpg", VARIANT, null, until);
        store.put(store.archive, "archive/a/1/short.jpg", VARIANT, until.minus(Duration.ofDays(3)), until);
        store.put(store.archive, "archive/a/1/expires.jpg", VARIANT, until, null);
        store.put(store.archive, "archive/a/1/untagged.jpg", Map.of(), until, until);
        store.put(
                store.archive,
                "archive/a/1/forever.jpg",
                Map.of("kind", "variant", "days", "45"),
                until.plus(Duration.ofDays(37)),
                until.plus(Duration.ofDays(37)));
        store.put(store.archive, "archive/a/1/early.jpg", VARIANT, until.plus(Duration.ofDays(9)), until);
        store.put(store.archive, "quarantine/a/1", Map.of("kind", "quarantine", "days", "30"), null, until(30));
        store.put(
                store.archive,
                "archive/a/1/receipt.json",
                Map.of("kind", "receipt", "days", "1830"),
                until,
                until(1830));

        RetentionCheck.Report report = own().all(threads);

        assertThat(report.objects()).isEqualTo(9);
        assertThat(report.findings())
                .extracting(
                        finding -> finding.where().replaceAll("^archive/a/1/| version .*", ""),
                        finding -> finding.code().word())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("unlocked.jpg", "lock"),
                        org.assertj.core.groups.Tuple.tuple("short.jpg", "lock"),
                        org.assertj.core.groups.Tuple.tuple("expires.jpg", "expires"),
                        org.assertj.core.groups.Tuple.tuple("untagged.jpg", "tags"),
                        org.assertj.core.groups.Tuple.tuple("forever.jpg", "never-goes"),
                        org.assertj.core.groups.Tuple.tuple("early.jpg", "goes-early"));
    }

    @Test
    void aRuleOfSomebodyElseThatHidesTooEarlyIsNamed() {
        setUp();
        store.put(store.archive, "archive/a/1/web.jpg", VARIANT, until, until);
        var rules = new java.util.ArrayList<>(plan.archive());
        rules.add(LifecyclePlanTest.foreign("tidy", 5).toBuilder()
                .filter(f -> f.prefix("archive/"))
                .build());
        store.admin.putBucketLifecycleConfiguration(
                r -> r.bucket(store.archive).lifecycleConfiguration(l -> l.rules(rules)));

        assertThat(own().all(threads).findings())
                .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(Finding.Code.GOES_EARLY))
                .extracting(Finding::found)
                .satisfiesExactly(
                        rule -> assertThat(rule).startsWith("the rule tidy  prefix archive/"),
                        object -> assertThat(object).endsWith(" by the rule tidy"));
    }

    @Test
    void ofManyFindingsOfACodeAThousandAreNamedAndTheOthersCounted() {
        setUp();
        int objects = RetentionCheck.Report.NAMED + 5;
        IntStream.range(0, objects)
                .parallel()
                .forEach(i -> store.admin.putObject(
                        r -> r.bucket(store.archive).key("archive/c%04d/1/web.jpg".formatted(i)), RequestBody.empty()));

        RetentionCheck.Report report = own().all(threads);
        assertThat(report.objects()).isEqualTo(objects);
        assertThat(report.findings()).hasSize(RetentionCheck.Report.NAMED);
        assertThat(report.more()).containsExactly(Map.entry(Finding.Code.TAGS, 5L));
        assertThat(report.found()).isEqualTo(objects);

        // S3 lists a thousand folders a page
        assertThat(new VersionListing(store.admin, store.archive).anyPlace(always(0), Clock.systemUTC()))
                .startsWith("archive/c%04d/".formatted(objects - 1));
        assertThat(new VersionListing(store.admin, store.archive).anyPlace(always(1), Clock.systemUTC()))
                .startsWith("archive/c0000/");
    }

    /** Draws this lot each time, where there is a choice. */
    private static RandomGenerator always(int lot) {
        return new RandomGenerator() {
            @Override
            public int nextInt(int bound) {
                return Math.min(lot, bound - 1);
            }

            @Override
            public long nextLong() {
                return lot;
            }
        };
    }

    @Test
    void aSampleIsAsLargeAsAskedForAndAllOfASmallBucket() {
        setUp();
        for (int i = 0; i < 7; i++) {
            store.put(store.archive, "archive/a/" + UUID.randomUUID() + "/web.jpg", VARIANT, until, until);
        }
        for (int seed = 0; seed < 10; seed++) {
            assertThat(own().sample(3, new Random(seed)).objects()).isEqualTo(3);
            assertThat(own().sample(100, new Random(seed)).objects()).isEqualTo(7);
        }
    }

    @Test
    void whatWasStoredAMomentAgoIsHeldAgainstWhatWasAskedFor() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        RetentionWatch watch = new RetentionWatch(app, 1, 0, meters);
        byte[] bytes = ("pixels of " + key).getBytes(StandardCharsets.UTF_8);
        StoredObject object =
                new StoredObject(key, "image/jpeg", Hashes.sha256(bytes), until, until, VARIANT, Map.of(), bytes);
        store.put("darkroom-archive", key, VARIANT, until, until);
        watch.offer(object);
        watch.stored();
        assertThat(meters.counter("darkroom.retention.checked").count()).isEqualTo(1);
        assertThat(meters.counter("darkroom.retention.findings", "code", "tags").count())
                .isZero();

        store.app.putObjectTagging(r -> r.bucket("darkroom-archive")
                .key(key)
                .tagging(t -> t.tagSet(Tag.builder().key("days").value("1").build())));
        watch.offer(object);
        watch.stored();
        assertThat(meters.counter("darkroom.retention.findings", "code", "tags").count())
                .isEqualTo(1);
    }

    private static Instant until(int days) {
        return Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
    }

    private void setUp() {
        new BucketSetUp(store.admin, store.archive, store.inbox).run(plan);
    }

    private RetentionCheck own() {
        return new RetentionCheck(store.admin, store.archive, store.inbox, plan, Erasures.NONE, Clock.systemUTC());
    }
}
