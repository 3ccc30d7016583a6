package darkroom.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import darkroom.model.BadRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request's body that describes something: one JSON object, of fields that are known, each of them once. Immutable.
 */
public final class JsonBody {
    /** The most that a description may have. */
    static final int MOST_BYTES = 16_384;

    /** Jackson's own way to tell a place, of which nobody learns anything here. */
    private static final Pattern WHERE = Pattern.compile(" \\(start marker at .*", Pattern.DOTALL);

    private final ObjectReader reader;
    private final List<String> fields;
    private final String example;

    /**
     * @param fields that there are
     * @param example what to send instead of what is wrong, a sentence
     */
    public JsonBody(ObjectMapper json, List<String> fields, String example) {
        this.reader = json.reader()
                .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.fields = List.copyOf(fields);
        this.example = example;
    }

    /**
     * What a body says.
     *
     * @throws BadRequestException 400 malformed-request, with what is wrong and the example; 413 too-many-bytes
     */
    public JsonNode object(InputStream body) throws IOException {
        return known(bytes(body));
    }

    /**
     * The same, where the body may be nothing at all.
     *
     * @throws BadRequestException as {@link #object}
     */
    public Optional<JsonNode> objectOrNothing(InputStream body) throws IOException {
        byte[] bytes = bytes(body);
        return bytes.length == 0 ? Optional.empty() : Optional.of(known(bytes));
    }

    private JsonNode known(byte[] body) {
        JsonNode said = read(body);
        if (!said.isObject()) {
            throw malformed("The body is no JSON object");
        }
        said.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw malformed("There is no field '" + Shown.text(name) + "'; there "
                        + (fields.size() == 1 ? "is " : "are ") + String.join(", ", fields));
            }
        });
        return said;
    }

    private byte[] bytes(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new BadRequestException(
                    "too-many-bytes",
                    413,
                    "This body is a description in JSON, of " + MOST_BYTES + " bytes at most. " + example);
        }
        return bytes;
    }

    /** A node that is missing where there is nothing but white space. */
    private JsonNode read(byte[] body) {
        try {
            return reader.readTree(body);
        } catch (JsonProcessingException e) {
            throw malformed("The body cannot be read as JSON: "
                    + Shown.text(WHERE.matcher(e.getOriginalMessage()).replaceAll("")));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no stream to break
        }
    }

    /** @param what is wrong, without a full stop */
    public BadRequestException malformed(String what) {
        return BadRequestException.malformed(what + ". " + example);
    }
}
