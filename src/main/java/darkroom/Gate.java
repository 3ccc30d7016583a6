package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.access.Access;
import darkroom.access.Problems;
import darkroom.access.ShareLinks;
import darkroom.access.quota.Admission;
import darkroom.access.quota.Quotas;
import darkroom.access.quota.Rate;
import darkroom.model.BadRequestException;
import darkroom.request.Postponed;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Before a request takes a worker: a credential that is none is refused, and so is who has had enough. A shared link is one of
 * its customer's, whose limits it has and in whose line it waits, whoever opens it. A request without a credential goes on, for
 * the routes say which need one. Thread-safe.
 *
 * <p>What is left of a limit is told in {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers),
 * and in the three headers of its earlier versions, which more clients know.
 */
final class Gate extends OncePerRequestFilter {
    private static final ThreadLocal<String> CUSTOMER = new ThreadLocal<>();

    private static final String TOO_MANY =
            "This link is opened too often, or too often at once. Try again after the time in Retry-After.";
    private static final Set<String> TO_LOOK = Set.of("GET", "HEAD");

    private final Access access;
    private final ShareLinks links;
    private final Quotas quotas;
    private final ObjectMapper json;

    Gate(Access access, ShareLinks links, Quotas quotas, ObjectMapper json) {
        this.access = access;
        this.links = links;
        this.quotas = quotas;
        this.json = json;
    }

    /** Whose request the current thread hands over to the workers; empty = nobody's. */
    static String customer() {
        String customer = CUSTOMER.get();
        return customer == null ? "" : customer;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return PagePolicy.isPage(request) || (request.getHeader("Authorization") == null && !isLink(request));
    }

    private static boolean isLink(HttpServletRequest request) {
        return request.getRequestURI().startsWith(ShareLinks.PATH) && TO_LOOK.contains(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean link = isLink(request);
        String customer;
        try {
            customer = link
                    ? links.open(request.getRequestURI().substring(ShareLinks.PATH.length()))
                            .customer()
                    : access.verify(request).customer();
        } catch (BadRequestException refused) {
            if (refused.status() == 401) {
                response.setHeader("WWW-Authenticate", "Bearer");
            }
            refuse(request, response, refused.status(), refused.code(), refused.getMessage());
            return;
        } catch (IOException | KafkaException away) {
            chain.doFilter(request, response); // the route asks again, and words what is away
            return;
        }
        request.setAttribute(AccessLog.CUSTOMER, customer);
        Admission admission = admit(customer, request);
        if (!link) { // who has one is to learn nothing of whose it is
            tell(response, admission.rate());
        }
        if (!admission.isGranted()) {
            response.setHeader("Retry-After", Long.toString(admission.retryAfterSeconds()));
            refuse(request, response, 429, admission.code(), link ? TOO_MANY : admission.detail());
            return;
        }
        CUSTOMER.set(customer);
        try {
            RequestEnd.pass(request, response, chain, admission::close);
        } finally {
            CUSTOMER.remove();
        }
    }

    /** Where a quota is used up, an upload that may have been accepted before is let in with its refusal. */
    private Admission admit(String customer, HttpServletRequest request) {
        Admission admission = quotas.admit(customer, isUpload(request));
        if (!"quota-used-up".equals(admission.code()) || request.getHeader("Idempotency-Key") == null) {
            return admission;
        }
        Postponed.keep(
                request,
                new BadRequestException(admission.code(), 429, admission.detail(), admission.retryAfterSeconds()));
        return quotas.admitToAsk(customer, admission);
    }

    private static boolean isUpload(HttpServletRequest request) {
        return "POST".equals(request.getMethod())
                && (request.getRequestURI().equals("/v1/images")
                        || request.getRequestURI().equals("/v1/uploads"));
    }

    private static void tell(HttpServletResponse response, Rate rate) {
        if (rate == null) {
            return;
        }
        response.setHeader("RateLimit-Policy", "\"requests\";q=" + rate.limit() + ";w=" + rate.windowSeconds());
        response.setHeader("RateLimit", "\"requests\";r=" + rate.remaining() + ";t=" + rate.resetSeconds());
        response.setHeader("RateLimit-Limit", Long.toString(rate.limit()));
        response.setHeader("RateLimit-Remaining", Long.toString(rate.remaining()));
        response.setHeader("RateLimit-Reset", Long.toString(rate.resetSeconds()));
    }

    private void refuse(
            HttpServletRequest request, HttpServletResponse response, int status, String code, String detail)
            throws IOException {
        byte[] body = json.writeValueAsBytes(Problems.document(status, code, detail, request.getRequestURI(), null));
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        // its sender may still be sending: the answer must be whole before the connection goes
        response.setContentLength(body.length);
        if (!"HEAD".equals(request.getMethod())) {
            response.getOutputStream().write(body);
        }
        response.flushBuffer();
    }
}
