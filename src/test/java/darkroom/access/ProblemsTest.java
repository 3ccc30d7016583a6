package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.BadRequestException;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import imaging.BusyException;
import imaging.RejectedImageException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class ProblemsTest {
    private static final UUID ID = UUID.fromString("0190a4e0-0000-5000-8000-000000000001");

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final Problems problems = new Problems(json);
    private final Map<String, Object> headers = new HashMap<>(Map.of(
            "Authorization",
            "Bearer dk_12345678_secret",
            "Cookie",
            "session=secret",
            "Content-Type",
            "image/jpeg",
            "Content-Length",
            17L,
            Exchange.HTTP_PATH,
            "/v1/images/xyz"));

    @ParameterizedTest
    @CsvSource({
        "400, malformed-request",
        "400, unknown-recipe",
        "401, no-credential",
        "401, bad-credential",
        "403, not-allowed",
        "404, not-found",
        "409, in-progress",
        "409, locked",
        "410, expired",
        "413, too-many-bytes",
        "422, idempotency-key-reused"
    })
    void aRefusedRequestIsToldWithItsCode(int status, String code) throws IOException {
        byte[] body = problems.refused(new BadRequestException(code, status, "What, why and the fix."), headers);
        JsonNode problem = problem(body, status, code);
        assertThat(problem.get("detail").asText()).isEqualTo("What, why and the fix.");
        assertThat(problem.get("instance").asText()).isEqualTo("/v1/images/xyz");
        assertThat(problem.has("imageId")).isFalse();
    }

    @Test
    void whatIsInProgressIsToBeAskedForAgainSoon() {
        problems.refused(new BadRequestException("locked", 409, "x"), headers);
        assertThat(headers).doesNotContainKey("Retry-After");
        problems.refused(new BadRequestException("in-progress", 409, "x", 1), headers);
        assertThat(headers).containsEntry("Retry-After", 1L);
    }

    @Test
    void onlyWhoHasNoGoodCredentialIsAskedForOne() {
        problems.refused(new BadRequestException("bad-credential", 401, "x"), headers);
        assertThat(headers).containsEntry("WWW-Authenticate", "Bearer");
        problems.refused(new BadRequestException("not-found", 404, "x"), headers);
        assertThat(headers).doesNotContainKey("WWW-Authenticate");
    }

    @ParameterizedTest
    @CsvSource({
        "415, unsupported-format",
        "422, broken-image",
        "422, too-many-pixels",
        "422, too-many-frames",
        "422, too-many-scans"
    })
    void aRefusedPictureIsToldWithItsImageIdAndTheFix(int status, String code) throws IOException {
        Receipt receipt = receipt(Outcome.rejected, code);
        JsonNode problem = problem(problems.unfinished(receipt, "The numbers.", headers), status, code);
        assertThat(problem.get("imageId").asText()).isEqualTo(ID.toString());
        assertThat(problem.get("instance").asText()).isEqualTo("/v1/images/" + ID);
        assertThat(problem.get("detail").asText())
                .startsWith("The numbers. ")
                .endsWith(Reasons.fix(code))
                .hasSizeGreaterThan("The numbers. ".length());
    }

    @Test
    void aRefusalWithoutWordsIsToldFromItsReceipt() throws IOException {
        byte[] body = problems.unfinished(receipt(Outcome.rejected, "too-many-pixels"), null, headers);
        assertThat(problem(body, 422, "too-many-pixels").get("detail").asText())
                .contains("jpeg, 4000x3000, 17 bytes")
                .endsWith("Scale it down before sending it.");
    }

    @Test
    void aRepeatedRefusalSaysThatItIsOne() {
        headers.put("Idempotent-Replayed", "true");
        problems.unfinished(receipt(Outcome.rejected, "broken-image"), null, headers);
        assertThat(headers).containsEntry("Idempotent-Replayed", "true");
    }

    @Test
    void aFailedImageIsOursAndHasAnImageId() throws IOException {
        byte[] body = problems.unfinished(receipt(Outcome.failed, "processing-failed"), null, headers);
        assertThat(problem(body, 500, "processing-failed").get("imageId").asText())
                .isEqualTo(ID.toString());
    }

    @Test
    void aFailedImageNamesTheStepThatFailed() throws IOException {
        String why = "The step 'acme-card' returned null.";
        byte[] body = problems.unfinished(receipt(Outcome.failed, "processing-failed"), why, headers);
        assertThat(problem(body, 500, "processing-failed").get("detail").asText())
                .isEqualTo(why + " The original is kept. Tell the operator this imageId, or hand it in again later.");
    }

    static List<Exception> outages() {
        return List.of(
                SdkClientException.create("connect to 10.1.2.3:8333 refused"),
                new TimeoutException("10.1.2.3:9092 is away"),
                new SQLException("jdbc:clickhouse://user:pass@10.1.2.3 is away"),
                new IOException("/var/secret/path"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageIsUnavailableForNowAndTellsNothingOfWhatIsBehind(Exception outage) throws IOException {
        byte[] body = problems.comeAgain(outage, headers);
        assertThat(problem(body, 503, "unavailable").get("detail").asText()).doesNotContain("10.1.2.3", "pass", "/var");
        assertThat(headers).containsEntry("Retry-After", 5);
    }

    @Test
    void noMemoryForOneMoreIsBusy() throws Exception {
        Constructor<BusyException> busy = BusyException.class.getDeclaredConstructor(String.class);
        busy.setAccessible(true);
        byte[] body = problems.comeAgain(busy.newInstance("537 MB are taken"), headers);
        problem(body, 503, "busy");
        assertThat(headers).containsEntry("Retry-After", 5);
    }

    @Test
    void aBugTellsNothingOfItself() throws IOException {
        byte[] body = problems.broken(new IllegalStateException("password=hunter2"), headers);
        assertThat(problem(body, 500, "processing-failed").get("detail").asText())
                .doesNotContain("hunter2", "IllegalState");
    }

    @Test
    void whereThePathIsScrubbedItWasAnUpload() throws IOException {
        byte[] body = problems.broken(new IllegalStateException(), new HashMap<>());
        assertThat(json.readTree(body).get("instance").asText()).isEqualTo("/v1/images");
    }

    @Test
    void everyRefusalThatTheLibraryKnowsHasATitleAndAFix() {
        for (RejectedImageException.Code code : RejectedImageException.Code.values()) {
            String word = code.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(Reasons.title(word)).isNotEqualTo(word);
            assertThat(Reasons.fix(word)).isNotEmpty();
        }
    }

    private JsonNode problem(byte[] body, int status, String code) throws IOException {
        assertThat(headers)
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, status)
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Content-Length", body.length)
                .containsEntry("Cache-Control", "no-store");
        assertThat(headers.keySet())
                .as("nothing of the request is echoed")
                .isSubsetOf(Set.of(
                        Exchange.HTTP_RESPONSE_CODE,
                        "Content-Type",
                        "Content-Length",
                        "Cache-Control",
                        "Retry-After",
                        "WWW-Authenticate",
                        "Idempotent-Replayed"));
        JsonNode problem = json.readTree(body);
        assertThat(problem.fieldNames())
                .toIterable()
                .startsWith("type", "title", "status", "detail", "instance", "code");
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.get("type").asText()).endsWith(code);
        assertThat(problem.get("title").asText()).isNotEmpty().isNotEqualTo(code);
        return problem;
    }

    private static Receipt receipt(Outcome outcome, String reason) {
        Instant now = Instant.parse("2026-11-20T10:15:30Z");
        return new Receipt(
                ID,
                "demo",
                "http",
                "web@1",
                "imgscalr-4.2",
                outcome,
                reason,
                now,
                now,
                now,
                0,
                0,
                new Receipt.Original("jpeg", 4000, 3000, 1, 17L, "ab", null),
                List.of());
    }
}
