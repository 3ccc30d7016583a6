package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.access.Problems;
import darkroom.intake.HttpDoor;
import darkroom.intake.Originals;
import darkroom.model.BadRequestException;
import darkroom.model.FinishedImage;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import imaging.MemoryBudget;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.web.MockHttpServletRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FromHttpRouteTest extends RouteTest {
    private static final byte[] BYTES = {1};

    private final AtomicInteger bodiesRead = new AtomicInteger();
    private final MemoryBudget memory = new MemoryBudget(2 << 20, Duration.ofMillis(50));

    FromHttpRouteTest() {
        super(List.of("from-http", "answer-http", "reply-http", "errors"), List.of("process", "park"), "from-http");
    }

    /** Stands for the registry of customers, which lies in Kafka. */
    public static final class Credentials {
        public String upload(@Header("Authorization") String authorization) {
            if (!"Bearer right".equals(authorization)) {
                throw new BadRequestException("bad-credential", 401, "The key is not known.");
            }
            return "demo";
        }
    }

    @Override
    Map<String, Object> beans() {
        return Map.of(
                "access", new Credentials(),
                "httpDoor", new HttpDoor(recipes, 10, new Originals(memory, 10), null, Clock.systemUTC()),
                "problems", new Problems(Samples.JSON));
    }

    @BeforeEach
    void theWorkGoesWell() {
        neighbour("process")
                .whenAnyExchangeReceived(e -> e.getMessage().setBody(Samples.receipt("http", Outcome.ok, null)));
    }

    @Test
    void anUploadIsAnsweredWithItsReceipt() throws IOException {
        Exchange answer = upload(Map.of());
        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo("201");
        assertThat(answer.getMessage().getHeaders()).doesNotContainKey("Idempotent-Replayed");
        assertThat(Samples.JSON
                        .readValue(answer.getMessage().getBody(byte[].class), Receipt.class)
                        .id())
                .isEqualTo(Samples.ID);
        IntakeImage image = only(neighbour("process")).getMessage().getBody(IntakeImage.class);
        assertThat(only(neighbour("process")).getVariable("turn"))
                .as("may wait for its customer's turn")
                .isEqualTo("true");
        assertThat(image.customer()).isEqualTo("demo");
        assertThat(image.bytes()).isEqualTo(BYTES);
    }

    @Test
    void noHeaderOfASenderGetsBehindTheDoorOrBack() {
        Exchange answer = upload(Samples.EVIL);
        assertThat(answer.getMessage().getHeaders())
                .doesNotContainKeys(Samples.EVIL.keySet().toArray(String[]::new));
        answer = upload(without(Samples.EVIL, "Authorization"));
        assertThat(only(neighbour("process")).getMessage().getHeaders()).isEmpty();
        assertThat(answer.getMessage().getHeaders())
                .doesNotContainKeys(Samples.EVIL.keySet().toArray(String[]::new))
                .doesNotContainKey("Authorization");
    }

    @Test
    void whoHasNoGoodCredentialIsRefusedUnread() throws IOException {
        Exchange answer = upload(Map.of("Authorization", "Bearer wrong"));
        assertThat(problem(answer, 401)).isEqualTo("bad-credential");
        assertThat(answer.getMessage().getHeaders()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(bodiesRead).hasValue(0);
        assertThat(neighbour("process").getReceivedCounter()).isZero();
    }

    @Test
    void whoDeclaresTooMuchIsRefusedUnread() throws IOException {
        assertThat(problem(upload(Map.of("Content-Length", "11")), 413)).isEqualTo("too-many-bytes");
        assertThat(bodiesRead).hasValue(0);
    }

    @Test
    void theSameRequestAgainGetsTheSameAnswerAndSaysSo() {
        neighbour("process").whenAnyExchangeReceived(e -> seenBefore(e, BYTES));
        Exchange answer = upload(Map.of("Idempotency-Key", "order-1"));
        assertThat(answer.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, "201")
                .containsEntry("Idempotent-Replayed", "true");
    }

    @Test
    void whoPrefersAnAnswerBeforeTheWorkGetsOne() {
        upload(Map.of("Prefer", "respond-async"));
        assertThat(only(neighbour("park"))
                        .getMessage()
                        .getBody(IntakeImage.class)
                        .bytes())
                .isEqualTo(BYTES);
        assertThat(only(neighbour("park")).getMessage().getHeaders()).isEmpty();
        assertThat(neighbour("process").getReceivedCounter()).isZero();
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() throws IOException {
        neighbour("process").whenAnyExchangeReceived(e -> seenBefore(e, new byte[] {9}));
        Exchange answer = upload(Map.of("Idempotency-Key", "order-1"));
        assertThat(problem(answer, 422)).isEqualTo("idempotency-key-reused");
        assertThat(answer.getMessage().getHeaders()).doesNotContainKey("Idempotent-Replayed");
    }

    /** Nothing was stored when this replica looked, but the archive then had the receipt of another one. */
    @Test
    void whoWasFirstWithAnotherBodyOnAnotherReplicaCounts() throws IOException {
        FinishedImage ours = new FinishedImage(List.of(), Samples.receiptOf(BYTES), null);
        neighbour("process").whenAnyExchangeReceived(e -> {
            e.setVariable("finished", ours);
            e.getMessage().setBody(Samples.receiptOf(new byte[] {9}));
        });
        assertThat(problem(upload(Map.of("Idempotency-Key", "order-1")), 422)).isEqualTo("idempotency-key-reused");
    }

    @Test
    void aKeyIsFreeAgainAfterItsRequest() {
        for (int i = 0; i < 3; i++) {
            assertThat(upload(Map.of("Idempotency-Key", "order-1")).getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isEqualTo("201");
        }
    }

    @Test
    void withoutMemoryAnUploadIsToldToComeAgainUnread() throws IOException {
        memory.reserve(2 << 20);
        Exchange answer = upload(Map.of("Content-Length", "1"));
        assertThat(problem(answer, 503)).isEqualTo("busy");
        assertThat(answer.getMessage().getHeaders()).containsKey("Retry-After");
        assertThat(bodiesRead).hasValue(0);
    }

    @Test
    void itsMemoryIsGivenBackHoweverAnUploadEnds() throws IOException {
        assertThat(problem(upload(Map.of("Content-Length", "2")), 400)).isEqualTo("malformed-request");
        memory.reserve(2 << 20).release();
        upload(Map.of("Content-Length", "1"));
        memory.reserve(2 << 20).release();
        neighbour("process").whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("anything");
        });
        assertThat(problem(upload(Map.of("Content-Length", "1")), 500)).isEqualTo("processing-failed");
        memory.reserve(2 << 20).release();
    }

    static List<Exception> outages() {
        return List.of(SdkClientException.create("S3 is away"), new TimeoutException("Kafka is away"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageIsToComeAgain(Exception outage) throws IOException {
        neighbour("process").whenAnyExchangeReceived(e -> {
            throw outage;
        });
        Exchange answer = upload(Map.of());
        assertThat(problem(answer, 503)).isEqualTo("unavailable");
        assertThat(answer.getMessage().getHeaders()).containsKey("Retry-After");
    }

    /** What fails inside of a split comes wrapped. */
    @Test
    void whereOneOfSeveralVariantsIsNotStoredAnUploadIsToComeAgain() throws IOException {
        for (Exception refused : List.of(
                S3Exception.builder().statusCode(503).message("SlowDown").build(),
                NoSuchKeyException.builder().statusCode(404).build(),
                SdkClientException.create("connection reset"))) {
            neighbour("process").whenAnyExchangeReceived(e -> {
                throw new CamelExchangeException("Multicast processing failed for number 1.", e, refused);
            });
            Exchange answer = upload(Map.of());
            assertThat(problem(answer, 503)).as(refused.toString()).isEqualTo("unavailable");
            assertThat(answer.getMessage().getHeaders()).containsKey("Retry-After");
        }
    }

    @Test
    void aBugInsideOfASplitIsABug() throws IOException {
        neighbour("process").whenAnyExchangeReceived(e -> {
            throw new CamelExchangeException(
                    "Multicast processing failed for number 1.", e, new IllegalStateException());
        });
        assertThat(problem(upload(Map.of()), 500)).isEqualTo("processing-failed");
    }

    @Test
    void aBugIsAProblemToo() throws IOException {
        neighbour("process").whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("password=hunter2");
        });
        Exchange answer = upload(Map.of());
        assertThat(problem(answer, 500)).isEqualTo("processing-failed");
        assertThat(answer.getMessage().getBody(String.class)).doesNotContain("hunter2");
    }

    /** As process leaves it when the archive has the receipt: of these bytes, under the same recipe. */
    private static void seenBefore(Exchange exchange, byte[] original) {
        Receipt first = Samples.receiptOf(original);
        exchange.setVariable("receipt", first);
        exchange.getMessage().setBody(first);
    }

    private static String problem(Exchange answer, int status) throws IOException {
        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, status)
                .containsEntry("Content-Type", "application/problem+json");
        JsonNode problem = Samples.JSON.readTree(answer.getMessage().getBody(byte[].class));
        return problem.get("code").asText();
    }

    private static Map<String, Object> without(Map<String, Object> headers, String name) {
        Map<String, Object> rest = new HashMap<>(headers);
        rest.remove(name);
        return rest;
    }

    private Exchange upload(Map<String, Object> headers) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/images") {
            @Override
            public ServletInputStream getInputStream() {
                bodiesRead.incrementAndGet();
                return super.getInputStream();
            }
        };
        request.addHeader("Transfer-Encoding", "chunked");
        request.setContent(BYTES);
        return template.send("direct:door", e -> {
            e.getMessage().setHeader("CamelHttpServletRequest", request);
            e.getMessage().setHeader("Authorization", "Bearer right");
            headers.forEach(e.getMessage()::setHeader);
        });
    }
}
