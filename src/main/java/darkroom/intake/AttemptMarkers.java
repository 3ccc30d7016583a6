package darkroom.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * Notes in the archive's bucket that a process has begun on an image: {@code attempts/CUSTOMER/ID/PROCESS}, empty, without
 * a lock; {@code PROCESS-alone} where nothing else was in work there. It goes when the work comes to an end,
 * whichever; what stays is of a process that ended in the middle. Thread-safe.
 */
public final class AttemptMarkers {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptMarkers.class);

    private static final String ALONE = "-alone";
    private static final int THERE = 412;

    private final S3Client s3;
    private final String bucket;
    private final int days;
    private final Clock clock;
    private final String process = UUID.randomUUID().toString();

    /** @param version null where S3 did not tell: all of that key go, which names this process */
    private record Marker(String key, String version) {}

    /** The markers of this process, by image. */
    private final Map<UUID, Marker> standing = new ConcurrentHashMap<>();

    /** Of work that came to an end while S3 was away: a death that was none, to other processes, until it is taken away. */
    private final Queue<Marker> left = new ConcurrentLinkedQueue<>();

    /** @param days that a marker is kept, for the lifecycle */
    public AttemptMarkers(S3Client s3, String bucket, int days, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.days = days;
        this.clock = clock;
    }

    /**
     * Who began on an image and did not come to an end (yet), this process apart.
     *
     * @param processes how many left a mark
     * @param alone how many of these had nothing else in work
     * @param newest how old the newest mark is, by the clock of S3; null = there is none
     */
    record Others(int processes, int alone, Duration newest) {}

    Others others(String customer, UUID id) {
        ListObjectsV2Response listing = s3.listObjectsV2(r -> r.bucket(bucket).prefix(folder(customer, id)));
        List<S3Object> others = listing.contents().stream()
                .filter(marker -> !marker.key().contains(process))
                .toList();
        Instant now = listing.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
                .orElseGet(clock::instant);
        return new Others(
                others.size(),
                (int) others.stream()
                        .filter(marker -> marker.key().endsWith(ALONE))
                        .count(),
                others.stream()
                        .map(marker -> Duration.between(marker.lastModified(), now))
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    /** @param alone whether nothing else is in work in this process */
    void begin(String customer, UUID id, boolean alone) {
        String key = folder(customer, id) + process + (alone ? ALONE : "");
        standing.computeIfAbsent(id, none -> {
            boolean before = left.removeIf(marker -> marker.key().equals(key));
            try {
                Marker made = put(customer, key);
                return before ? new Marker(key, null) : made;
            } catch (SdkException e) { // it may be there, and the answer lost
                left.add(new Marker(key, null));
                throw e;
            }
        });
    }

    private Marker put(String customer, String key) {
        try {
            return new Marker(key, version(customer, key));
        } catch (S3Exception e) {
            if (e.statusCode() != THERE) {
                throw e;
            }
            return new Marker(key, null); // of this process: a try whose answer was lost
        }
    }

    private String version(String customer, String key) {
        return s3.putObject(
                        r -> r.bucket(bucket)
                                .key(key)
                                .ifNoneMatch("*")
                                .contentType("application/octet-stream")
                                .expires(clock.instant().plus(Duration.ofDays(days)))
                                .tagging(Tagging.builder()
                                        .tagSet(
                                                tag("kind", "marker"),
                                                tag("days", String.valueOf(days)),
                                                tag("customer", customer))
                                        .build()),
                        RequestBody.empty())
                .versionId();
    }

    /** The work came to an end, well or badly. Where S3 is away the marker stays until it is back, and is known as this process's own. */
    void end(UUID id) {
        Marker marker = standing.get(id);
        if (marker != null) {
            standing.remove(id, marker);
            left.add(marker);
        }
        quietly(id, this::clear);
    }

    /** What S3 does not take now is taken away with the next. */
    private void clear() {
        for (Marker marker = left.poll(); marker != null; marker = left.poll()) {
            try {
                clear(marker);
            } catch (SdkException e) {
                left.add(marker);
                throw e;
            }
        }
    }

    private void clear(Marker marker) {
        if (marker.version() != null) {
            s3.deleteObject(r -> r.bucket(bucket).key(marker.key()).versionId(marker.version()));
            return;
        }
        deleteAll(marker.key(), marker.key()::equals);
    }

    private void deleteAll(String prefix, Predicate<String> keys) {
        s3.listObjectVersions(r -> r.bucket(bucket).prefix(prefix)).versions().stream()
                .filter(version -> keys.test(version.key()))
                .forEach(v -> s3.deleteObject(r -> r.bucket(bucket).key(v.key()).versionId(v.versionId())));
    }

    /** The markers of all processes go: the image ends nobody, or has been given up. */
    void forget(String customer, UUID id) {
        quietly(id, () -> {
            deleteAll(folder(customer, id), key -> true);
            standing.remove(id);
        });
    }

    /** A marker that stays is one attempt less, some day; it is no reason to do an image again. */
    private static void quietly(UUID id, Runnable call) {
        try {
            call.run();
        } catch (SdkException e) {
            LOG.warn("The attempt marker of image {} stays: {}", id, e.getMessage());
        }
    }

    private static String folder(String customer, UUID id) {
        return "attempts/" + customer + "/" + id + "/";
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
