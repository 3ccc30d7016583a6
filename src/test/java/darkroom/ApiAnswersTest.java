package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds the app's answers against the description sees what is wrong with them. */
class ApiAnswersTest {
    private static final String ID = "01900000-0000-7000-8000-000000000001";
    private static final String WAITING = "{\"id\":\"" + ID + "\",\"status\":\"waiting\",\"recipe\":\"web\","
            + "\"receivedAt\":\"2026-11-26T08:00:00.120Z\",\"bytes\":5,\"variants\":2,\"stored\":0,\"href\":\"/v1/images/"
            + ID + "\"}";
    private static final String PROBLEM = "{\"type\":\"urn:darkroom:problem:not-found\",\"title\":\"t\",\"status\":404,"
            + "\"detail\":\"d\",\"instance\":\"/x\",\"code\":\"not-found\"}";
    private static final Map<String, String> JSON =
            Map.of("Content-Type", "application/json", "Location", "/v1/images/" + ID, "retry-after", "1");

    private final ApiAnswers api = new ApiAnswers();

    private List<String> faults(String method, String path, int status, Map<String, String> headers, String body) {
        Map<String, List<String>> all = new java.util.HashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return api.faults(method, path, status, all, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsDescribedIsRight() {
        assertThat(faults("GET", "/v1/images/" + ID, 202, JSON, WAITING)).isEmpty();
        assertThat(faults("HEAD", "/v1/images/" + ID, 202, JSON, "")).isEmpty();
        Map<String, String> problem = Map.of("Content-Type", "application/problem+json");
        assertThat(faults("GET", "/v1/images/" + ID, 404, problem, PROBLEM)).isEmpty();
        assertThat(faults("PATCH", "/v1/images", 405, problem, PROBLEM)).isEmpty();
        assertThat(faults("GET", "/nothing", 404, problem, PROBLEM)).isEmpty();
        assertThat(faults("GET", "/", 200, Map.of("Content-Type", "text/html"), "<p>"))
                .isEmpty();
    }

    @Test
    void whatIsNotDescribedIsWrong() {
        String image = "/v1/images/" + ID;
        assertThat(faults("GET", image, 299, JSON, WAITING))
                .singleElement()
                .asString()
                .contains("299");
        assertThat(faults("GET", image, 202, JSON, WAITING.replace("\"bytes\":5,", "")))
                .singleElement()
                .asString()
                .contains("bytes");
        assertThat(faults("GET", image, 202, JSON, WAITING.replace("\"bytes\":5", "\"bytes\":5,\"size\":5")))
                .singleElement()
                .asString()
                .contains("size");
        assertThat(faults("GET", image, 202, JSON, WAITING.replace("\"waiting\"", "\"late\"")))
                .isNotEmpty();
        assertThat(faults("GET", image, 202, JSON, WAITING.replace("2026-11-26T", "26 November ")))
                .isNotEmpty();
        assertThat(faults("GET", image, 202, Map.of("Content-Type", "text/plain", "Retry-After", "1"), WAITING))
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("Location"))
                .anySatisfy(fault -> assertThat(fault).contains("text/plain"));
        assertThat(faults("GET", "/nothing", 404, Map.of("Content-Type", "text/html"), "<h1>404"))
                .isNotEmpty();
    }
}
