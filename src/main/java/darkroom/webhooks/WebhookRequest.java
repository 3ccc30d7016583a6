package darkroom.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Webhook;
import darkroom.request.JsonBody;
import darkroom.request.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
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

    /** @throws BadRequestException 400 malformed-request, with the field, its value and the fix; 413 too-many-bytes */
    static WebhookRequest parse(InputStream body, boolean allowHttp, ObjectMapper json) throws IOException {
        JsonBody description = new JsonBody(json, FIELDS, EXAMPLE);
        JsonNode request = description.object(body);
        JsonNode url = request.path("url");
        if (!url.isTextual()) {
            throw description.malformed(
                    url.isMissingNode()
                            ? "The field url is missing"
                            : "The field url is no text, but " + Shown.text(url.toString()));
        }
        return new WebhookRequest(EndpointUrl.check(url.textValue(), allowHttp), events(request.path("events")));
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
            throw BadRequestException.malformed(
                    "The field events is no list of some of " + String.join(", ", Webhook.EVENTS) + ", but "
                            + Shown.text(events.toString()) + "; leave it out to be told of all.");
        }
        return wanted;
    }
}
