package darkroom.intake;

import darkroom.model.BadRequestException;
import darkroom.model.ErasedException;
import darkroom.model.Erasures;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.TakenBackException;
import darkroom.request.Shown;
import imaging.BusyException;
import imaging.Recipes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Reads S3 notices, fetches exactly the version that they announce, and clears it away when it is done. Thread-safe. */
public final class SqsDoor {
    private static final Logger LOG = LoggerFactory.getLogger(SqsDoor.class);

    /** S3's own name of the version of what was stored without one. */
    private static final String NONE = "null";

    private final Notices notices;
    private final Inbox inbox;
    private final Recipes recipes;
    private final Predicate<String> knownCustomer;
    private final Erasures erasures;
    private final long objectBytes;
    private final Originals originals;

    /**
     * @param objectBytes the most an object may have; a larger one is refused unread
     * @param originals where the memory for it comes from
     */
    public SqsDoor(
            Notices notices,
            Inbox inbox,
            Recipes recipes,
            Predicate<String> knownCustomer,
            Erasures erasures,
            long objectBytes,
            Originals originals) {
        this.notices = notices;
        this.inbox = inbox;
        this.recipes = recipes;
        this.knownCustomer = knownCustomer;
        this.erasures = erasures;
        this.objectBytes = objectBytes;
        this.originals = originals;
    }

    /** @throws BadRequestException malformed-notice */
    public List<Arrival> read(@Body String message) {
        return notices.read(message);
    }

    /**
     * Whether somebody may have begun on a message's objects before. How often it was received says no more than that:
     * outages raise it.
     *
     * @param attributes of the message, as the queue sends them along
     */
    public Seen seen(@Body String message, @Header("CamelAwsSqsAttributes") Map<?, String> attributes) {
        String received =
                attributes == null ? null : attributes.get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
        boolean again = received != null && !received.equals("1");
        return again || Notices.isLate(message) ? Seen.before : Seen.never;
    }

    /**
     * The arrival with the version that counts: the notice's, else the newest.
     *
     * @throws BadRequestException malformed-notice, unknown-customer, unknown-recipe, no-such-object
     * @throws ErasedException where it is not there, and its customer was erased
     * @throws TakenBackException where it is not there, because its customer took it back
     */
    public Arrival pin(@Body Arrival arrival) {
        if (!arrival.bucket().equals(inbox.bucket())) {
            throw new BadRequestException(
                    "malformed-notice",
                    400,
                    "The notice is of the bucket '" + Shown.text(arrival.bucket()) + "', the inbox is " + inbox.bucket()
                            + " (darkroom.inbox.bucket).");
        }
        if (arrival.versionId() != null) {
            return arrival;
        }
        Sender sender = check(arrival); // before S3 is asked: it refuses a key such as ../x without telling why
        // EventBridge sends keys as they are, but a sender who encodes them is understood too
        return newest(arrival)
                .or(() -> decoded(arrival).flatMap(this::newest))
                .orElseThrow(() -> missing(sender.customer(), arrival));
    }

    private Optional<Arrival> newest(Arrival arrival) {
        return inbox.head(arrival).map(head -> arrival.withVersion(head.versionId() == null ? NONE : head.versionId()));
    }

    private static Optional<Arrival> decoded(Arrival arrival) {
        try {
            String key = URLDecoder.decode(arrival.key(), StandardCharsets.UTF_8);
            return Optional.of(new Arrival(arrival.bucket(), key, null));
        } catch (IllegalArgumentException asItIs) { // such as 100%.jpg
            return Optional.empty();
        }
    }

    /**
     * Who and what it is, without its bytes.
     *
     * @throws BadRequestException unknown-customer, unknown-recipe, malformed-notice
     * @throws ErasedException where the customer was erased, and has not come back
     */
    public IntakeImage identify(@Body Arrival arrival) {
        Sender sender = check(arrival);
        UUID id = sender.upload() == null
                ? ImageIds.s3Version(sender.customer(), arrival.bucket(), arrival.key(), arrival.versionId())
                : sender.upload();
        return new IntakeImage(
                id, false, sender.customer(), "sqs", sender.recipe(), Instant.EPOCH, 0, new byte[0], null);
    }

    /**
     * @param recipe null of an upload: its metadata tells
     * @param upload the image of an upload, else null
     */
    private record Sender(String customer, String recipe, UUID upload) {}

    private Sender check(Arrival arrival) {
        String[] part = arrival.key().split("/", 3);
        if (part.length < 3 || part[2].isEmpty()) {
            throw new BadRequestException(
                    "malformed-notice",
                    400,
                    "The key '" + Shown.text(arrival.key()) + "' is not CUSTOMER/RECIPE/NAME.");
        }
        if (!knownCustomer.test(part[0])) {
            if (erasures.until(part[0]).isPresent()) {
                throw new ErasedException(part[0]);
            }
            throw new BadRequestException(
                    "unknown-customer",
                    400,
                    "The key begins with '" + Shown.text(part[0]) + "', which is nobody."
                            + " Make it known with ./darkroom key.");
        }
        return UploadKeys.id(part[1], part[2])
                .map(upload -> new Sender(part[0], null, upload))
                .orElseGet(() ->
                        new Sender(part[0], RecipeNames.check(recipes, "The second part of the key", part[1]), null));
    }

    /**
     * The same image with its bytes and the time it came. It was looked up already: fresh.
     *
     * @throws BadRequestException no-such-object; unknown-recipe of an upload
     * @throws ErasedException where it was there when its customer was erased
     * @throws TakenBackException where its customer took it back
     * @throws BusyException where no memory for it came free in time: its notice comes back
     */
    public IntakeImage fetch(@Body IntakeImage known, @Variable("arrival") Arrival arrival, Exchange exchange) {
        boolean upload = known.recipe() == null;
        HeadObjectResponse head = (upload ? inbox.begin(arrival) : inbox.head(arrival))
                .orElseThrow(() -> missing(known.customer(), arrival));
        if (erasures.cover(known.customer(), head.lastModified())) {
            throw new ErasedException(known.customer());
        }
        String recipe = upload ? RecipeNames.check(recipes, "The metadata recipe", Inbox.recipe(head)) : known.recipe();
        long size = head.contentLength();
        boolean read = size <= objectBytes;
        byte[] bytes = read ? read(known, arrival, size, exchange) : new byte[0];
        String refusal = read ? (size == 0 ? "broken-image" : null) : "too-many-bytes";
        return new IntakeImage(
                known.id(),
                true,
                known.customer(),
                upload ? source(head) : known.source(),
                recipe,
                upload ? Inbox.receivedAt(head) : head.lastModified(),
                size,
                bytes,
                refusal);
    }

    /** An upload over HTTP that was to be worked on later is one over HTTP. */
    private static String source(HeadObjectResponse upload) {
        return "http".equals(upload.metadata().get(Inbox.SOURCE)) ? "http" : "sqs";
    }

    /**
     * Lets another picture pass for nobody's: the key of an upload tells its image, whatever was sent there. Of any other key
     * each version is an image of its own.
     *
     * @param known the image of the arrival
     * @param receipt of the image, which was done before
     * @throws BadRequestException idempotency-key-reused where what lies there is another picture, or for another recipe
     */
    public void same(
            @Variable("arrival") Arrival arrival, @Variable("receipt") Receipt receipt, @Body IntakeImage known) {
        if (known.recipe() != null) {
            return;
        }
        inbox.head(arrival).filter(head -> !isSame(arrival, head, receipt)).ifPresent(other -> {
            throw new BadRequestException(
                    "idempotency-key-reused",
                    422,
                    "Image " + receipt.id()
                            + " is done; what lies under its key in the inbox is another picture, or for"
                            + " another recipe: sent to the url of an upload that was used before, or asked for under a used"
                            + " Idempotency-Key. Send it by an upload of its own.");
        });
    }

    private boolean isSame(Arrival arrival, HeadObjectResponse there, Receipt receipt) {
        Receipt.Original original = receipt.original();
        if (!receipt.isMadeBy(Inbox.recipe(there))
                || (original.bytes() != null && !original.bytes().equals(there.contentLength()))) {
            return false;
        }
        return original.sha256() == null
                || inbox.sha256(arrival)
                        .filter(sha256 -> !sha256.equals(original.sha256()))
                        .isEmpty();
    }

    /**
     * What is not there can never become an image, unless it has become one.
     *
     * @param receipt of the image, or null
     * @param why it could not be fetched
     * @throws BadRequestException why, where there is no receipt
     */
    public void unlessDone(@Variable("receipt") Receipt receipt, @ExchangeException BadRequestException why) {
        if (receipt == null) {
            throw why;
        }
    }

    private byte[] read(IntakeImage known, Arrival arrival, long size, Exchange exchange) {
        originals.hold(size, known.customer(), exchange);
        return inbox.bytes(arrival, size).orElseThrow(() -> missing(known.customer(), arrival));
    }

    /** After the announcement: that version leaves the inbox. */
    public void clear(@Variable("arrival") Arrival arrival, @Body Receipt receipt) {
        inbox.clear(arrival, receipt.outcome() == Outcome.failed ? "failed" : "done");
    }

    /** What is of a customer who was erased, or was taken back, leaves the inbox, whatever becomes of what is done there. */
    public void drop(@Variable("arrival") Arrival arrival, @ExchangeException RuntimeException why) {
        LOG.info("Dropped {}: {}", arrival, why.getMessage());
        if (arrival.versionId() != null && arrival.bucket().equals(inbox.bucket())) {
            inbox.erase(arrival);
        }
    }

    /**
     * What can never become an image stays, marked for the sweep, while its notice goes to the dead letters: the message
     * as it came, or a notice of this object alone where the message announced others too.
     */
    public String bury(
            @Variable("arrival") Arrival arrival,
            @Variable("notice") String message,
            @ExchangeProperty(Exchange.SPLIT_SIZE) int announced,
            @ExchangeException BadRequestException why) {
        LOG.warn("Dead letter {}: {}: {}", arrival, why.code(), why.getMessage());
        if (arrival.versionId() != null && arrival.bucket().equals(inbox.bucket())) {
            inbox.mark(arrival, Inbox.DEAD);
        }
        return announced == 1 ? message : notices.write(arrival, Instant.EPOCH, 0, false);
    }

    /** Of a customer who was erased it went with all the others, and its key is not to be kept in a dead letter. */
    private RuntimeException missing(String customer, Arrival arrival) {
        if (erasures.until(customer).isPresent()) {
            return new ErasedException(customer);
        }
        if (UploadKeys.isOne(arrival.key()) && inbox.wasTakenBack(arrival)) {
            return new TakenBackException();
        }
        return new BadRequestException("no-such-object", 400, arrival + " is not there, and has no receipt either.");
    }
}
