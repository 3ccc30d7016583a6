package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

class ListedOriginsTest {
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    /** @return whether it went on */
    private boolean passes(HttpServletRequest request) throws Exception {
        CorsConfiguration listed = new CorsConfiguration();
        listed.setAllowedOrigins(List.of("https://app.example.com"));
        listed.setAllowedMethods(List.of("GET", "POST"));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/v1/**", listed);
        CorsFilter filter = new CorsFilter(source);
        filter.setCorsProcessor(new ListedOrigins());
        MockFilterChain chain = new MockFilterChain();
        filter.doFilter(request, response, chain);
        return chain.getRequest() != null;
    }

    private static MockHttpServletRequest request(String method, String origin) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, "/v1/images");
        request.addHeader("Host", "d.example.com");
        request.addHeader("Origin", origin);
        return request;
    }

    /** The first is the app's own behind a proxy that ends TLS. */
    @ParameterizedTest
    @CsvSource({
        "https://d.example.com, false",
        "https://evil.example.com, false",
        "null, false",
        "http://[::, false",
        "https://app.example.com, true"
    })
    void everyOriginsRequestGoesOnAndAListedOneIsTold(String origin, boolean listed) throws Exception {
        assertThat(passes(request("POST", origin))).isTrue();
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getHeader("Access-Control-Allow-Origin")).isEqualTo(listed ? origin : null);
        assertThat(response.getHeaders("Vary")).contains("Origin");
        assertThat(response.getContentAsByteArray()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, POST, true",
        "https://app.example.com, PATCH, false",
        "https://evil.example.com, POST, false"
    })
    void whoAsksWhatItMayIsAnsweredWithHeadersOrWithout(String origin, String method, boolean may) throws Exception {
        MockHttpServletRequest preflight = request("OPTIONS", origin);
        preflight.addHeader("Access-Control-Request-Method", method);
        assertThat(passes(preflight)).isFalse();
        assertThat(response.getHeaderNames().stream().anyMatch(name -> name.startsWith("Access-Control-Allow")))
                .isEqualTo(may);
        assertThat(response.getContentAsByteArray()).isEmpty();
    }

    @Test
    void whoAsksWhereNoOriginIsListedIsAnsweredTheSameWay() throws Exception {
        MockHttpServletRequest preflight = request("OPTIONS", "https://evil.example.com");
        preflight.addHeader("Access-Control-Request-Method", "POST");
        CorsFilter filter = new CorsFilter(new UrlBasedCorsConfigurationSource());
        filter.setCorsProcessor(new ListedOrigins());
        MockFilterChain chain = new MockFilterChain();
        filter.doFilter(preflight, response, chain);
        assertThat(chain.getRequest()).isNull();
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentAsByteArray()).isEmpty();
        assertThat(response.getHeader("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void whatComesFromNoPageIsLeftAlone() throws Exception {
        assertThat(passes(new MockHttpServletRequest("GET", "/v1/images"))).isTrue();
        assertThat(response.getHeader("Access-Control-Allow-Origin")).isNull();
    }
}
