package darkroom.archive;

import darkroom.model.StoredObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * How an object is handed to aws2-s3, and what happens when somebody was first: theirs is adopted, never overwritten,
 * for it may be locked for days. What they made of another original is not adopted: ours goes beside it. Thread-safe.
 */
public final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final String ORIGINAL = "original";
    private static final String RECIPE = "recipe";

    private final S3Client s3;
    private final String bucket;

    public Archive(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** The object's bytes as body, all else as headers of aws2-s3. */
    public byte[] label(@Body StoredObject object, @Headers Map<String, Object> headers) {
        headers.clear();
        headers.put(AWS2S3Constants.KEY, ArchiveKeys.safe(object.key()));
        headers.put(AWS2S3Constants.CONTENT_TYPE, object.contentType());
        headers.put(AWS2S3Constants.CACHE_CONTROL, "private, max-age=604800, immutable");
        headers.put(AWS2S3Constants.CONTENT_LENGTH, (long) object.bytes().length);
        Map<String, String> metadata = new HashMap<>(object.metadata());
        metadata.put(RetentionInterceptor.SHA256, object.sha256());
        metadata.put(RetentionInterceptor.EXPIRES, object.expires().toString());
        if (object.lockedUntil() != null) {
            metadata.put(RetentionInterceptor.LOCK, object.lockedUntil().toString());
        }
        object.tags().forEach((name, value) -> metadata.put(RetentionInterceptor.TAG + name, value));
        headers.put(AWS2S3Constants.METADATA, metadata);
        return object.bytes();
    }

    /**
     * What is stored under the object's key, without its bytes: the same as ours, or what another build of the engine
     * made of the same original by the same recipe. Its lock is extended where it would end before ours. Where it stems
     * from another original or recipe: ours, with its bytes, to be put under a key that tells them apart.
     *
     * @throws S3Exception where it is not there (yet): the caller comes again
     */
    public StoredObject adopt(@Variable("object") StoredObject ours) {
        HeadObjectResponse theirs = s3.headObject(r -> r.bucket(bucket).key(ours.key()));
        if (differs(ORIGINAL, ours, theirs) || differs(RECIPE, ours, theirs)) {
            String key = ArchiveKeys.beside(
                    ours.key(), ours.metadata().get(ORIGINAL), ours.metadata().getOrDefault(RECIPE, ""));
            LOG.warn(
                    "{} is taken by another original or recipe of the same image id; ours goes to {}", ours.key(), key);
            return ours.under(key);
        }
        Instant lock = theirs.objectLockRetainUntilDate();
        if (ours.lockedUntil() != null && (lock == null || lock.isBefore(ours.lockedUntil()))) {
            lock = ours.lockedUntil();
            Instant until = lock;
            s3.putObjectRetention(r -> r.bucket(bucket)
                    .key(ours.key())
                    .versionId(theirs.versionId())
                    .retention(l -> l.mode(ObjectLockRetentionMode.GOVERNANCE).retainUntilDate(until)));
        }
        Map<String, String> metadata = new HashMap<>(theirs.metadata());
        metadata.put("bytes", String.valueOf(theirs.contentLength()));
        String sha256 = metadata.getOrDefault(RetentionInterceptor.SHA256, ours.sha256());
        return new StoredObject(
                ours.key(), theirs.contentType(), sha256, ours.expires(), lock, ours.tags(), metadata, new byte[0]);
    }

    /** What does not say what it was made of, such as a receipt, does not differ. */
    private static boolean differs(String field, StoredObject ours, HeadObjectResponse theirs) {
        String mine = ours.metadata().get(field);
        String other = theirs.metadata().get(field);
        return mine != null && other != null && !mine.equals(other);
    }
}
