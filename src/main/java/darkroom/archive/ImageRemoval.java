package darkroom.archive;

import darkroom.model.BadRequestException;
import darkroom.model.Outcome;
import darkroom.model.QuarantineKeys;
import darkroom.model.Receipt;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Takes the bytes of one image away at its customer's wish: its variants and its original, wherever they lie. Its receipt
 * stays as long as the rows that are made of it. Thread-safe.
 */
public final class ImageRemoval {
    private final S3Client s3;
    private final String bucket;
    private final Clock clock;

    public ImageRemoval(S3Client s3, String bucket, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.clock = clock;
    }

    /**
     * 204, also where it was done before.
     *
     * @param receipt of the image, or the newest failure
     * @throws BadRequestException 404 not-found where there is none; 409 locked before its retention ends
     */
    public byte[] remove(@Variable("receipt") Receipt receipt, @Headers Map<String, Object> headers) {
        if (receipt == null) {
            throw Downloads.missing();
        }
        if (receipt.outcome() == Outcome.ok && clock.instant().isBefore(receipt.retainUntil())) {
            throw new BadRequestException(
                    "locked",
                    409,
                    "Image " + receipt.id() + " is kept until " + receipt.retainUntil()
                            + " and goes by itself after that; nobody can delete it sooner.");
        }
        String folder = ArchiveKeys.folder(receipt.customer(), receipt.id());
        String quarantine = QuarantineKeys.of(receipt.customer(), receipt.id());
        Stream.concat(
                        versions(folder).filter(version -> !version.key().endsWith(".json")),
                        versions(quarantine).filter(version -> version.key().equals(quarantine)))
                .forEach(version ->
                        s3.deleteObject(r -> r.bucket(bucket).key(version.key()).versionId(version.versionId())));
        return gone(headers);
    }

    /** 204. */
    public byte[] gone(@Headers Map<String, Object> headers) {
        headers.clear();
        headers.put(Exchange.HTTP_RESPONSE_CODE, 204);
        return new byte[0];
    }

    private Stream<ObjectVersion> versions(String prefix) {
        return s3.listObjectVersions(r -> r.bucket(bucket).prefix(prefix)).versions().stream();
    }
}
