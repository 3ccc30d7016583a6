package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import darkroom.devservices.Stack;
import darkroom.model.IntakeImage;
import imaging.BusyException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;

/** Each {@link AttemptMarkers} here is a process: one that begins and does not end has died. On a real S3 server. */
class AttemptsTest {
    private static final String BUCKET = "darkroom-archive";

    private final S3Client s3 = s3();
    private final IntakeImage image =
            new IntakeImage(UUID.randomUUID(), false, "demo", "kafka", "web", Instant.EPOCH, 1, new byte[] {1}, null);
    private final Attempts attempts = new Attempts(3, Attempts.Times.NONE, process());

    private static S3Client s3(ExecutionInterceptor... each) {
        return S3Client.builder()
                .endpointOverride(Stack.shared().s3Endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("darkroom", "darkroom-dev")))
                .overrideConfiguration(o -> List.of(each).forEach(o::addExecutionInterceptor))
                .build();
    }

    @AfterEach
    void close() {
        s3.close();
    }

    /** Of which the first of all left no mark: nothing was known of it. */
    @ParameterizedTest
    @EnumSource(names = {"before", "perhaps"})
    void threeMarkedAttemptsAreMadeTheLastTwoOfThemAlone(Seen seen) {
        die();
        assertThat(run(seen)).as("the second").contains("made");
        die();
        dieAlone();
        assertThat(run(seen)).as("the third").contains("made");
        die();
        dieAlone();
        dieAlone();
        assertThat(run(seen)).isEmpty();
    }

    /** Whoever kills processes may meet a picture in all of them, beside the one that was meant. */
    @Test
    void deathsInCompanyAreNobodysHoweverMany() {
        for (int i = 0; i < 7; i++) {
            die();
        }
        dieAlone();
        assertThat(run(Seen.before)).contains("made");
    }

    @Test
    void whatEndedWhileS3WasAwayIsNoDeathOnceS3IsBack() {
        Away away = new Away();
        try (S3Client mine = s3(away)) {
            Attempts here =
                    new Attempts(3, Attempts.Times.NONE, new AttemptMarkers(mine, BUCKET, 30, Clock.systemUTC()));
            away.refuses = DeleteObjectRequest.class;
            assertThat(here.run(image, Seen.before, () -> "made")).contains("made");
            assertThat(markers()).as("it could not be taken away").hasSize(1);

            away.refuses = null;
            assertThat(here.run(another(), Seen.before, () -> "made")).contains("made");
            assertThat(markers()).isEmpty();
        }
    }

    @Test
    void aMarkerWhoseAnswerWasLostIsTakenAwayWithTheNext() {
        Away away = new Away();
        try (S3Client mine = s3(away)) {
            Attempts here =
                    new Attempts(3, Attempts.Times.NONE, new AttemptMarkers(mine, BUCKET, 30, Clock.systemUTC()));
            away.loses = PutObjectRequest.class;
            assertThatThrownBy(() -> here.run(image, Seen.before, () -> "made")).isInstanceOf(SdkException.class);
            assertThat(markers()).as("it is there").hasSize(1);

            away.loses = null;
            here.run(image, Seen.before, () -> {
                assertThat(markers()).as("no other is made").hasSize(1);
                here.run(another(), Seen.before, () -> "made");
                assertThat(markers()).as("nobody takes it away while it counts").hasSize(1);
                return "made";
            });
            assertThat(markers()).isEmpty();
        }
    }

    /** S3 that does not do something, or does it and nobody hears of it. */
    private static final class Away implements ExecutionInterceptor {
        private volatile Class<?> refuses;
        private volatile Class<?> loses;

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            fail(context.request(), refuses);
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            fail(context.request(), loses);
        }

        private static void fail(SdkRequest request, Class<?> kind) {
            if (kind != null && kind.isInstance(request)) {
                throw SdkClientException.create("away");
            }
        }
    }

    private static IntakeImage another() {
        return new IntakeImage(
                UUID.randomUUID(), false, "demo", "kafka", "web", Instant.EPOCH, 1, new byte[] {1}, null);
    }

    @Test
    void anAttemptIsMarkedAsAloneAfterADeath() {
        attempts.run(image, Seen.before, () -> {
            assertThat(markers()).singleElement().asString().doesNotEndWith("-alone");
            return "made";
        });
        die();
        attempts.run(image, Seen.before, () -> {
            assertThat(markers())
                    .hasSize(2)
                    .filteredOn(key -> key.endsWith("-alone"))
                    .hasSize(1);
            return "made";
        });
    }

    /** Whatever ends processes as soon as they are up would meet it in each. */
    @Test
    void whatADeathHasMetIsNotBegunOnInAProcessThatHasJustStarted() {
        Attempts young =
                new Attempts(3, new Attempts.Times(Duration.ZERO, Duration.ofHours(1), Duration.ZERO), process());
        assertThat(young.run(image, Seen.before, () -> "made")).contains("made");
        die();
        assertThatThrownBy(() -> young.run(image, Seen.before, () -> "made"))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining(image.id().toString());
        assertThat(markers()).hasSize(1);
        assertThat(young.run(image, Seen.never, () -> "made")).contains("made");
        assertThat(run(Seen.before)).contains("made");
        assertThat(young.run(image, Seen.before, () -> "made")).contains("made");
    }

    /** What ends processes by itself does not wait for that; what a picture ends is ended whenever it is begun on. */
    @Test
    void theMoreDeathsItHadAloneTheLongerAProcessHasToBeUp() {
        Duration settle = Duration.ofHours(1);
        Attempts young = new Attempts(4, new Attempts.Times(Duration.ZERO, settle, Duration.ZERO), process());
        die();
        for (int alone = 0; alone < 3; alone++) {
            long atMost = settle.toMillis() * (long) Math.pow(3, alone);
            assertThatThrownBy(() -> young.run(image, Seen.before, () -> "made"))
                    .isInstanceOf(BusyException.class)
                    .satisfies(e -> assertThat(Long.parseLong(e.getMessage().replaceAll(".*up for (\\d+) ms.*", "$1")))
                            .isBetween(atMost - 60_000, atMost));
            dieAlone();
        }
    }

    /** With one attempt only, too: a record that a new reader finds first was not necessarily begun on. */
    @Test
    void nothingIsGivenUpUnlessItEndedAProcess() {
        Attempts once = new Attempts(1, Attempts.Times.NONE, process());
        assertThat(once.run(image, Seen.before, () -> "made")).contains("made");
        die();
        assertThat(once.run(image, Seen.before, () -> "made")).isEmpty();
    }

    @Test
    void whatComesForTheFirstTimeIsNotLookedUp() {
        die();
        die();
        die();
        assertThat(run(Seen.never)).contains("made");
        assertThat(markers()).hasSize(3);
    }

    @Test
    void workThatComesToAnEndIsNobodysDeath() {
        die();
        for (int i = 0; i < 5; i++) {
            assertThat(run(Seen.before)).contains("made");
            assertThat(markers()).isEmpty();
        }
    }

    /** Nothing was done: neither did it end this process, nor does it say that it never will. */
    @Test
    void workThatHadToWaitTakesOnlyItsOwnMarkAway() {
        die();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> attempts.run(image, Seen.before, () -> {
                        assertThat(markers()).hasSize(2);
                        throw new IllegalStateException("no memory");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(markers()).hasSize(1);
        }
    }

    /** Several replicas are at it where a message comes to each of them: their marks are no deaths. */
    @Test
    void nothingIsGivenUpWhileAMarkMayBeOfSomebodyAtWork() {
        Attempts patient =
                new Attempts(3, new Attempts.Times(Duration.ZERO, Duration.ZERO, Duration.ofHours(1)), process());
        AttemptMarkers first = process();
        AttemptMarkers second = process();
        die();
        first.begin("demo", image.id(), true);
        second.begin("demo", image.id(), true);

        assertThatThrownBy(() -> patient.run(image, Seen.before, () -> "made"))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining(image.id().toString());

        first.end(image.id());
        assertThat(patient.run(image, Seen.before, () -> "made")).contains("made");
    }

    @Test
    void aMarkerIsTaggedAndNotLocked() {
        process().begin("demo", image.id(), false);
        String key = markers().get(0);
        assertThat(s3.getObjectTagging(r -> r.bucket(BUCKET).key(key)).tagSet())
                .extracting(Tag::key, Tag::value)
                .contains(tuple("kind", "marker"), tuple("days", "8"), tuple("customer", "demo"));
        assertThat(s3.headObject(r -> r.bucket(BUCKET).key(key)).objectLockMode())
                .isNull();
    }

    /** So that no other image pays for the one that ends the process, however often it does. */
    @Test
    void anAttemptAfterADeathIsMadeAlone() throws Exception {
        die();
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch working = new CountDownLatch(1);
        AtomicBoolean others = new AtomicBoolean();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> attempts.run(image, Seen.never, () -> {
            others.set(true);
            working.countDown();
            awaitQuietly(go);
            others.set(false);
            return "made";
        }));
        working.await();
        CompletableFuture<Optional<Boolean>> last =
                CompletableFuture.supplyAsync(() -> attempts.run(image, Seen.before, others::get));
        await().during(Duration.ofMillis(300)).until(() -> !last.isDone());
        assertThat(markers()).as("not begun yet").hasSize(1);
        go.countDown();
        other.join();
        assertThat(last.join()).contains(false);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> run(Seen seen) {
        return attempts.run(image, seen, () -> "made");
    }

    private void die() {
        process().begin("demo", image.id(), false);
    }

    private void dieAlone() {
        process().begin("demo", image.id(), true);
    }

    private AttemptMarkers process() {
        return new AttemptMarkers(s3, BUCKET, 8, Clock.systemUTC());
    }

    private List<String> markers() {
        return s3
                .listObjectVersions(r -> r.bucket(BUCKET).prefix("attempts/demo/" + image.id() + "/"))
                .versions()
                .stream()
                .map(v -> v.key())
                .toList();
    }
}
