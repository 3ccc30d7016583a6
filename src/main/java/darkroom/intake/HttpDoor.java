package darkroom.intake;

import darkroom.model.BadRequestException;
import darkroom.model.FinishedImage;
import darkroom.model.Hashes;
import darkroom.model.IntakeImage;
import darkroom.model.Receipt;
import darkroom.request.ByteCount;
import darkroom.request.Postponed;
import darkroom.request.Shown;
import imaging.BusyException;
import imaging.MemoryBudget.Reservation;
import imaging.Recipes;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Reads an upload, once its sender is known. Thread-safe. */
public final class HttpDoor {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** What a body of unknown length begins with. */
    private static final int FIRST = 1 << 20;

    private final Recipes recipes;
    private final int bodyBytes;
    private final Originals originals;
    private final Taken taken;
    private final Clock clock;
    private final Map<UUID, String> inProgress = new ConcurrentHashMap<>();

    /**
     * @param bodyBytes the most a body may have
     * @param originals where the memory for it comes from
     * @param taken is asked where a quota is used up, for who asks again for a lost answer uses nothing of it
     */
    public HttpDoor(Recipes recipes, long bodyBytes, Originals originals, Taken taken, Clock clock) {
        this.recipes = recipes;
        this.bodyBytes = Math.toIntExact(bodyBytes);
        this.originals = originals;
        this.taken = taken;
        this.clock = clock;
    }

    /**
     * The image of a request. The body is read here, not before: who has no credential, asks for what there isn't, or
     * declares too much is refused without it.
     *
     * @throws BadRequestException 400 malformed-request or unknown-recipe, 408 request-timeout, 409 in-progress,
     *     411 length-required, 413 too-many-bytes, 429 quota-used-up
     * @throws BusyException where no memory for it came free in time
     */
    public IntakeImage accept(
            @Variable("customer") String customer,
            @Header("CamelHttpServletRequest") HttpServletRequest request,
            @Header("Content-Length") Long length,
            @Header("Content-Type") String type,
            @Header("Idempotency-Key") String key,
            @Header("recipe") String recipeName,
            Exchange exchange) {
        String recipe = RecipeNames.check(recipes, "The query parameter recipe", recipeName);
        check(key, request);
        if (length == null && request.getHeader("Transfer-Encoding") == null) {
            throw new BadRequestException(
                    "length-required",
                    411,
                    "Neither Content-Length nor Transfer-Encoding says that there is a body. Send one of them.");
        }
        if (length != null && length > bodyBytes) {
            throw tooMany();
        }
        UUID id = key == null ? ImageIds.httpFresh(customer) : ImageIds.httpKey(customer, key);
        Postponed.unless(request, () -> taken.any(customer, id));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        byte[] bytes = read(request, length, type, customer, exchange);
        if (key == null) {
            return new IntakeImage(id, true, customer, "http", recipe, now, bytes.length, bytes, null);
        }
        claim(id, exchange);
        return new IntakeImage(id, false, customer, "http", recipe, now, bytes.length, bytes, null);
    }

    /** @throws BadRequestException where an Idempotency-Key is none, or came twice */
    static void check(String key, HttpServletRequest request) {
        if (key != null && !KEY.matcher(key).matches()) {
            throw BadRequestException.malformed(
                    "The header Idempotency-Key has '" + Shown.text(key) + "': use 1 to 255 visible ASCII characters.");
        }
        if (Collections.list(request.getHeaders("Idempotency-Key")).size() > 1) {
            throw BadRequestException.malformed("The header Idempotency-Key came more than once. Send one.");
        }
    }

    private void claim(UUID id, Exchange exchange) {
        String mine = exchange.getExchangeId();
        if (inProgress.putIfAbsent(id, mine) != null) {
            throw new BadRequestException(
                    "in-progress",
                    409,
                    "A request with this Idempotency-Key is still in work. Ask again in a moment.",
                    1);
        }
        UntilDone.run(() -> inProgress.remove(id, mine), exchange);
    }

    private byte[] read(HttpServletRequest request, Long length, String type, String customer, Exchange exchange) {
        // a body of unknown length begins small and grows; one around a form is copied once, into the file
        boolean form = Multipart.is(type);
        int first = length == null ? FIRST : Math.toIntExact(length);
        Reservation held = originals.hold(form || length == null ? 2L * first : first, customer, exchange);
        try {
            LimitedInput limited = new LimitedInput(request.getInputStream(), bodyBytes);
            return read(limited, body -> {
                if (form) {
                    return Multipart.file(body, type, part -> LimitedInput.all(part, first, bodyBytes + 1, held));
                }
                return length == null
                        ? LimitedInput.all(body, first, bodyBytes + 1, held)
                        : LimitedInput.exactly(body, first);
            });
        } catch (IOException e) {
            if (isTimeout(e)) {
                throw new BadRequestException(
                        "request-timeout",
                        408,
                        "The body came too slowly, or nothing more of it in time (darkroom.http.body-bytes-a-second,"
                                + " server.tomcat.connection-timeout). Send it again.");
            }
            throw BadRequestException.malformed(
                    "The body ended early or cannot be read. Send as many bytes as Content-Length says, whole chunks,"
                            + " and a form up to its last boundary.");
        }
    }

    /** A parser in between may have wrapped it. */
    private static boolean isTimeout(Throwable error) {
        return error instanceof SocketTimeoutException || (error != null && isTimeout(error.getCause()));
    }

    private byte[] read(LimitedInput limited, Multipart.Reader reader) throws IOException {
        try {
            byte[] bytes = reader.read(limited);
            if (bytes.length == 0) {
                throw empty();
            }
            return bytes;
        } catch (IOException e) {
            if (limited.exceeded()) {
                throw tooMany();
            }
            throw e;
        }
    }

    /**
     * A stored receipt answers a request only if it is of the same one: the receipt that was found, or that of another
     * replica that was first. The work is over then, and the key is free: who reads the answer may ask again at once.
     *
     * @param finished what was made of the image just now; null where it was done before
     * @throws BadRequestException 422 idempotency-key-reused
     */
    public Receipt same(
            @Variable("image") IntakeImage image,
            @Variable("finished") FinishedImage finished,
            @Body Receipt receipt,
            Exchange exchange) {
        inProgress.remove(image.id(), exchange.getExchangeId());
        String sha256 = finished == null
                ? Hashes.sha256(image.bytes())
                : finished.receipt().original().sha256();
        if (!receipt.isMadeBy(image.recipe())
                || !sha256.equals(receipt.original().sha256())) {
            throw reused(receipt.id());
        }
        return receipt;
    }

    static BadRequestException reused(UUID id) {
        return new BadRequestException(
                "idempotency-key-reused",
                422,
                "This Idempotency-Key was used for another body or recipe; that image is " + id
                        + ". Use a key of its own for each image.");
    }

    /** Whether the sender would rather have an answer before the work is done. */
    public boolean later(@Header("Prefer") String prefer) {
        return Preferences.of(prefer).later();
    }

    private BadRequestException tooMany() {
        return new BadRequestException(
                "too-many-bytes",
                413,
                "The body has more than " + ByteCount.text(bodyBytes) + ", the most that one request may have"
                        + " (darkroom.limits.http-body-bytes). Send large images by POST /v1/uploads.");
    }

    private static BadRequestException empty() {
        return BadRequestException.malformed("The body is empty. Send the bytes of one image.");
    }
}
