package darkroom.archive;

import darkroom.model.BadRequestException;
import darkroom.model.Hashes;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Hands a customer what is the customer's. Somebody else's image is as missing as one that never was: both are looked
 * for under the asking customer's own keys, and answered alike. Thread-safe.
 */
public final class Downloads {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String CACHE_CONTROL = "private, max-age=604800, immutable";

    private final Receipts receipts;
    private final S3Client s3;
    private final String bucket;
    private final Clock clock;

    public Downloads(Receipts receipts, S3Client s3, String bucket, Clock clock) {
        this.receipts = receipts;
        this.s3 = s3;
        this.bucket = bucket;
        this.clock = clock;
    }

    /** The receipt of a customer's image, the newest failure where it is not done. Headers in: If-None-Match. */
    public byte[] receipt(
            @Variable("customer") String customer,
            @Header("id") String id,
            @Header("If-None-Match") String known,
            @Headers Map<String, Object> headers) {
        Receipt receipt = find(customer, id);
        byte[] bytes = receipts.write(receipt);
        String etag = '"' + Hashes.sha256(bytes) + '"';
        headers.clear();
        headers.put("ETag", etag);
        headers.put("Cache-Control", "private, no-cache");
        if (matches(known, etag)) {
            return nothing(headers, 304);
        }
        headers.put("Content-Type", "application/json");
        headers.put("Content-Length", bytes.length);
        return bytes;
    }

    /**
     * The bytes of one variant, as a stream from the store. Headers in: If-None-Match, Range, If-Range; a HEAD request
     * reads nothing.
     *
     * @throws BadRequestException 404 not-found, 410 expired after the retention
     */
    public Object variant(
            @Variable("customer") String customer,
            @Header("id") String id,
            @Header("variant") String name,
            @Header(Exchange.HTTP_METHOD) String method,
            @Header("If-None-Match") String known,
            @Header("Range") String range,
            @Header("If-Range") String onlyIf,
            @Headers Map<String, Object> headers) {
        Receipt receipt = find(customer, id);
        Receipt.Variant variant = receipt.variants().stream()
                .filter(v -> v.name().equals(name))
                .findFirst()
                .orElseThrow(Downloads::missing);
        if (receipt.outcome() != Outcome.ok || receipt.retainUntil().isBefore(clock.instant())) {
            throw expired(receipt);
        }
        String etag = '"' + variant.sha256() + '"';
        ByteRange part = onlyIf == null || onlyIf.equals(etag) ? ByteRange.parse(range, variant.bytes()) : null;
        headers.clear();
        headers.put("ETag", etag);
        headers.put("Cache-Control", CACHE_CONTROL);
        headers.put("Expires", httpDate(receipt));
        headers.put("Accept-Ranges", "bytes");
        if (matches(known, etag)) {
            return nothing(headers, 304);
        }
        if (ByteRange.UNSATISFIABLE.equals(part)) {
            headers.put("Content-Range", "bytes */" + variant.bytes());
            return nothing(headers, 416);
        }
        GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket);
        headers.put("Content-Type", "image/" + variant.format());
        headers.put("X-Content-Type-Options", "nosniff");
        long length = variant.bytes();
        if (part != null) {
            request.range("bytes=" + part.first() + "-" + part.last());
            headers.put("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + variant.bytes());
            headers.put(Exchange.HTTP_RESPONSE_CODE, 206);
            length = part.last() - part.first() + 1;
        }
        headers.put("Content-Length", length);
        return "HEAD".equals(method) ? new byte[0] : open(request, receipt, variant);
    }

    /** The object of a variant, which lies beside its key where that was taken (see {@link Archive#adopt}). */
    private InputStream open(GetObjectRequest.Builder request, Receipt receipt, Receipt.Variant variant) {
        String key = ArchiveKeys.safe(ArchiveKeys.folder(receipt.customer(), receipt.id())
                + variant.name()
                + '.'
                + extension(variant.format()));
        return get(request.key(key), variant)
                .or(() -> get(
                        request.key(ArchiveKeys.beside(key, receipt.original().sha256(), receipt.recipe())), variant))
                .orElseThrow(() -> expired(receipt));
    }

    private Optional<InputStream> get(GetObjectRequest.Builder request, Receipt.Variant variant) {
        try {
            ResponseInputStream<GetObjectResponse> bytes = s3.getObject(request.build());
            if (variant.sha256().equals(bytes.response().metadata().get(RetentionInterceptor.SHA256))) {
                return Optional.of(bytes);
            }
            bytes.abort();
        } catch (S3Exception e) {
            if (e.statusCode() != 404 && e.statusCode() != 416) { // gone, or another variant that is shorter
                throw e;
            }
        }
        return Optional.empty();
    }

    private Receipt find(String customer, String id) {
        if (id == null || !ID.matcher(id).matches()) {
            throw missing();
        }
        UUID image = UUID.fromString(id);
        Receipt receipt = receipts.read(customer, image);
        Receipt found = receipt == null ? receipts.failure(customer, image) : receipt;
        if (found == null) {
            throw missing();
        }
        return found;
    }

    private static byte[] nothing(Map<String, Object> headers, int status) {
        headers.put(Exchange.HTTP_RESPONSE_CODE, status);
        return new byte[0];
    }

    private static boolean matches(String known, String etag) {
        if (known == null) {
            return false;
        }
        for (String one : known.split(",")) {
            String tag = one.strip();
            if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    private static String extension(String format) {
        return format.equals("jpeg") ? "jpg" : format;
    }

    private static String httpDate(Receipt receipt) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.ofInstant(receipt.retainUntil(), ZoneOffset.UTC));
    }

    private static BadRequestException missing() {
        return new BadRequestException(
                "not-found", 404, "There is no such image or variant. Use the Location or href of a receipt of yours.");
    }

    private static BadRequestException expired(Receipt receipt) {
        return new BadRequestException(
                "expired",
                410,
                "The variants of image " + receipt.id() + " were kept until " + receipt.retainUntil()
                        + ". Hand the original in again.");
    }
}
