package darkroom.archive;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Looks at the buckets before the first image comes. The app has no right to make or mend them: an operator does, with
 * another credential, and the start is refused where they could not keep the promise.
 */
public final class BucketCheck {
    private static final Logger LOG = LoggerFactory.getLogger(BucketCheck.class);

    private final S3Client s3;
    private final Duration patience;

    /** @param patience how long an S3 server that is not there yet is waited for */
    public BucketCheck(S3Client s3, Duration patience) {
        this.s3 = s3;
        this.patience = patience;
    }

    /** @throws IllegalStateException naming the bucket or setting and the fix */
    public void verify(String archive, String inbox) {
        await(archive);
        await(inbox);
        if (s3.getBucketVersioning(r -> r.bucket(inbox)).status() != BucketVersioningStatus.ENABLED) {
            throw new IllegalStateException(
                    "The bucket " + inbox + " (darkroom.inbox.bucket) is not versioned, so that an original could be"
                            + " replaced while it is worked on. Enable its versioning with retention"
                            + " --set-up.");
        }
        try {
            var lock = s3.getObjectLockConfiguration(r -> r.bucket(archive)).objectLockConfiguration();
            if (lock == null || lock.objectLockEnabled() != ObjectLockEnabled.ENABLED) {
                throw noLock(archive);
            }
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                throw noLock(archive);
            }
            if (e.statusCode() != 403) {
                throw e;
            }
            LOG.warn(
                    "Whether the bucket {} has object lock cannot be told: the credential lacks the right"
                            + " GetBucketObjectLockConfiguration",
                    archive);
        }
    }

    private static IllegalStateException noLock(String archive) {
        return new IllegalStateException("The bucket " + archive + " (darkroom.archive.bucket) has no object lock, so"
                + " that nothing would keep images from being deleted early. Make it again with object lock enabled.");
    }

    private void await(String bucket) {
        Instant end = Instant.now().plus(patience);
        while (true) {
            try {
                s3.headBucket(r -> r.bucket(bucket));
                return;
            } catch (S3Exception e) {
                if (e.statusCode() < 500) {
                    throw new IllegalStateException(
                            "The bucket " + bucket + " answers " + e.statusCode()
                                    + (e.statusCode() == 404
                                            ? " (it does not exist): make it with retention --set-up"
                                            : ": check the credential")
                                    + ", see docs/operations.md.",
                            e);
                }
                pause(bucket, end, e);
            } catch (SdkClientException e) {
                pause(bucket, end, e);
            }
        }
    }

    private static void pause(String bucket, Instant end, SdkException e) {
        if (Instant.now().isAfter(end)) {
            throw new IllegalStateException("S3 (darkroom.s3.endpoint) does not answer for the bucket " + bucket, e);
        }
        LOG.warn("S3 does not answer for the bucket {} yet: {}", bucket, e.getMessage());
        try {
            Thread.sleep(1000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for S3", stop);
        }
    }
}
