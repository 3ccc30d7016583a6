package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

class ServletErrorsTest {
    private final ServletErrors errors = new ServletErrors();

    @ParameterizedTest
    @CsvSource({
        "400, malformed-request",
        "404, not-found",
        "405, method-not-allowed",
        "406, malformed-request",
        "413, too-many-bytes",
        "431, malformed-request",
        "500, processing-failed",
        "503, busy"
    })
    void everyStatusOfTheContainerIsAProblemDocument(int status, String code) {
        ResponseEntity<Map<String, Object>> answer = errors.problem(error(status, "/v1/nope", null));
        assertThat(answer.getStatusCode().value()).isEqualTo(status);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer.getBody())
                .containsEntry("status", status)
                .containsEntry("code", code)
                .containsEntry("instance", "/v1/nope")
                .containsKeys("type", "title", "detail");
    }

    @Test
    void aRequestThatNoWorkerIsFreeForIsBusyWhateverTheContainerMadeOfIt() {
        Throwable shed = new ServletException(new IllegalStateException(new RejectedExecutionException("queue full")));
        ResponseEntity<Map<String, Object>> answer = errors.problem(error(500, "/v1/images", shed));
        assertThat(answer.getStatusCode().value()).isEqualTo(503);
        assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("1");
        assertThat(answer.getBody()).containsEntry("code", "busy");
    }

    @Test
    void noTextOfAnExceptionGetsOut() {
        Throwable bug = new ServletException("password=hunter2", new IllegalStateException("at com.acme"));
        assertThat(errors.problem(error(500, "/v1/images", bug)).getBody().toString())
                .doesNotContain("hunter2", "acme", "Exception");
    }

    @Test
    void whoAsksForTheErrorPageItselfFindsNothing() {
        ResponseEntity<Map<String, Object>> answer = errors.problem(new MockHttpServletRequest("GET", "/error"));
        assertThat(answer.getStatusCode().value()).isEqualTo(404);
        assertThat(answer.getBody()).containsEntry("code", "not-found");
    }

    private static MockHttpServletRequest error(int status, String path, Throwable exception) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/error");
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status);
        request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, path);
        request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, exception);
        return request;
    }
}
