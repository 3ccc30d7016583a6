package darkroom.archive;

import java.time.Duration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Sends who downloads straight to S3, with a URL that is signed for a few minutes. Thread-safe. */
public final class PresignedDownloads {
    private final S3Presigner presigner;
    private final Duration valid;

    public PresignedDownloads(S3Presigner presigner, Duration valid) {
        this.presigner = presigner;
        this.valid = valid;
    }

    /** @param disposition what S3 is to answer as Content-Disposition; null = nothing */
    String url(String bucket, String key, String version, String disposition) {
        return presigner
                .presignGetObject(p -> p.signatureDuration(valid)
                        .getObjectRequest(r ->
                                r.bucket(bucket).key(key).versionId(version).responseContentDisposition(disposition)))
                .url()
                .toString();
    }
}
