package darkroom.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Hashes;
import darkroom.model.Ids;
import darkroom.model.IntakeImage;
import imaging.Recipes;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Originals that lie in the inbox under a key that tells their image's id (see {@link UploadKeys}): accepted over HTTP to be
 * worked on later, or sent there by a presigned request. Once one lies there it is worked on, whatever dies. Thread-safe.
 */
public final class InboxUploads {
    private static final Logger LOG = LoggerFactory.getLogger(InboxUploads.class);

    private final Inbox inbox;
    private final Notices notices;
    private final Recipes recipes;
    private final ObjectMapper json;

    public InboxUploads(Inbox inbox, Notices notices, Recipes recipes, ObjectMapper json) {
        this.inbox = inbox;
        this.notices = notices;
        this.recipes = recipes;
        this.json = json;
    }

    /**
     * The same upload where it lies in the inbox already, else null. What is not there any more has a receipt by now.
     *
     * @throws BadRequestException 422 idempotency-key-reused where another body lies there, or one for another recipe
     */
    public WaitingImage there(@Body IntakeImage image) {
        return image.fresh()
                ? null
                : find(image.customer(), image.id())
                        .map(there -> repeated(image, there))
                        .orElse(null);
    }

    /**
     * Puts an upload into the inbox.
     *
     * @throws BadRequestException as {@link #there}, where somebody was faster
     */
    public WaitingImage put(@Body IntakeImage image) {
        String key = UploadKeys.of(image.customer(), image.id());
        String sha256 = Hashes.sha256(image.bytes());
        Map<String, String> metadata = Map.of(
                Inbox.RECIPE,
                image.recipe(),
                Inbox.SHA256,
                sha256,
                Inbox.SOURCE,
                image.source(),
                Inbox.RECEIVED_AT,
                image.receivedAt().toString());
        return inbox.put(key, image.bytes(), metadata)
                .map(arrival -> waiting(image, sha256, arrival))
                .or(() -> find(image.customer(), image.id()).map(there -> repeated(image, there)))
                // it was there a moment ago: done and cleared, by now it has a receipt
                .orElseGet(() -> waiting(image, sha256, null).again());
    }

    private WaitingImage waiting(IntakeImage image, String sha256, Arrival arrival) {
        int variants = variants(image.recipe());
        return new WaitingImage(
                image.id(), image.recipe(), image.receivedAt(), image.size(), variants, 0, arrival, sha256, false);
    }

    private static WaitingImage repeated(IntakeImage image, WaitingImage there) {
        // what a client sent to S3 itself has no hash to be held against
        boolean sameBytes = there.sha256() == null || there.sha256().equals(Hashes.sha256(image.bytes()));
        if (!there.recipe().equals(image.recipe()) || !sameBytes) {
            throw HttpDoor.reused(image.id());
        }
        return there.again();
    }

    /** The notice by which the inbox would announce it. The app sends one itself: not every S3 server does. */
    public String notice(@Variable("waiting") WaitingImage waiting) {
        return notices.write(waiting.arrival(), waiting.receivedAt(), waiting.bytes(), false);
    }

    /** It lies in the inbox all the same: the sweep announces it. */
    public void unannounced(@Variable("waiting") WaitingImage waiting, Exchange exchange) {
        LOG.warn(
                "Image {} waits for the sweep: no notice of it could be sent: {}",
                waiting.id(),
                String.valueOf(exchange.getProperty(Exchange.EXCEPTION_CAUGHT)));
    }

    /** The image whose original lies in the inbox, or null. */
    public WaitingImage waiting(@Variable("customer") String customer, @Header("id") String id) {
        return Ids.image(id).flatMap(image -> find(customer, image)).orElse(null);
    }

    /** One whose recipe is none any more is not found: it becomes a dead letter. */
    public Optional<WaitingImage> find(String customer, UUID id) {
        Arrival newest = new Arrival(inbox.bucket(), UploadKeys.of(customer, id), null);
        return inbox.head(newest)
                .filter(there -> recipes.find(Inbox.recipe(there)).isPresent())
                .map(there -> new WaitingImage(
                        id,
                        Inbox.recipe(there),
                        Inbox.receivedAt(there),
                        there.contentLength(),
                        variants(Inbox.recipe(there)),
                        0,
                        newest.withVersion(there.versionId()),
                        there.metadata().get(Inbox.SHA256),
                        false));
    }

    private int variants(String recipe) {
        return recipes.find(recipe).orElseThrow().variants().size();
    }

    /**
     * 202 and how far it is.
     *
     * @param stored variants that the archive has by now; null where nobody looked
     * @param wait what the request has waited
     */
    public byte[] tell(
            @Variable("waiting") WaitingImage waiting,
            @Variable("stored") Integer stored,
            @Variable("wait") Waits.Wait wait,
            @Headers Map<String, Object> headers) {
        headers.clear();
        headers.put(Exchange.HTTP_RESPONSE_CODE, 202);
        headers.put("Content-Type", "application/json");
        headers.put("Cache-Control", "no-store");
        headers.put("Location", waiting.getHref());
        headers.put("Retry-After", 1);
        String applied = wait == null ? "respond-async" : wait.getApplied();
        if (applied != null) {
            headers.put("Preference-Applied", applied);
        }
        if (waiting.repeated()) {
            headers.put("Idempotent-Replayed", "true");
        }
        try {
            return json.writeValueAsBytes(stored == null ? waiting : waiting.withStored(stored));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes an original back that nobody has begun on. One that is gone by now may have been done.
     *
     * @throws BadRequestException 409 in-progress where somebody has begun on it
     */
    public void cancel(@Variable("waiting") WaitingImage waiting) {
        if (!inbox.takeBack(waiting.arrival())) {
            throw new BadRequestException(
                    "in-progress",
                    409,
                    "Image " + waiting.id()
                            + " has been begun on and cannot be taken back any more. Ask again: once it"
                            + " is done, the answer says when it goes.",
                    1);
        }
    }
}
