package darkroom;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

/**
 * Tells browsers what pages of listed origins may do, and of others nothing, for which browsers keep the answer from the page.
 * No request is refused for its origin: behind a proxy that ends TLS the app's own pages have one that looks foreign, and
 * credentials are no cookies. Thread-safe.
 */
final class ListedOrigins extends DefaultCorsProcessor {
    @Override
    public boolean processRequest(CorsConfiguration listed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        super.processRequest(listed, request, response);
        return true; // what only asks what it may do is answered by the filter, which goes no further with it
    }

    @Override
    protected void rejectRequest(ServerHttpResponse response) {}
}
