package darkroom.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.Earlier;
import darkroom.model.Erasures;
import darkroom.model.FinishedImage;
import darkroom.model.Hashes;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.StoredObject;
import darkroom.model.StoredReceipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Receipts in the archive: an image is done exactly when its receipt is here. Thread-safe. */
public final class Receipts {
    /** Beside the receipt, in its object's metadata. */
    private static final String DETAIL = "detail";

    private final S3Client s3;
    private final String bucket;
    private final int receiptDays;
    private final Erasures erasures;
    private final ObjectMapper json;

    /**
     * @param receiptDays how long a receipt is kept: as long as the rows that can be rebuilt from it
     * @param erasures what they hid is not found
     */
    public Receipts(S3Client s3, String bucket, int receiptDays, Erasures erasures, ObjectMapper json) {
        this.s3 = s3;
        this.bucket = bucket;
        this.receiptDays = receiptDays;
        this.erasures = erasures;
        this.json = json;
    }

    /** The stored receipt of an image that may have been here before, or null. */
    public Receipt find(@Body IntakeImage image) {
        return image.fresh() ? null : read(image.customer(), image.id());
    }

    /** The stored receipt, or null. */
    public Receipt read(String customer, UUID id) {
        return parse(ArchiveKeys.receipt(customer, id));
    }

    /** The newest record of a failure, or null. */
    public Receipt failure(String customer, UUID id) {
        return failures(customer, id).stream()
                .max(Comparator.comparing(S3Object::lastModified))
                .map(S3Object::key)
                .map(this::parse)
                .orElse(null);
    }

    /** The same of an image, asked for where its message comes again. */
    public Receipt failed(@Body IntakeImage image) {
        return failure(image.customer(), image.id());
    }

    /** The stored receipt, else the newest record of a failure, else null: whatever became of an image by now. */
    public Receipt known(@Body IntakeImage image) {
        Receipt receipt = read(image.customer(), image.id());
        return receipt == null ? failed(image) : receipt;
    }

    /**
     * What is stored of an image: its receipt, or the newest record of a failure where it is not done; null where there is
     * neither.
     *
     * @throws UncheckedIOException where what is stored is no receipt
     */
    public StoredReceipt stored(String customer, UUID id) {
        StoredReceipt receipt = object(ArchiveKeys.receipt(customer, id));
        return receipt != null
                ? receipt
                : failures(customer, id).stream()
                        .max(Comparator.comparing(S3Object::lastModified))
                        .map(newest -> object(newest.key()))
                        .orElse(null);
    }

    /** The receipts of images that were not announced when they were done, of markers that were made before a time. */
    public Iterator<StoredReceipt> unannounced(Instant before) {
        return s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(ArchiveKeys.MARKERS)).contents().stream()
                .filter(marker -> marker.lastModified().isBefore(before))
                .map(marker -> object(marker.key()))
                .filter(Objects::nonNull) // announced since
                .iterator();
    }

    private List<S3Object> failures(String customer, UUID id) {
        return s3.listObjectsV2(r -> r.bucket(bucket).prefix(ArchiveKeys.failures(customer, id)))
                .contents();
    }

    private Receipt parse(String key) {
        StoredReceipt stored = object(key);
        return stored == null ? null : stored.receipt();
    }

    private StoredReceipt object(String key) {
        try {
            return object(key, null);
        } catch (NoSuchKeyException none) {
            return null;
        }
    }

    /** @param version null = the newest */
    private StoredReceipt object(String key, String version) {
        try {
            byte[] bytes = s3.getObjectAsBytes(r -> r.bucket(bucket).key(key).versionId(version))
                    .asByteArrayUnsafe();
            return new StoredReceipt(json.readValue(bytes, Receipt.class), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the object " + key + " of bucket " + bucket + " is no receipt", e);
        }
    }

    /**
     * What others have left of an image that work has just ended on. Where the work failed somebody else may have done the
     * image meanwhile, for instance while this process stood still past its deadline. Over HTTP each try has a time of its
     * own, and with another time an image counts once more: so the time of the first failure stays, and a receipt that
     * somebody hid behind a delete marker is no reason to do its image again. All else is asked nothing.
     *
     * @param fresh whether nobody can have been at it before
     */
    public Earlier earlier(@Body FinishedImage finished, @Variable("fresh") boolean fresh) {
        Receipt made = finished.receipt();
        boolean mayComeAgain = made.source().equals("http") && !fresh;
        if (made.outcome() != Outcome.failed && !mayComeAgain) {
            return Earlier.NOTHING;
        }
        String customer = made.customer();
        List<ObjectVersion> versions = s3.listObjectVersions(
                        r -> r.bucket(bucket).prefix(ArchiveKeys.folder(customer, made.id())))
                .versions();
        List<ObjectVersion> failures = versions.stream()
                .filter(version -> version.key().startsWith(ArchiveKeys.failures(customer, made.id())))
                .toList();
        Receipt receipt = versions.stream()
                .filter(version -> version.key().equals(ArchiveKeys.receipt(customer, made.id())))
                .max(Comparator.comparing(ObjectVersion::lastModified))
                .map(this::read)
                .filter(done -> !erasures.cover(customer, done.receivedAt()))
                .orElse(null);
        Instant first = failures.stream()
                .min(Comparator.comparing(ObjectVersion::lastModified))
                .filter(none -> mayComeAgain)
                .map(this::read)
                .map(Receipt::receivedAt)
                .orElse(null);
        return new Earlier(receipt, failures.size(), first);
    }

    private Receipt read(ObjectVersion version) {
        return object(version.key(), version.versionId()).receipt();
    }

    /**
     * The receipt as the last object of its image, after its variants: it names those that are stored. A failed image
     * gets a {@code failed-n.json} instead, for it is not done.
     *
     * @param stored what the archive holds under the keys of the finished image's objects, in their order
     */
    public StoredObject seal(
            @Variable("finished") FinishedImage finished,
            @Variable("stored") List<StoredObject> stored,
            @Variable("earlier") Earlier earlier) {
        Receipt made = finished.receipt().withVariants(settle(finished.receipt().variants(), stored));
        Receipt receipt = earlier.receivedAt() == null ? made : made.withReceivedAt(earlier.receivedAt());
        boolean failed = receipt.outcome() == Outcome.failed;
        UUID id = receipt.id();
        String key = failed
                ? ArchiveKeys.failure(receipt.customer(), id, earlier.failures() + 1)
                : ArchiveKeys.receipt(receipt.customer(), id);
        byte[] bytes = write(receipt);
        return new StoredObject(
                key,
                "application/json",
                Hashes.sha256(bytes),
                receipt.finishedAt().plus(Duration.ofDays(receiptDays)),
                receipt.retainUntil(),
                Map.of(
                        "kind",
                        failed ? "failure" : "receipt",
                        "days",
                        String.valueOf(receiptDays),
                        "customer",
                        receipt.customer(),
                        "recipe",
                        receipt.recipe()),
                metadata(receipt, finished.detail()),
                bytes);
    }

    /** Percent-encoded: it travels as a header of HTTP. */
    private static Map<String, String> metadata(Receipt receipt, String detail) {
        String outcome = receipt.outcome().name();
        return detail == null
                ? Map.of("outcome", outcome)
                : Map.of("outcome", outcome, DETAIL, URLEncoder.encode(detail, StandardCharsets.UTF_8));
    }

    /**
     * Why a picture was refused, in the words of the first answer, or why the work just failed; null where nobody found
     * words.
     *
     * @param finished what was made of the image just now; null where it was done before: its words are beside the receipt
     */
    public String detail(@Body Receipt receipt, @Variable("finished") FinishedImage finished) {
        if (receipt.outcome() == Outcome.ok) {
            return null;
        }
        if (finished != null && finished.receipt().finishedAt().equals(receipt.finishedAt())) {
            return finished.detail();
        }
        if (receipt.outcome() == Outcome.failed) {
            return null; // it is done again each time that it is handed in
        }
        String key = ArchiveKeys.receipt(receipt.customer(), receipt.id());
        String stored = s3.headObject(r -> r.bucket(bucket).key(key)).metadata().get(DETAIL);
        return stored == null ? null : URLDecoder.decode(stored, StandardCharsets.UTF_8);
    }

    /** The list that {@link #collect} fills, one for each image. */
    public List<StoredObject> nothing() {
        return new ArrayList<>();
    }

    /** One more object is stored. The parts of a split share the list, one after the other. */
    public void collect(@Variable("stored") List<StoredObject> stored, @Body StoredObject object) {
        stored.add(object);
    }

    private static List<Receipt.Variant> settle(List<Receipt.Variant> variants, List<StoredObject> stored) {
        List<Receipt.Variant> settled = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            Receipt.Variant ours = variants.get(i);
            StoredObject there = stored.get(i);
            settled.add(there.sha256().equals(ours.sha256()) ? ours : adopted(ours, there));
        }
        return settled;
    }

    /** Another engine made this one of the same image, and was first: the receipt says what is stored. */
    private static Receipt.Variant adopted(Receipt.Variant ours, StoredObject there) {
        Map<String, String> m = there.metadata();
        return new Receipt.Variant(
                ours.name(),
                ours.format(),
                Integer.parseInt(m.get("width")),
                Integer.parseInt(m.get("height")),
                m.containsKey("frames") ? Integer.valueOf(m.get("frames")) : null,
                Long.parseLong(m.get("bytes")),
                there.sha256(),
                List.of(m.get("operations").split(",")),
                ours.href());
    }

    /** The receipt that counts: ours where its PUT took place, else the one that was first. */
    public Receipt settled(@Body StoredObject sealed) throws IOException {
        return sealed.bytes().length > 0 ? json.readValue(sealed.bytes(), Receipt.class) : parse(sealed.key());
    }

    /** The receipt as JSON, UTF-8. */
    public byte[] write(@Body Receipt receipt) {
        try {
            return json.writeValueAsBytes(receipt);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A note that this receipt is stored and still has to be announced. */
    public StoredObject marker(@Variable("announced") Receipt receipt) {
        byte[] bytes = write(receipt);
        Instant expires = receipt.finishedAt().plus(Duration.ofDays(receiptDays));
        return new StoredObject(
                ArchiveKeys.marker(receipt.id()),
                "application/json",
                Hashes.sha256(bytes),
                expires,
                null,
                Map.of("kind", "marker", "days", String.valueOf(receiptDays), "customer", receipt.customer()),
                Map.of(),
                bytes);
    }

    /** After the announcement the marker goes, for good: it is versioned, but without a lock. */
    public void forget(@Variable("announced") Receipt receipt) {
        String key = ArchiveKeys.marker(receipt.id());
        s3.listObjectVersions(r -> r.bucket(bucket).prefix(key))
                .versions()
                .forEach(v -> s3.deleteObject(r -> r.bucket(bucket).key(v.key()).versionId(v.versionId())));
    }

    /** The receipt that a marker stands for, as it is stored now. */
    public Receipt marked(@Body byte[] marker) throws IOException {
        Receipt receipt = json.readValue(marker, Receipt.class);
        Receipt stored = read(receipt.customer(), receipt.id());
        return stored == null ? receipt : stored;
    }
}
