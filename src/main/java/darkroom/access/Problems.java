package darkroom.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import imaging.BusyException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every answer over HTTP that is no success: problem documents of RFC 9457. The headers are cleared first, so that nothing
 * of the request is echoed, and no text of an unexpected exception gets out. Thread-safe.
 */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int RETRY_SECONDS = 5;
    private static final String REPLAYED = "Idempotent-Replayed";

    /** For whatever is no fault of the sender. */
    static final String OURS =
            "Something went wrong on the server. Try again, or tell the operator the time of this answer.";

    private final ObjectMapper json;

    public Problems(ObjectMapper json) {
        this.json = json;
    }

    /** A request that cannot become an image, or asks for what is not there. */
    public byte[] refused(@ExchangeException BadRequestException e, @Headers Map<String, Object> headers) {
        Object instance = path(headers);
        byte[] body = write(headers, e.status(), e.code(), e.getMessage(), instance, null);
        if (e.status() == 401) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        if (e.retryAfterSeconds() > 0) {
            headers.put("Retry-After", e.retryAfterSeconds());
        }
        return body;
    }

    /**
     * An image that has a record, but no variants: refused, or failed. Headers kept: Idempotent-Replayed.
     *
     * @param why it was refused, the same for the first answer and for each after it, or which of a company's steps failed;
     *     null where only its receipt tells
     */
    public byte[] unfinished(
            @Body Receipt receipt, @Variable("detail") String why, @Headers Map<String, Object> headers) {
        Object replayed = headers.get(REPLAYED);
        byte[] body = explain(receipt, why, headers);
        if (replayed != null) {
            headers.put(REPLAYED, replayed);
        }
        return body;
    }

    private byte[] explain(Receipt receipt, String why, Map<String, Object> headers) {
        String instance = "/v1/images/" + receipt.id();
        if (receipt.outcome() == Outcome.failed) {
            String detail = (why == null ? "The work on the image failed." : why)
                    + " The original is kept. Tell the operator this imageId, or hand it in again later.";
            return write(headers, 500, "processing-failed", detail, instance, receipt.id());
        }
        int status = receipt.reason().equals("unsupported-format") ? 415 : 422;
        String detail = why == null ? Reasons.detail(receipt) : why + " " + Reasons.fix(receipt.reason());
        return write(headers, status, receipt.reason(), detail.strip(), instance, receipt.id());
    }

    /** Whether all of it is busy or away, so that the same request may succeed soon. */
    public byte[] comeAgain(@ExchangeException Exception e, @Headers Map<String, Object> headers) {
        boolean busy = e instanceof BusyException;
        LOG.warn("Answered 503 {}: {}", busy ? "busy" : "unavailable", e.toString());
        String detail = busy
                ? "All cores or all memory for images are in use. Try again after the time in Retry-After."
                : "A service that Darkroom depends on does not answer. Nothing was lost; try again.";
        byte[] body = write(headers, 503, busy ? "busy" : "unavailable", detail, path(headers), null);
        headers.put("Retry-After", RETRY_SECONDS);
        return body;
    }

    /** A bug of ours, outside the work on a picture. */
    public byte[] broken(@ExchangeException Exception e, @Headers Map<String, Object> headers) {
        LOG.error("Answered 500", e);
        return write(headers, 500, "processing-failed", OURS, path(headers), null);
    }

    /** Only an upload has lost its path by then: its headers were scrubbed behind the door. */
    private static Object path(Map<String, Object> headers) {
        return headers.getOrDefault(Exchange.HTTP_PATH, "/v1/images");
    }

    private byte[] write(
            Map<String, Object> headers, int status, String code, String detail, Object instance, UUID image) {
        headers.clear();
        headers.put(Exchange.HTTP_RESPONSE_CODE, status);
        headers.put("Content-Type", "application/problem+json");
        headers.put("Cache-Control", "no-store");
        try {
            byte[] body = json.writeValueAsBytes(document(status, code, detail, instance, image));
            // its sender may still be sending: the answer must be whole before the connection goes
            headers.put("Content-Length", body.length);
            return body;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The members of a problem document, in the order of the contract. */
    public static Map<String, Object> document(int status, String code, String detail, Object instance, UUID image) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:darkroom:problem:" + code);
        members.put("title", Reasons.title(code));
        members.put("status", status);
        members.put("detail", detail);
        if (instance != null) {
            members.put("instance", instance);
        }
        members.put("code", code);
        if (image != null) {
            members.put("imageId", image);
        }
        return members;
    }
}
