package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadRequestTest {
    @Test
    void aSizeIsEnough() throws IOException {
        assertThat(parse("{\"bytes\": 5}")).isEqualTo(new UploadRequest(5, null, "application/octet-stream", null));
    }

    @Test
    void everythingThatMayBeTold() throws IOException {
        String sha256 = "0123456789abcdef".repeat(4);
        assertThat(parse(
                        "{\"bytes\": 300000000, \"recipe\": \"print\", \"contentType\": \"image/svg+xml\", \"sha256\": \""
                                + sha256 + "\"}"))
                .isEqualTo(new UploadRequest(300_000_000, "print", "image/svg+xml", sha256));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                    | no JSON object
                    []                                    | no JSON object
                    {                                     | JSON: Unexpected end-of-input: expected close marker for Object. Describe
                    {"bytes": 5, "bytes": 6}              | Duplicate field 'bytes'
                    {"bytes": 5} {}                       | The body cannot be read as JSON: Trailing token
                    {}                                    | The field bytes has nothing
                    {"bytes": 0}                          | The field bytes has 0
                    {"bytes": -5}                         | The field bytes has -5
                    {"bytes": 1.5}                        | The field bytes has 1.5
                    {"bytes": "5"}                        | The field bytes has "5"
                    {"bytes": 99999999999999999999}       | The field bytes has 99999999999999999999
                    {"bytes": 5, "size": 5}               | There is no field 'size'; there are bytes, recipe
                    {"bytes": 5, "recipe": 7}             | The field recipe has 7
                    {"bytes": 5, "contentType": "jpeg"}   | The field contentType has "jpeg"; give a media type
                    {"bytes": 5, "contentType": "a/b\\r\\nx: y"} | The field contentType has
                    {"bytes": 5, "sha256": "ABC"}         | The field sha256 has "ABC"; give 64
                    """)
    void everythingElseIsToldByItsFieldAndValue(String body, String told) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining(told);
    }

    private static UploadRequest parse(String body) throws IOException {
        return UploadRequest.parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), new ObjectMapper());
    }
}
