package darkroom.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.devservices.S3Lifecycle;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** The rules at work: SeaweedFS clears away, by force, what was made twenty days old. */
class LifecycleRunTest {
    private static final Map<String, String> DAYS_8 = Map.of("kind", "variant", "days", "8");
    private static final Map<String, String> DAYS_30 = Map.of("kind", "variant", "days", "30");
    private static final Map<String, String> RECEIPT = Map.of("kind", "receipt", "days", "1830");

    private final Store store = new Store();
    private final S3Lifecycle lifecycle = new S3Lifecycle(store.stack);
    private final Instant begin = Instant.now().minusSeconds(1);
    private final Instant locked = begin.plus(Duration.ofDays(8)).truncatedTo(ChronoUnit.SECONDS);

    @BeforeEach
    void setUp() {
        new BucketSetUp(store.admin, store.archive, store.inbox).run(LifecyclePlan.of(List.of(8, 1830)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsOverGoesAndNothingElse() {
        put("over/web.jpg", DAYS_8, null);
        put("locked/web.jpg", DAYS_8, locked);
        put("longer/web.jpg", DAYS_30, null);
        put("kept/receipt.json", RECEIPT, null);
        hide("hidden/web.jpg", DAYS_8, null);
        hide("hidden-locked/web.jpg", DAYS_8, locked);
        hide("hidden-receipt/receipt.json", RECEIPT, null);
        String last = put("nothing-left/web.jpg", DAYS_8, null);
        store.admin.deleteObject(r -> r.bucket(store.archive).key("archive/nothing-left/web.jpg"));
        store.admin.deleteObject(
                r -> r.bucket(store.archive).key("archive/nothing-left/web.jpg").versionId(last));

        lifecycle.age(store.archive, "archive", begin, Duration.ofDays(20));
        String said = lifecycle.run();

        assertThat(versions())
                .as(said)
                .containsExactlyInAnyOrder(
                        "over/web.jpg", // hidden by now, to go a day later
                        "locked/web.jpg",
                        "longer/web.jpg",
                        "kept/receipt.json",
                        "hidden-locked/web.jpg",
                        "hidden-receipt/receipt.json");
        assertThat(markers())
                .as(said)
                .containsExactlyInAnyOrder("over/web.jpg", "hidden-locked/web.jpg", "hidden-receipt/receipt.json");
    }

    @Test
    void aHiddenReceiptGoesAfterThirtyDays() {
        hide("hidden/receipt.json", RECEIPT, null);
        lifecycle.age(store.archive, "archive", begin, Duration.ofDays(32));
        String said = lifecycle.run();
        assertThat(versions()).as(said).isEmpty();
        assertThat(markers()).as(said).isEmpty();
    }

    /** In one run, which takes its time: the rest of what the rules of both buckets are for. SeaweedFS does all of it. */
    @Test
    void whatIsReplacedFreeAgainQuarantinedBrokenOffOrForgottenInTheInboxGoesToo() {
        Instant free = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
        hide("free-again/web.jpg", DAYS_8, free);
        put("replaced/web.jpg", DAYS_30, null);
        put("replaced/web.jpg", DAYS_30, null);
        put("replaced-receipt/receipt.json", RECEIPT, null);
        put("replaced-receipt/receipt.json", RECEIPT, null);
        Map<String, String> quarantined = Map.of("kind", "quarantine", "days", "8");
        store.put(store.archive, "quarantine/acme/over", quarantined, null, locked);
        store.put(store.archive, "quarantine/acme/hidden", quarantined, null, locked);
        store.admin.deleteObject(r -> r.bucket(store.archive).key("quarantine/acme/hidden"));
        breakOff(store.archive, "archive/half/web.jpg");
        breakOff(store.inbox, "acme/web/half.jpg");
        inbox("waits");
        inbox("replaced");
        inbox("replaced");
        inbox("hidden");
        store.admin.deleteObject(r -> r.bucket(store.inbox).key("acme/web/hidden.jpg"));
        String last = inbox("nothing-left");
        store.admin.deleteObject(r -> r.bucket(store.inbox).key("acme/web/nothing-left.jpg"));
        store.admin.deleteObject(
                r -> r.bucket(store.inbox).key("acme/web/nothing-left.jpg").versionId(last));
        await().until(() -> Instant.now().isAfter(free));

        lifecycle.age(store.archive, "archive", begin, Duration.ofDays(20));
        lifecycle.age(store.archive, "quarantine", begin, Duration.ofDays(20));
        lifecycle.age(store.archive, ".uploads", begin, Duration.ofDays(20));
        lifecycle.age(store.inbox, "acme", begin, Duration.ofDays(32));
        lifecycle.age(store.inbox, ".uploads", begin, Duration.ofDays(32));
        breakOff(store.archive, "archive/young/web.jpg");
        assertThat(halves(store.archive)).hasSize(2);
        assertThat(halves(store.inbox)).hasSize(1);
        String said = lifecycle.run();

        assertThat(versions())
                .as(said)
                .containsExactlyInAnyOrder(
                        "replaced/web.jpg", // the newer one, for its thirty days
                        "replaced-receipt/receipt.json",
                        "replaced-receipt/receipt.json", // which has thirty days after it was replaced
                        "quarantine/acme/over"); // hidden by now, to go a day later
        assertThat(markers()).as(said).containsExactly("quarantine/acme/over");
        assertThat(halves(store.archive)).as(said).containsExactly("archive/young/web.jpg");
        assertThat(halves(store.inbox)).as(said).isEmpty();
        ListObjectVersionsResponse inbox = store.admin.listObjectVersions(r -> r.bucket(store.inbox));
        assertThat(inbox.versions())
                .as(said)
                .extracting(ObjectVersion::key)
                .containsExactlyInAnyOrder("acme/web/replaced.jpg", "acme/web/waits.jpg");
        assertThat(inbox.versions()).extracting(ObjectVersion::isLatest).containsOnly(true);
        assertThat(inbox.deleteMarkers()).as(said).isEmpty();
    }

    /** Keys of uploads in parts that nobody has ended. */
    private List<String> halves(String bucket) {
        return store.admin.listMultipartUploads(r -> r.bucket(bucket)).uploads().stream()
                .map(MultipartUpload::key)
                .toList();
    }

    private String inbox(String name) {
        return store.admin
                .putObject(
                        r -> r.bucket(store.inbox).key("acme/web/" + name + ".jpg"), RequestBody.fromString("pixels"))
                .versionId();
    }

    private void breakOff(String bucket, String key) {
        String id = store.admin
                .createMultipartUpload(r -> r.bucket(bucket).key(key))
                .uploadId();
        store.admin.uploadPart(
                r -> r.bucket(bucket).key(key).uploadId(id).partNumber(1), RequestBody.fromString("half"));
    }

    @Test
    void whatIsYoungStays() {
        put("young/web.jpg", DAYS_8, null);
        lifecycle.age(store.archive, "archive", begin, Duration.ofDays(8)); // a day less than its rule
        lifecycle.run();
        assertThat(markers()).isEmpty();
    }

    private String put(String name, Map<String, String> tags, Instant lock) {
        return store.put(store.archive, "archive/" + name, tags, lock, locked);
    }

    private void hide(String name, Map<String, String> tags, Instant lock) {
        put(name, tags, lock);
        store.admin.deleteObject(r -> r.bucket(store.archive).key("archive/" + name));
    }

    private List<String> versions() {
        return store.admin.listObjectVersions(r -> r.bucket(store.archive)).versions().stream()
                .map(ObjectVersion::key)
                .map(key -> key.replace("archive/", ""))
                .toList();
    }

    private List<String> markers() {
        return store.admin.listObjectVersions(r -> r.bucket(store.archive)).deleteMarkers().stream()
                .map(DeleteMarkerEntry::key)
                .map(key -> key.replace("archive/", ""))
                .toList();
    }
}
