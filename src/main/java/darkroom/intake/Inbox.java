package darkroom.intake;

import darkroom.model.Hashes;
import darkroom.model.TakenBackException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** The bucket where large images arrive. Whatever is read, marked or erased of it is exactly one version. Thread-safe. */
public final class Inbox {
    /** The tag that tells the sweep to leave a version alone: {@code done}, {@code failed} or {@code dead}. */
    static final String TAG = "darkroom";

    static final String DEAD = "dead";

    /** The tag that tells whoever takes an upload back that somebody has begun on it. The sweep does not go by it. */
    private static final String WORK = "darkroom-work";

    /** Metadata of an upload: the recipe. */
    static final String RECIPE = "recipe";

    /** Metadata of an original that the platform itself put there: the sha-256 of its bytes, and the door it came through. */
    static final String SHA256 = "sha256";

    static final String SOURCE = "source";

    /** Metadata of the same: when it came, which S3's own time tells to the second alone. */
    static final String RECEIVED_AT = "received-at";

    private static final Duration NEAR = Duration.ofHours(1);

    private static final int DECIDED_LOOKS = 20;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Codes of a 400 that stays one. */
    private static final Set<String> NEVER =
            Set.of("InvalidArgument", "InvalidRequest", "InvalidURI", "KeyTooLongError", "NoSuchKey", "NoSuchVersion");

    private final S3Client s3;
    private final String bucket;
    private final boolean keep;

    /** @param keep what is done stays, tagged, instead of being deleted */
    public Inbox(S3Client s3, String bucket, boolean keep) {
        this.s3 = s3;
        this.bucket = bucket;
        this.keep = keep;
    }

    String bucket() {
        return bucket;
    }

    /** That an upload asks for, as it names it. */
    static String recipe(HeadObjectResponse upload) {
        return upload.metadata().getOrDefault(RECIPE, RecipeNames.DEFAULT);
    }

    /**
     * When an original came: what the platform wrote beside it, as long as S3's time is near, for that one nobody else can
     * choose.
     */
    static Instant receivedAt(HeadObjectResponse original) {
        Instant stored = original.lastModified();
        try {
            Instant written = Instant.parse(original.metadata().getOrDefault(RECEIVED_AT, ""));
            return Duration.between(written, stored).abs().compareTo(NEAR) < 0 ? written : stored;
        } catch (DateTimeParseException none) {
            return stored;
        }
    }

    Optional<HeadObjectResponse> head(Arrival arrival) {
        return unlessGone(
                () -> s3.headObject(r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId())), arrival);
    }

    /** A version's bytes, in one array of its size: the SDK's own way holds up to four times as much while it reads. */
    Optional<byte[]> bytes(Arrival arrival, long size) {
        return unlessGone(
                () -> s3.getObject(
                        r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId()),
                        (response, body) -> read(body, Math.toIntExact(size))),
                arrival);
    }

    /** Of a version's bytes, without holding them; empty where it is not there. */
    Optional<String> sha256(Arrival arrival) {
        return unlessGone(
                () -> s3.getObject(
                        r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId()),
                        (response, body) -> hash(body)),
                arrival);
    }

    private static String hash(InputStream body) {
        try {
            return Hashes.sha256(body);
        } catch (IOException e) {
            throw RetryableException.create("the object broke off", e);
        }
    }

    /** What S3 answers, nothing where the version is not there and never can be. */
    private <T> Optional<T> unlessGone(Supplier<T> call, Arrival arrival) {
        try {
            return Optional.of(call.get());
        } catch (S3Exception e) {
            if (isGone(e, arrival)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static byte[] read(InputStream body, int size) {
        try {
            return LimitedInput.exactly(body, size);
        } catch (IOException e) {
            throw RetryableException.create("the object broke off", e); // the SDK asks for it once more
        }
    }

    /**
     * 404 no such key or version; 405 a delete marker; 400 a key or version id that never can be one. A credential that
     * has expired is a 400 too, and passes: only the code tells them apart.
     */
    private boolean isGone(S3Exception e, Arrival arrival) {
        return switch (e.statusCode()) {
            case 404, 405 -> true;
            case 400 -> NEVER.contains(code(e).or(() -> codeOfGet(arrival)).orElse(""));
            default -> false;
        };
    }

    private static Optional<String> code(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorCode);
    }

    /** The answer to a HEAD has no body, and so no code. */
    private Optional<String> codeOfGet(Arrival arrival) {
        try {
            tags(arrival);
            return Optional.empty();
        } catch (S3Exception told) {
            return code(told);
        }
    }

    private List<Tag> tags(Arrival arrival) {
        return s3.getObjectTagging(r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId()))
                .tagSet();
    }

    /**
     * Puts an object there, unless there is one under that key.
     *
     * @return the version; empty where there is one
     */
    Optional<Arrival> put(String key, byte[] bytes, Map<String, String> metadata) {
        try {
            String version = s3.putObject(
                            r -> r.bucket(bucket)
                                    .key(key)
                                    .ifNoneMatch("*")
                                    .contentType("application/octet-stream")
                                    .metadata(metadata),
                            RequestBody.fromBytes(bytes))
                    .versionId();
            return Optional.of(new Arrival(bucket, key, version));
        } catch (S3Exception e) {
            if (e.statusCode() != 412) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Takes a version out of the inbox, or marks it. */
    void clear(Arrival arrival, String mark) {
        if (keep) {
            mark(arrival, mark);
        } else {
            erase(arrival);
        }
    }

    /**
     * Begins on an upload, so that nobody can take it back any more. Of this and {@link #takeBack} at the same time one at
     * least sees the other: each leaves its sign before it looks for the other's. Where there are both signs, it is
     * {@link #takeBack} that decides; one that does not within a second has died.
     *
     * @return the version; empty where it is not there
     * @throws TakenBackException where it was taken back
     */
    Optional<HeadObjectResponse> begin(Arrival upload) {
        if (!tag(upload, WORK, "begun")) {
            return Optional.empty();
        }
        for (int looks = DECIDED_LOOKS; ; looks--) {
            Optional<HeadObjectResponse> newest = head(upload.newest());
            if (newest.isPresent() || !isTakenBack(upload)) {
                return newest.filter(there -> upload.versionId().equals(there.versionId()))
                        .or(() -> head(upload));
            }
            if (looks == 0 || head(upload).isEmpty()) {
                throw new TakenBackException();
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /**
     * Takes an upload away for good, unless somebody has begun on it. A delete marker stays, until the lifecycle clears it
     * away: by that a notice that comes later is known to be of what was taken back.
     *
     * @return false where somebody has begun on it; true also where it is gone
     */
    boolean takeBack(Arrival upload) {
        if (isBegun(upload)) {
            return false; // without a marker, which would hide it for a moment
        }
        DeleteObjectResponse answer = s3.deleteObject(r -> r.bucket(bucket).key(upload.key()));
        if (isBegun(upload)) {
            // all of them: an answer may have got lost, and the request been sent again
            markers(upload.key()).forEach(marker -> erase(upload.withVersion(marker.versionId())));
            return false;
        }
        if (Boolean.TRUE.equals(answer.deleteMarker())) {
            erase(upload);
        }
        return true;
    }

    /** Whether somebody works on it, or is done with it. What is marked as dead can be taken back. */
    private boolean isBegun(Arrival upload) {
        return unlessGone(() -> tags(upload), upload).stream()
                .flatMap(List::stream)
                .anyMatch(tag -> tag.key().equals(WORK)
                        || (tag.key().equals(TAG) && !tag.value().equals(DEAD)));
    }

    /** Whether the newest of a key is a delete marker. SeaweedFS does not tell that in its answer to a HEAD. */
    private boolean isTakenBack(Arrival upload) {
        return markers(upload.key()).stream().anyMatch(marker -> Boolean.TRUE.equals(marker.isLatest()));
    }

    /** Whether a version that is gone may have been taken back. What was sent again since is another version. */
    boolean wasTakenBack(Arrival upload) {
        return !markers(upload.key()).isEmpty();
    }

    private List<DeleteMarkerEntry> markers(String key) {
        return s3.listObjectVersions(r -> r.bucket(bucket).prefix(key)).deleteMarkers().stream()
                .filter(marker -> marker.key().equals(key))
                .toList();
    }

    /** Takes a version away for good. */
    void erase(Arrival arrival) {
        s3.deleteObject(r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId()));
    }

    /** Tags a version, so that the sweep leaves it alone. One that is gone needs none. */
    void mark(Arrival arrival, String mark) {
        tag(arrival, TAG, mark);
    }

    /** Whether it was there to be tagged. It has no other tag from then on. */
    private boolean tag(Arrival arrival, String key, String value) {
        Tag tag = Tag.builder().key(key).value(value).build();
        return unlessGone(
                        () -> s3.putObjectTagging(r -> r.bucket(bucket)
                                .key(arrival.key())
                                .versionId(arrival.versionId())
                                .tagging(t -> t.tagSet(tag))),
                        arrival)
                .isPresent();
    }

    /** Whether the sweep is to leave a version alone: it says so, or it is gone. */
    boolean isMarked(Arrival arrival) {
        return unlessGone(() -> tags(arrival), arrival)
                .map(tags -> tags.stream().anyMatch(tag -> tag.key().equals(TAG)))
                .orElse(true);
    }
}
