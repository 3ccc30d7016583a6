package darkroom.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.request.JsonBody;
import darkroom.request.Shown;
import java.io.IOException;
import java.io.InputStream;
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

    private static final String EXAMPLE = "Describe an image, such as {\"bytes\": 123456, \"recipe\": \"web\"};"
            + " the image itself goes to the url of the answer.";

    private static final Pattern TYPE = Pattern.compile("[a-z]{1,32}/[a-z0-9][a-z0-9.+-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws BadRequestException 400 malformed-request, with the field, its value and the fix; 413 too-many-bytes */
    static UploadRequest parse(InputStream body, ObjectMapper json) throws IOException {
        JsonNode request = new JsonBody(json, FIELDS, EXAMPLE).object(body);
        JsonNode bytes = request.path("bytes");
        if (!bytes.canConvertToExactIntegral() || !bytes.canConvertToLong() || bytes.longValue() < 1) {
            throw BadRequestException.malformed(
                    "The field bytes has " + Shown.text(bytes.isMissingNode() ? "nothing" : bytes.toString())
                            + "; give the size of the file, a whole number of at least 1.");
        }
        String type = text(request, "contentType", TYPE, "a media type such as image/jpeg");
        return new UploadRequest(
                bytes.longValue(),
                text(request, "recipe", null, "the name of a recipe"),
                type == null ? "application/octet-stream" : type.toLowerCase(Locale.ROOT),
                text(request, "sha256", SHA256, "64 lower-case hexadecimal digits"));
    }

    private static String text(JsonNode request, String field, Pattern form, String what) {
        JsonNode value = request.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || (form != null && !form.matcher(value.textValue()).matches())) {
            throw BadRequestException.malformed(
                    "The field " + field + " has " + Shown.text(value.toString()) + "; give " + what + ".");
        }
        return value.textValue();
    }
}
