package darkroom;

import darkroom.access.TomcatProblems;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Requests that no worker is free for: counted, and told in a line of the log now and then. As an exception each would be a
 * page of it, written by those who have the least time for that. Thread-safe.
 */
final class Refusals extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Counter busy;
    private final LongSupplier nanoTime;
    private long untold;
    private long told;

    Refusals(MeterRegistry meters, LongSupplier nanoTime) {
        this.busy = Counter.builder("darkroom.http.refused")
                .description("Requests that were answered 503 before any work was done for them")
                .tag("reason", "busy")
                .register(meters);
        this.nanoTime = nanoTime;
        this.told = nanoTime.getAsLong() - QUIET_NANOS;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            if (!TomcatProblems.isShed(e) || response.isCommitted()) {
                throw e;
            }
            busy.increment();
            tell();
            request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, e); // by which its words are found
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private void tell() {
        long count;
        synchronized (this) {
            untold++;
            long now = nanoTime.getAsLong();
            if (now - told < QUIET_NANOS) {
                return;
            }
            told = now;
            count = untold;
            untold = 0;
        }
        LOG.warn(
                "Answered 503 busy: {} since the last such line. All workers are taken (darkroom.http.workers), or those of"
                        + " one customer, and so are the places to wait (darkroom.http.waiting)",
                count);
    }
}
