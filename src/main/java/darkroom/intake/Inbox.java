package darkroom.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** The bucket where large images arrive; every call names exactly one version. Thread-safe. */
public final class Inbox {
    /** The tag that tells the sweep to leave a version alone: {@code done}, {@code failed} or {@code dead}. */
    static final String TAG = "darkroom";

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

    Optional<HeadObjectResponse> head(Arrival arrival) {
        try {
            return Optional.of(
                    s3.headObject(r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId())));
        } catch (S3Exception e) {
            if (isGone(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A version's bytes, in one array of its size: the SDK's own way holds up to four times as much while it reads. */
    Optional<byte[]> bytes(Arrival arrival, long size) {
        try {
            return Optional.of(s3.getObject(
                    r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId()),
                    (response, body) -> read(body, Math.toIntExact(size))));
        } catch (S3Exception e) {
            if (isGone(e)) {
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

    /** 404 no such key or version; 405 a delete marker; 400 a key or version id that never can be one (a HEAD's answer says no more). */
    private static boolean isGone(S3Exception e) {
        return e instanceof NoSuchKeyException
                || e.statusCode() == 404
                || e.statusCode() == 405
                || e.statusCode() == 400;
    }

    /** Takes a version out of the inbox, or marks it. */
    void clear(Arrival arrival, String mark) {
        if (keep) {
            mark(arrival, mark);
        } else {
            s3.deleteObject(r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId()));
        }
    }

    /** Tags a version, so that the sweep leaves it alone. One that is gone needs none. */
    void mark(Arrival arrival, String mark) {
        try {
            s3.putObjectTagging(r -> r.bucket(bucket)
                    .key(arrival.key())
                    .versionId(arrival.versionId())
                    .tagging(t -> t.tagSet(Tag.builder().key(TAG).value(mark).build())));
        } catch (S3Exception e) {
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    boolean isMarked(Arrival arrival) {
        try {
            return s3
                    .getObjectTagging(r -> r.bucket(bucket).key(arrival.key()).versionId(arrival.versionId()))
                    .tagSet()
                    .stream()
                    .anyMatch(tag -> tag.key().equals(TAG));
        } catch (S3Exception e) {
            if (isGone(e)) {
                return true;
            }
            throw e;
        }
    }
}
