package darkroom.archive;

import darkroom.model.BadRequestException;
import darkroom.model.Hashes;
import darkroom.model.Ids;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Hands a customer what is the customer's. Somebody else's image is as missing as one that never was: both are looked
 * for under the asking customer's own keys, and answered alike. Thread-safe.
 */
public final class Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    /** RFC 9110, 5.6.7: two digits for the day, which {@link DateTimeFormatter#RFC_1123_DATE_TIME} does not pad. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    /** The name under which a kept original is downloaded; a recipe that keeps it has no variant of that name. */
    private static final String ORIGINAL = "original";

    private static final Duration CACHED = Duration.ofDays(7);

    private final Receipts receipts;
    private final S3Client s3;
    private final String bucket;
    private final PresignedDownloads presigned;
    private final Clock clock;

    /** @param presigned null = the bytes pass through the app */
    public Downloads(Receipts receipts, S3Client s3, String bucket, PresignedDownloads presigned, Clock clock) {
        this.receipts = receipts;
        this.s3 = s3;
        this.bucket = bucket;
        this.presigned = presigned;
        this.clock = clock;
    }

    /** The receipt of a customer's image, the newest failure where it is not done; null where there is neither. */
    public Receipt known(@Variable("customer") String customer, @Header("id") String id) {
        return Ids.image(id).map(image -> known(customer, image)).orElse(null);
    }

    private Receipt known(String customer, UUID image) {
        Receipt receipt = receipts.read(customer, image);
        return receipt == null ? receipts.failure(customer, image) : receipt;
    }

    /** How many variants of an image that is not done are stored. */
    public int stored(@Variable("customer") String customer, @Header("id") String id) {
        UUID image = Ids.image(id).orElseThrow(Downloads::missing);
        String folder = ArchiveKeys.folder(customer, image);
        return (int) s3.listObjectsV2(r -> r.bucket(bucket).prefix(folder)).contents().stream()
                .filter(object -> ArchiveKeys.kind(object.key()).equals("variant"))
                .count();
    }

    /**
     * A receipt as an answer. Headers in: If-None-Match.
     *
     * @param receipt {@link #known}
     * @throws BadRequestException 404 not-found where it is null
     */
    public byte[] receipt(
            @Variable("receipt") Receipt receipt,
            @Header("If-None-Match") String known,
            @Headers Map<String, Object> headers) {
        if (receipt == null) {
            throw missing();
        }
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
     * The bytes of one variant, as a stream from the store, or where to get them. A HEAD request opens no stream: the store is
     * asked with one of its own.
     *
     * @param headers in: variant, If-None-Match, Range, If-Range, and download, where it is to be a file (empty = of a name of
     *     our own); out: those of the answer
     * @throws BadRequestException 404 not-found, 410 expired after the retention
     */
    public Object variant(
            @Variable("customer") String customer, @Header("id") String id, @Headers Map<String, Object> headers) {
        Receipt receipt = find(customer, id);
        return handOut(receipt, receipt.retainUntil(), presigned, headers);
    }

    /**
     * The same for whoever has a link: always as a stream, for S3 would tell whose it is in its URL and headers, and to be kept
     * no longer than the link lasts.
     *
     * @param end of the link
     */
    public Object shared(
            @Variable("customer") String customer,
            @Header("id") String id,
            @Variable("end") Instant end,
            @Headers Map<String, Object> headers) {
        Receipt receipt = find(customer, id);
        Instant until = end.isBefore(receipt.retainUntil()) ? end : receipt.retainUntil();
        return handOut(receipt, until, null, headers);
    }

    /**
     * @param until whoever has the bytes may keep them
     * @param elsewhere null = the bytes pass through the app
     */
    private Object handOut(Receipt receipt, Instant until, PresignedDownloads elsewhere, Map<String, Object> headers) {
        Asked asked = Asked.of(headers);
        Receipt.Variant variant = Stream.concat(receipt.variants().stream(), original(receipt).stream())
                .filter(v -> v.name().equals(asked.variant()))
                .findFirst()
                .orElseThrow(Downloads::missing);
        if (receipt.outcome() != Outcome.ok || receipt.retainUntil().isBefore(clock.instant())) {
            throw expired(receipt);
        }
        Map<String, Object> answer = new HashMap<>();
        answer.put("ETag", '"' + variant.sha256() + '"');
        answer.put("Cache-Control", "private, max-age=" + cachedSeconds(until) + ", immutable");
        answer.put("Expires", httpDate(until));
        answer.put("Accept-Ranges", "bytes");
        if (asked.download() != null) {
            answer.put("Content-Disposition", FileNames.attachment(asked.download(), receipt, variant));
        } else if (isKept(receipt, variant)) {
            // not made by us, so no browser is to show it as a page of ours
            answer.put("Content-Disposition", "attachment");
        }
        Object body;
        if (asked.knows((String) answer.get("ETag"))) {
            body = nothing(answer, 304);
        } else if (elsewhere != null && !asked.isHead()) {
            body = elsewhere(elsewhere, answer, receipt, variant);
        } else {
            body = answer(answer, asked, receipt, variant);
        }
        headers.clear(); // and no sooner: a problem names the path
        headers.putAll(answer);
        return body;
    }

    private long cachedSeconds(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        return Math.max(0, left.compareTo(CACHED) < 0 ? left.toSeconds() : CACHED.toSeconds());
    }

    /** An original that is kept lies beside its variants, and is found and handed out as one. */
    private static Optional<Receipt.Variant> original(Receipt receipt) {
        Receipt.Original o = receipt.original();
        return o.href() == null
                ? Optional.empty()
                : Optional.of(new Receipt.Variant(
                        ORIGINAL, o.format(), o.width(), o.height(), o.bytes(), o.sha256(), List.of(), o.href()));
    }

    /**
     * The bytes of the original that a recipe kept beside the variants of an image; nothing where it kept none, or where it
     * is gone, as it may be after its time.
     */
    public Optional<byte[]> kept(Receipt receipt) {
        return original(receipt)
                .flatMap(variant -> look((key, version) -> get(key, version, null, variant), receipt, variant))
                .map(Downloads::all);
    }

    /** Whether {@link #kept} would find something, without its bytes. */
    public boolean isKept(Receipt receipt) {
        return original(receipt)
                .flatMap(variant -> look((key, version) -> head(key, version, variant), receipt, variant))
                .isPresent();
    }

    private static byte[] all(InputStream bytes) {
        try (bytes) {
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw SdkClientException.create("the original broke off", e);
        }
    }

    private Object answer(Map<String, Object> headers, Asked asked, Receipt receipt, Receipt.Variant variant) {
        ByteRange part = asked.part((String) headers.get("ETag"), variant.bytes());
        if (ByteRange.UNSATISFIABLE.equals(part)) {
            headers.put("Content-Range", "bytes */" + variant.bytes());
            return nothing(headers, 416);
        }
        headers.put("Content-Type", "image/" + variant.format());
        long length = variant.bytes();
        String bytes = part == null ? null : "bytes=" + part.first() + "-" + part.last();
        if (part != null) {
            headers.put("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + variant.bytes());
            headers.put(Exchange.HTTP_RESPONSE_CODE, 206);
            length = part.last() - part.first() + 1;
        }
        headers.put("Content-Length", length);
        if (asked.isHead()) {
            find((key, version) -> head(key, version, variant), receipt, variant);
            return new byte[0];
        }
        return find((key, version) -> get(key, version, bytes, variant), receipt, variant);
    }

    private static boolean isKept(Receipt receipt, Receipt.Variant variant) {
        return variant.name().equals(ORIGINAL) && receipt.original().href() != null;
    }

    /** 302 to where S3 hands the bytes out itself, ranges included. */
    private byte[] elsewhere(
            PresignedDownloads elsewhere, Map<String, Object> headers, Receipt receipt, Receipt.Variant variant) {
        String disposition = (String) headers.get("Content-Disposition");
        String url = find(
                (key, version) ->
                        head(key, version, variant).map(there -> elsewhere.url(bucket, key, version, disposition)),
                receipt,
                variant);
        headers.clear();
        headers.put("Location", url);
        headers.put("Cache-Control", "no-store"); // the signature ends before the image does
        return nothing(headers, 302);
    }

    /** A request for an object of a variant: empty where there is none, or one of something else. */
    private interface Request<T> {
        /** @param version null = the newest */
        Optional<T> send(String key, String version);
    }

    /**
     * The object of a variant, which lies beside its key where that was taken (see {@link Archive#adopt}). Who may write to
     * the bucket can hide one behind a delete marker or a newer version; its own is locked, and still there.
     *
     * @throws IllegalStateException where it is gone before its time
     */
    private <T> T find(Request<T> request, Receipt receipt, Receipt.Variant variant) {
        return look(request, receipt, variant)
                .orElseThrow(
                        () -> new IllegalStateException("the variant " + variant.name() + " of image " + receipt.id()
                                + " is gone from the archive, though it is kept until " + receipt.retainUntil()
                                + ": who has deleted a locked version?"));
    }

    private <T> Optional<T> look(Request<T> request, Receipt receipt, Receipt.Variant variant) {
        String name = ArchiveKeys.folder(receipt.customer(), receipt.id()) + variant.name();
        String key = ArchiveKeys.safe(name + '.' + extension(variant.format()));
        List<String> keys =
                List.of(key, ArchiveKeys.beside(key, receipt.original().sha256(), receipt.recipe()));
        return keys.stream()
                .flatMap(newest -> request.send(newest, null).stream())
                .findFirst()
                .or(() -> hidden(request, name, keys, variant));
    }

    /** @param name what the keys begin with */
    private <T> Optional<T> hidden(Request<T> request, String name, List<String> keys, Receipt.Variant variant) {
        return s3.listObjectVersions(r -> r.bucket(bucket).prefix(name)).versions().stream()
                .filter(version -> keys.contains(version.key()) && version.size() == variant.bytes())
                .flatMap(version -> request.send(version.key(), version.versionId()).stream()
                        .peek(found ->
                                LOG.warn("{} is hidden behind a delete marker or a newer version", version.key())))
                .findFirst();
    }

    private Optional<ResponseInputStream<GetObjectResponse>> get(
            String key, String version, String range, Receipt.Variant variant) {
        return there(() -> {
            ResponseInputStream<GetObjectResponse> bytes = s3.getObject(
                    r -> r.bucket(bucket).key(key).versionId(version).range(range));
            if (isOf(variant, bytes.response().metadata())) {
                return Optional.of(bytes);
            }
            bytes.abort();
            return Optional.empty();
        });
    }

    private Optional<HeadObjectResponse> head(String key, String version, Receipt.Variant variant) {
        return there(
                () -> Optional.of(s3.headObject(r -> r.bucket(bucket).key(key).versionId(version)))
                        .filter(object -> isOf(variant, object.metadata())));
    }

    private static boolean isOf(Receipt.Variant variant, Map<String, String> metadata) {
        return variant.sha256().equals(metadata.get(RetentionInterceptor.SHA256));
    }

    private static <T> Optional<T> there(Supplier<Optional<T>> request) {
        try {
            return request.get();
        } catch (S3Exception e) {
            if (e.statusCode() != 404 && e.statusCode() != 416) { // gone, or another variant that is shorter
                throw e;
            }
            return Optional.empty();
        }
    }

    private Receipt find(String customer, String id) {
        Receipt found = known(customer, id);
        if (found == null) {
            throw missing();
        }
        return found;
    }

    private static byte[] nothing(Map<String, Object> headers, int status) {
        headers.put(Exchange.HTTP_RESPONSE_CODE, status);
        return new byte[0];
    }

    static boolean matches(String known, String etag) {
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

    static String extension(String format) {
        return switch (format) {
            case "jpeg" -> "jpg";
            case "tiff" -> "tif";
            default -> format;
        };
    }

    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant.atZone(ZoneOffset.UTC));
    }

    static BadRequestException missing() {
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
