package darkroom;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a filter has to do when a request is over, which may be long after the filter itself. */
final class RequestEnd {
    private RequestEnd() {}

    /**
     * Passes a request on.
     *
     * @param end is run once, however and whenever the request ends
     */
    static void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Runnable end)
            throws IOException, ServletException {
        boolean later = false;
        try {
            chain.doFilter(request, response);
            later = request.isAsyncStarted();
            if (later) {
                request.getAsyncContext().addListener(new Listener(end));
            }
        } finally {
            if (!later) {
                end.run();
            }
        }
    }

    private record Listener(Runnable end) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            end.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // the container completes it then
        }

        @Override
        public void onError(AsyncEvent event) {
            // likewise
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
