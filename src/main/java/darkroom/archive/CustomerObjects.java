package darkroom.archive;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.archive.retention.LifecyclePlan;
import darkroom.model.Erasable;
import darkroom.model.Erasures;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What lies of a customer in the archive's bucket. A version that is not locked is deleted for good. One that is stays until
 * its lock ends, which nobody gets around here, but is hidden at once behind a delete marker, under which the lifecycle takes
 * it away. Two requests a version, some at a time. One thread.
 */
public final class CustomerObjects implements Erasable, AutoCloseable {
    private final S3Client s3;
    private final String bucket;
    private final ObjectMapper json;
    private final Erasures erasures;
    private final Clock clock;
    private final SideBySide threads;

    /**
     * @param s3 with the right to delete versions
     * @param json reads receipts
     * @param atOnce requests
     * @param erasures tell who was erased and is back, and has objects that are to stay
     */
    public CustomerObjects(S3Client s3, String bucket, ObjectMapper json, int atOnce, Erasures erasures, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.json = json;
        this.erasures = erasures;
        this.clock = clock;
        this.threads = new SideBySide(atOnce);
    }

    @Override
    public void erase(String customer, Instant until, boolean dryRun, Log log) {
        Erasure erasure =
                new Erasure(version -> dryRun || erasures.cover(customer, version.lastModified(), until), dryRun, log);
        erasure.all("archive/" + customer + "/");
        erasure.all("quarantine/" + customer + "/");
        erasure.all("attempts/" + customer + "/");
        erasure.markers(customer);
    }

    private final class Erasure {
        private final Predicate<ObjectVersion> theirs;
        private final boolean dryRun;
        private final Log log;

        Erasure(Predicate<ObjectVersion> theirs, boolean dryRun, Log log) {
            this.theirs = theirs;
            this.dryRun = dryRun;
            this.log = log;
        }

        void all(String prefix) {
            s3.listObjectVersionsPaginator(r -> r.bucket(bucket).prefix(prefix)).forEach(this::page);
        }

        private void page(ListObjectVersionsResponse page) {
            Map<String, Instant> hidden = new HashMap<>();
            for (DeleteMarkerEntry marker : page.deleteMarkers()) {
                if (Boolean.TRUE.equals(marker.isLatest())) {
                    hidden.put(marker.key(), marker.lastModified());
                }
            }
            threads.all(page.versions().stream().filter(theirs).toList(), version -> {
                one(version, hidden.get(version.key()));
                return null;
            });
        }

        /** @param hiddenAt null where no delete marker is over it */
        private void one(ObjectVersion version, Instant hiddenAt) {
            String key = version.key();
            String id = version.versionId();
            Instant lock = key.startsWith("archive/") ? lock(key, id) : null;
            if (lock == null || !lock.isAfter(clock.instant())) {
                if (!dryRun) {
                    s3.deleteObject(r -> r.bucket(bucket).key(key).versionId(id));
                }
                log.erased(plural(ArchiveKeys.kind(key)), 1, version.size());
                return;
            }
            if (!dryRun && hiddenAt == null && isThere(key)) {
                s3.deleteObject(r -> r.bucket(bucket).key(key));
            }
            Instant since = hiddenAt == null ? clock.instant() : hiddenAt;
            log.locked(new Locked(key, id, version.size(), LifecyclePlan.goes(ArchiveKeys.kind(key), since, lock)));
        }

        private Instant lock(String key, String version) {
            try {
                HeadObjectResponse head =
                        s3.headObject(r -> r.bucket(bucket).key(key).versionId(version));
                return head.objectLockRetainUntilDate();
            } catch (S3Exception e) {
                if (e.statusCode() == 404) {
                    return null; // gone since it was listed
                }
                throw e;
            }
        }

        private boolean isThere(String key) {
            try {
                s3.headObject(r -> r.bucket(bucket).key(key));
                return true;
            } catch (NoSuchKeyException hidden) {
                return false;
            }
        }

        /** Of all customers: their keys do not name one, and there are few, but after a long outage of Kafka. */
        void markers(String customer) {
            List<ObjectVersion> markers =
                    s3
                            .listObjectVersionsPaginator(r -> r.bucket(bucket).prefix(ArchiveKeys.MARKERS))
                            .versions()
                            .stream()
                            .filter(theirs)
                            .toList();
            threads.all(markers, version -> {
                if (customer.equals(customerOf(version))) {
                    one(version, null);
                }
                return null;
            });
        }

        private String customerOf(ObjectVersion marker) {
            try {
                byte[] bytes = s3.getObjectAsBytes(
                                r -> r.bucket(bucket).key(marker.key()).versionId(marker.versionId()))
                        .asByteArrayUnsafe();
                return json.readValue(bytes, Receipt.class).customer();
            } catch (NoSuchKeyException announced) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(marker.key() + " is no receipt", e);
            }
        }
    }

    private static String plural(String kind) {
        return kind.equals("quarantine") ? kind : kind + 's';
    }

    @Override
    public void close() {
        threads.close();
    }
}
