package darkroom.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a client tells of a large image that it wants to send.
 *
 * @param recipe null = the default one
 * @param sha256 of the bytes, lower-case hex, which S3 then checks; null where the client has not said
 */
record UploadRequest(long bytes, String recipe, String contentType, String sha256) {
    private static final List<String> FIELDS = List.of("bytes", "recipe", "contentType", "sha256");
    private static final Pattern TYPE = Pattern.compile("[a-z]{1,32}/[a-z0-9][a-z0-9.+-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws BadRequestException 400 malformed-request, with the field, its value and the fix */
    static UploadRequest parse(byte[] body, ObjectMapper json) {
        JsonNode request = read(body, json);
        for (Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw malformed(
                        "There is no field '" + Shown.text(name) + "'; there are " + String.join(", ", FIELDS) + ".");
            }
        }
        JsonNode bytes = request.path("bytes");
        if (!bytes.canConvertToExactIntegral() || !bytes.canConvertToLong() || bytes.longValue() < 1) {
            throw malformed("The field bytes has " + Shown.text(bytes.isMissingNode() ? "nothing" : bytes.toString())
                    + "; give the size of the file, a whole number of at least 1.");
        }
        String type = text(request, "contentType", TYPE, "a media type such as image/jpeg");
        return new UploadRequest(
                bytes.longValue(),
                text(request, "recipe", null, "the name of a recipe"),
                type == null ? "application/octet-stream" : type.toLowerCase(Locale.ROOT),
                text(request, "sha256", SHA256, "64 lower-case hexadecimal digits"));
    }

    private static JsonNode read(byte[] body, ObjectMapper json) {
        try {
            JsonNode request = json.readTree(body);
            if (request != null && request.isObject()) {
                return request;
            }
        } catch (JsonProcessingException e) {
            throw malformed("The body is no JSON (" + Shown.text(e.getOriginalMessage())
                    + "). Send {\"bytes\": 123456, \"recipe\": \"web\"}.");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e); // there is no stream to break
        }
        throw malformed("The body is no JSON object. Send {\"bytes\": 123456, \"recipe\": \"web\"}.");
    }

    private static String text(JsonNode request, String field, Pattern form, String what) {
        JsonNode value = request.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || (form != null && !form.matcher(value.textValue()).matches())) {
            throw malformed("The field " + field + " has " + Shown.text(value.toString()) + "; give " + what + ".");
        }
        return value.textValue();
    }

    private static BadRequestException malformed(String detail) {
        return new BadRequestException("malformed-request", 400, detail);
    }
}
