package darkroom.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Ids;
import darkroom.model.Receipt;
import darkroom.request.ByteCount;
import darkroom.request.Postponed;
import imaging.Recipes;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Lets a customer send a large image to the inbox without passing through the app: one presigned PUT, or one for each part.
 * Key, size and type are in the signature, so that nothing else can be sent with it, and nothing of what lies there already
 * can be overwritten. Thread-safe.
 */
public final class PresignedUploads {
    /** Bytes in the path of {@code complete}, as we wrote it. */
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");

    /** Signed, and set by every HTTP client itself. */
    private static final Set<String> BY_ITSELF = Set.of("host", "content-length");

    private final S3Presigner presigner;
    private final S3Client s3;
    private final Inbox inbox;
    private final Recipes recipes;
    private final Taken taken;
    private final Sizes sizes;
    private final Duration valid;
    private final Clock clock;
    private final ObjectMapper json;

    /**
     * @param objectBytes the most that an image may have
     * @param singleBytes the most that is sent in one request
     * @param partBytes of each part but the last of what is larger; S3 takes no less than 5 MiB
     */
    public record Sizes(long objectBytes, long singleBytes, long partBytes) {}

    /** @param valid how long a signature is */
    public PresignedUploads(
            S3Presigner presigner,
            S3Client s3,
            Inbox inbox,
            Recipes recipes,
            Taken taken,
            Sizes sizes,
            Duration valid,
            Clock clock,
            ObjectMapper json) {
        this.presigner = presigner;
        this.s3 = s3;
        this.inbox = inbox;
        this.recipes = recipes;
        this.taken = taken;
        this.sizes = sizes;
        this.valid = valid;
        this.clock = clock;
        this.json = json;
    }

    /**
     * Where to send an image.
     *
     * @param url null where it is sent in parts
     * @param headers to send along, as they are
     * @param parts null where it is sent in one
     * @param complete to be posted once all is sent: it makes parts one object, and has the work begin at once
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Offer(
            UUID imageId,
            String method,
            String url,
            Map<String, String> headers,
            List<PartOffer> parts,
            String complete,
            Instant expiresAt,
            String href) {}

    record PartOffer(int number, long bytes, String url, Map<String, String> headers) {}

    /**
     * 201 and the offer.
     *
     * @throws BadRequestException 400 malformed-request or unknown-recipe, 413 too-many-bytes, 422 idempotency-key-reused
     *     where the key is that of another picture, or of another recipe
     */
    public byte[] offer(
            @Variable("customer") String customer,
            @Header("CamelHttpServletRequest") HttpServletRequest request,
            @Header("Idempotency-Key") String key,
            @Headers Map<String, Object> headers)
            throws IOException {
        HttpDoor.check(key, request);
        UploadRequest wanted = UploadRequest.parse(request.getInputStream(), json);
        String recipe = RecipeNames.check(recipes, "The field recipe", wanted.recipe());
        if (wanted.bytes() > sizes.objectBytes()) {
            throw new BadRequestException(
                    "too-many-bytes",
                    413,
                    "The field bytes has " + wanted.bytes() + "; an image may have at most "
                            + ByteCount.text(sizes.objectBytes())
                            + " (darkroom.limits.inbox-object-bytes). Send a smaller file.");
        }
        UUID id = key == null ? ImageIds.httpFresh(customer) : ImageIds.httpKey(customer, key);
        boolean repeated = key != null && isThere(customer, id, wanted, recipe);
        Postponed.unless(request, () -> repeated);
        Offer offer = wanted.bytes() <= sizes.singleBytes()
                ? single(wanted, UploadKeys.of(customer, id), id, recipe)
                : inParts(wanted, UploadKeys.of(customer, id), id, recipe);
        headers.clear();
        headers.put(Exchange.HTTP_RESPONSE_CODE, 201);
        headers.put("Content-Type", "application/json");
        headers.put("Cache-Control", "no-store");
        headers.put("Location", offer.href());
        if (repeated) {
            headers.put("Idempotent-Replayed", "true");
        }
        return write(offer);
    }

    /**
     * Whether it was accepted before. An original leaves the inbox when its receipt is stored, so it is looked for in this order.
     *
     * @throws BadRequestException 422 idempotency-key-reused where it was another picture, or for another recipe
     */
    private boolean isThere(String customer, UUID id, UploadRequest wanted, String recipe) {
        Optional<WaitingImage> waiting = taken.waiting(customer, id);
        Receipt receipt = taken.receipt(customer, id);
        boolean waitsAsAnother = waiting.filter(there -> !there.recipe().equals(recipe)
                        || there.bytes() != wanted.bytes()
                        || isOther(wanted.sha256(), there.sha256()))
                .isPresent();
        if (waitsAsAnother || isOther(receipt, wanted, recipe)) {
            throw HttpDoor.reused(id);
        }
        return waiting.isPresent() || receipt != null;
    }

    private static boolean isOther(Receipt receipt, UploadRequest wanted, String recipe) {
        if (receipt == null) {
            return false;
        }
        Long bytes = receipt.original().bytes();
        return !receipt.isMadeBy(recipe)
                || (bytes != null && bytes != wanted.bytes())
                || isOther(wanted.sha256(), receipt.original().sha256());
    }

    /** Where both are known. */
    private static boolean isOther(String wanted, String there) {
        return wanted != null && there != null && !wanted.equals(there);
    }

    private Offer single(UploadRequest wanted, String key, UUID id, String recipe) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(inbox.bucket())
                .key(key)
                .contentLength(wanted.bytes())
                .contentType(wanted.contentType())
                .metadata(Map.of(Inbox.RECIPE, recipe))
                .ifNoneMatch("*");
        if (wanted.sha256() != null) {
            byte[] sha256 = HexFormat.of().parseHex(wanted.sha256());
            put.checksumSHA256(Base64.getEncoder().encodeToString(sha256));
        }
        var signed = presigner.presignPutObject(r -> r.signatureDuration(valid).putObjectRequest(put.build()));
        return new Offer(
                id,
                "PUT",
                signed.url().toString(),
                toSend(signed.signedHeaders()),
                null,
                "/v1/uploads/" + id,
                expiry(),
                "/v1/images/" + id);
    }

    private Offer inParts(UploadRequest wanted, String key, UUID id, String recipe) {
        String upload = s3.createMultipartUpload(r -> r.bucket(inbox.bucket())
                        .key(key)
                        .contentType(wanted.contentType())
                        .metadata(Map.of(Inbox.RECIPE, recipe)))
                .uploadId();
        List<PartOffer> parts = new ArrayList<>();
        for (long from = 0; from < wanted.bytes(); from += sizes.partBytes()) {
            int number = parts.size() + 1;
            long bytes = Math.min(sizes.partBytes(), wanted.bytes() - from);
            var signed = presigner.presignUploadPart(
                    r -> r.signatureDuration(valid).uploadPartRequest(p -> p.bucket(inbox.bucket())
                            .key(key)
                            .uploadId(upload)
                            .partNumber(number)
                            .contentLength(bytes)));
            parts.add(new PartOffer(number, bytes, signed.url().toString(), toSend(signed.signedHeaders())));
        }
        String complete = "/v1/uploads/" + id + "?bytes=" + wanted.bytes() + "&upload="
                + URLEncoder.encode(upload, StandardCharsets.UTF_8);
        return new Offer(id, "PUT", null, null, parts, complete, expiry(), "/v1/images/" + id);
    }

    private Instant expiry() {
        return clock.instant().plus(valid).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Map<String, String> toSend(Map<String, List<String>> signed) {
        Map<String, String> headers = new TreeMap<>();
        signed.forEach((name, values) -> {
            if (!BY_ITSELF.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                headers.put(name, String.join(",", values));
            }
        });
        return headers;
    }

    /**
     * Makes the parts one object. Done before, or sent in one: nothing happens.
     *
     * @throws BadRequestException 404 not-found for an id or an upload that is none of the customer's; 400
     *     malformed-request where a part is missing
     */
    public void complete(
            @Variable("customer") String customer,
            @Header("id") String id,
            @Header("bytes") String size,
            @Header("upload") String upload) {
        UUID image = Ids.image(id).orElseThrow(PresignedUploads::missing);
        if (upload == null) {
            return;
        }
        if (size == null || !SIZE.matcher(size).matches()) {
            throw missing();
        }
        long bytes = Long.parseLong(size);
        String key = UploadKeys.of(customer, image);
        try {
            List<Part> parts =
                    s3.listPartsPaginator(r -> r.bucket(inbox.bucket()).key(key).uploadId(upload)).parts().stream()
                            .toList();
            long sent = parts.stream().mapToLong(Part::size).sum();
            if (sent != bytes) {
                throw BadRequestException.malformed("Of " + bytes + " bytes " + sent + " are there, in the parts "
                        + parts.stream().map(Part::partNumber).toList()
                        + ". Send those that are missing or not whole, then ask again.");
            }
            List<CompletedPart> all = parts.stream()
                    .map(part -> CompletedPart.builder()
                            .partNumber(part.partNumber())
                            .eTag(part.eTag())
                            .build())
                    .toList();
            s3.completeMultipartUpload(
                    r -> r.bucket(inbox.bucket()).key(key).uploadId(upload).multipartUpload(m -> m.parts(all)));
        } catch (S3Exception e) {
            // completed before, or given up: whether there is an image decides who asks for it next
            if (e.statusCode() != 404 && e.statusCode() != 400) {
                throw e;
            }
        }
    }

    private byte[] write(Offer offer) {
        try {
            return json.writeValueAsBytes(offer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws BadRequestException 404 not-found where there is no receipt, and nothing else either */
    public void sent(@Variable("receipt") Receipt receipt) {
        if (receipt == null) {
            throw missing();
        }
    }

    private static BadRequestException missing() {
        return new BadRequestException(
                "not-found",
                404,
                "There is no such upload, or nothing of it was sent. Send the bytes, then post to the path in complete, as it is.");
    }
}
