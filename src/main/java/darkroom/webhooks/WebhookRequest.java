package darkroom.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Webhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a customer tells of a webhook that it wants.
 *
 * @param events all where the customer has named none
 */
record WebhookRequest(URI url, Set<String> events) {
    private static final List<String> FIELDS = List.of("url", "events");
    private static final String EXAMPLE = "Send {\"url\": \"https://example.com/webhooks\"}.";

    /** @throws BadRequestException 400 malformed-request, with the field and the fix */
    static WebhookRequest parse(byte[] body, boolean allowHttp, ObjectMapper json) {
        JsonNode request = read(body, json);
        for (Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
            if (!FIELDS.contains(names.next())) {
                throw malformed("There is a field besides " + String.join(", ", FIELDS) + ". " + EXAMPLE);
            }
        }
        JsonNode url = request.path("url");
        if (!url.isTextual()) {
            throw malformed("The field url is " + (url.isMissingNode() ? "missing" : "no text") + ". " + EXAMPLE);
        }
        return new WebhookRequest(EndpointUrl.check(url.textValue(), allowHttp), events(request.path("events")));
    }

    private static JsonNode read(byte[] body, ObjectMapper json) {
        try {
            JsonNode request = json.readTree(body);
            if (request != null && request.isObject()) {
                return request;
            }
        } catch (JsonProcessingException e) {
            // told below, together with what is JSON and no object
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no stream to break
        }
        throw malformed("The body is no JSON object. " + EXAMPLE);
    }

    private static Set<String> events(JsonNode events) {
        if (events.isMissingNode() || events.isNull()) {
            return Webhook.EVENTS;
        }
        Set<String> wanted = new TreeSet<>();
        for (JsonNode event : events) {
            wanted.add(event.asText());
        }
        if (!events.isArray() || wanted.isEmpty() || !Webhook.EVENTS.containsAll(wanted)) {
            throw malformed("The field events is no list of some of " + String.join(", ", Webhook.EVENTS)
                    + "; leave it out to be told of all.");
        }
        return wanted;
    }

    private static BadRequestException malformed(String detail) {
        return new BadRequestException("malformed-request", 400, detail);
    }
}
