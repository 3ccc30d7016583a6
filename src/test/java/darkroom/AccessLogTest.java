package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AccessLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Logger logger = (Logger) LoggerFactory.getLogger("darkroom.access-log");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(ch.qos.logback.classic.Level.INFO); // another test may have turned all off
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private MockHttpServletRequest request(String path, String id) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        if (id != null) {
            request.addHeader("X-Request-Id", id);
        }
        return request;
    }

    @Test
    void anIdThatWasSentComesBackAndStandsInTheLine() throws Exception {
        MockHttpServletRequest request = request("/v1/images/x", "order-4711.a_b");
        request.setAttribute(AccessLog.CUSTOMER, "demo");
        response.setStatus(404);
        new AccessLog(true, JSON).doFilter(request, response, new MockFilterChain());
        assertThat(response.getHeader("X-Request-Id")).isEqualTo("order-4711.a_b");
        JsonNode line = JSON.readTree(lines.list.get(0).getFormattedMessage());
        assertThat(line.get("id").asText()).isEqualTo("order-4711.a_b");
        assertThat(line.get("customer").asText()).isEqualTo("demo");
        assertThat(line.get("path").asText()).isEqualTo("/v1/images/x");
        assertThat(line.get("status").asInt()).isEqualTo(404);
        assertThat(line.get("millis").asLong()).isNotNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "x\r\nSet-Cookie: a", "\u00e9", "\"}"})
    void whatIsNoIdIsReplaced(String sent) throws Exception {
        new AccessLog(true, JSON).doFilter(request("/", sent), response, new MockFilterChain());
        assertThat(UUID.fromString(response.getHeader("X-Request-Id"))).isNotNull();
    }

    @Test
    void noCredentialIsInALine() throws Exception {
        MockHttpServletRequest request = request("/v1/shared/SEALED/x", null);
        request.addHeader("Authorization", "Bearer dk_12345678_secret");
        request.setQueryString("download=private.jpg");
        new AccessLog(true, JSON).doFilter(request, response, new MockFilterChain());
        assertThat(lines.list.get(0).getFormattedMessage())
                .contains("\"/v1/shared/...\"")
                .doesNotContain("SEALED", "dk_", "private");
    }

    @Test
    void withoutTheWishThereIsAnIdAndNoLine() throws Exception {
        new AccessLog(false, JSON).doFilter(request("/", null), response, new MockFilterChain());
        new AccessLog(false, JSON).refused(request("/", null), new MockHttpServletResponse());
        assertThat(response.getHeader("X-Request-Id")).isNotEmpty();
        assertThat(lines.list).isEmpty();
    }

    /** Found so: what Tomcat cannot read had an id that no line told of. */
    @Test
    void whatTheServerRefusesItselfHasALineOnceToo() throws Exception {
        AccessLog log = new AccessLog(true, JSON);
        MockHttpServletRequest unread = request("/v1/%2f", "probe");
        unread.setRequestURI(null);
        response.setStatus(400);
        log.refused(unread, response);
        assertThat(JSON.readTree(lines.list.get(0).getFormattedMessage())
                        .get("status")
                        .asInt())
                .isEqualTo(400);
        log.doFilter(request("/", null), response, new MockFilterChain());
        log.refused(unread, response);
        assertThat(lines.list).hasSize(2);
    }

    @Test
    void aLineIsADocumentOfItsOwn() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            new AccessLog(true, JSON).doFilter(request("/\u00e9", "one"), response, new MockFilterChain());
        } finally {
            System.setOut(before);
        }
        JsonNode line = JSON.readTree(written.toString(StandardCharsets.UTF_8));
        assertThat(line.get("id").asText()).isEqualTo("one");
        assertThat(Instant.parse(line.get("at").asText())).isBeforeOrEqualTo(Instant.now());
    }
}
