package darkroom.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.request.JsonBody;
import darkroom.request.Shown;
import darkroom.seal.SecretBox;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;

/**
 * Links that open one variant without a key, until they end. All that a link knows lies in itself, sealed: it can
 * neither be read nor made nor changed by anybody else. Thread-safe.
 */
public final class ShareLinks {
    private static final String SECONDS = "expiresSeconds";

    /** Whoever has a link may open it. */
    private static final String NOBODY = "";

    /** What is before the token of a link. */
    public static final String PATH = "/v1/shared/";

    private final SecretBox box;
    private final Duration usual;
    private final Duration longest;
    private final ObjectMapper json;
    private final JsonBody asked;
    private final Clock clock;

    /**
     * @param secret the platform's own
     * @param usual how long a link lasts that nobody says more of
     * @param longest how long one may last
     */
    public ShareLinks(String secret, Duration usual, Duration longest, ObjectMapper json, Clock clock) {
        this.box = new SecretBox(secret, "darkroom share link 1");
        this.usual = usual;
        this.longest = longest;
        this.json = json;
        this.asked = new JsonBody(
                json,
                List.of(SECONDS),
                "Send JSON such as {\"expiresSeconds\": 3600}, from 1 to %d, or no body."
                        .formatted(longest.toSeconds()));
        this.clock = clock;
    }

    /** A variant that a link opens until its end. */
    public record Link(String customer, String id, String variant, Instant end) {}

    /**
     * 201 and a link to a variant of a customer's image.
     *
     * @param receipt null where there is no such image
     * @param request whose body is JSON with expiresSeconds, or nothing
     * @throws BadRequestException 404 not-found, 410 expired, 400 malformed-request
     */
    public byte[] make(
            @Variable("customer") String customer,
            @Variable("receipt") Receipt receipt,
            @Header("variant") String variant,
            @Header("CamelHttpServletRequest") HttpServletRequest request,
            @Headers Map<String, Object> headers)
            throws IOException {
        if (receipt == null
                || !Stream.concat(
                                receipt.variants().stream().map(Receipt.Variant::name),
                                receipt.original().href() == null ? Stream.empty() : Stream.of("original"))
                        .toList()
                        .contains(variant)) {
            throw new BadRequestException(
                    "not-found",
                    404,
                    "There is no such image or variant. Use the href of a receipt of yours, with /share behind it.");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (receipt.outcome() != Outcome.ok || receipt.retainUntil().isBefore(now)) {
            throw new BadRequestException(
                    "expired",
                    410,
                    "The variants of image " + receipt.id() + " were kept until " + receipt.retainUntil() + ".");
        }
        Instant end = now.plus(wanted(request.getInputStream()));
        if (end.isAfter(receipt.retainUntil())) {
            end = receipt.retainUntil().truncatedTo(ChronoUnit.SECONDS);
        }
        String path = PATH + seal(new Link(customer, receipt.id().toString(), variant, end));
        headers.clear();
        headers.put(Exchange.HTTP_RESPONSE_CODE, 201);
        headers.put("Content-Type", "application/json");
        headers.put("Cache-Control", "no-store");
        headers.put("Location", path);
        return write(Map.of("url", path, "expiresAt", end));
    }

    private Duration wanted(InputStream body) throws IOException {
        JsonNode wanted =
                asked.objectOrNothing(body).map(fields -> fields.get(SECONDS)).orElse(null);
        if (wanted == null) {
            return usual;
        }
        if (!wanted.canConvertToExactIntegral()
                || !wanted.canConvertToLong()
                || wanted.longValue() < 1
                || wanted.longValue() > longest.toSeconds()) {
            throw asked.malformed("The field " + SECONDS + " has " + Shown.text(wanted.toString()));
        }
        return Duration.ofSeconds(wanted.longValue());
    }

    /**
     * What a link opens.
     *
     * @throws BadRequestException 404 not-found where it is none of ours, 410 expired after its end
     */
    public Link open(@Header("token") String token) {
        ByteBuffer clear = ByteBuffer.wrap(unseal(token));
        Instant end = Instant.ofEpochSecond(clear.getLong());
        if (!end.isAfter(clock.instant())) {
            throw new BadRequestException(
                    "expired", 410, "This link ended on " + end + ". Ask who sent it for a new one.");
        }
        String[] parts = StandardCharsets.UTF_8.decode(clear).toString().split("\0", -1);
        return new Link(parts[0], parts[1], parts[2], end);
    }

    private String seal(Link link) {
        byte[] names =
                String.join("\0", link.customer(), link.id(), link.variant()).getBytes(StandardCharsets.UTF_8);
        byte[] clear = ByteBuffer.allocate(Long.BYTES + names.length)
                .putLong(link.end().getEpochSecond())
                .put(names)
                .array();
        return text(box.seal(NOBODY, clear));
    }

    private static String text(byte[] sealed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    private byte[] unseal(String token) {
        try {
            byte[] whole = Base64.getUrlDecoder().decode(token);
            if (!text(whole)
                    .equals(token)) { // padded, or other bits than 0 behind the last byte: a link has one spelling
                throw new IllegalArgumentException("another spelling");
            }
            return box.open(NOBODY, whole);
        } catch (IllegalArgumentException forged) {
            throw new BadRequestException(
                    "not-found", 404, "There is no such link. It may have lost a part on its way; ask for it again.");
        }
    }

    private byte[] write(Object answer) {
        try {
            return json.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
