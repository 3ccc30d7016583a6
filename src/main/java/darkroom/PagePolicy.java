package darkroom;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * What a browser may do with the pages that the app serves: take scripts, styles and pictures from here alone, and send to
 * here and to where large images go. Nothing inline, in no frame. Pages are asked for again each time, by the hash of their
 * bytes: files of a jar that is built reproducibly have one and the same date in every version. The API is left alone.
 */
final class PagePolicy extends ShallowEtagHeaderFilter {
    private final String policy;

    /** @param uploads scheme, host and port of S3 as browsers see it */
    PagePolicy(URI uploads) {
        this.policy =
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' "
                        + uploads + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /** Whether a request is for a page or a description, and none of the API's. */
    static boolean isPage(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/v1/");
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !isPage(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", policy);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-cache");
        super.doFilterInternal(request, response, chain);
    }
}
