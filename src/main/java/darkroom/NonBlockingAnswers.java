package darkroom;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Pages and descriptions are handed to anybody, by Tomcat's own threads, which every request needs for a moment. Each is small:
 * it is made in memory and then written without blocking, so that whoever does not read it holds a connection and no thread.
 * The API is left alone: its answers are written by workers, of which nobody has all. Thread-safe.
 */
final class NonBlockingAnswers extends OncePerRequestFilter {
    private final Duration most;

    /** @param most time for an answer to be read; then the connection is cut */
    NonBlockingAnswers(Duration most) {
        this.most = most;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !"GET".equals(request.getMethod()) || !PagePolicy.isPage(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, answer);
        byte[] bytes = answer.getContentAsByteArray();
        if (bytes.length == 0 || response.isCommitted()) {
            return;
        }
        response.setContentLength(bytes.length);
        AsyncContext exchange = request.startAsync(request, response);
        exchange.setTimeout(most.toMillis());
        exchange.addListener(new Cut(request));
        ServletOutputStream out = response.getOutputStream();
        out.setWriteListener(new Write(exchange, out, bytes));
    }

    /** One thread at a time, as the container calls it. */
    private static final class Write implements WriteListener {
        private final AsyncContext exchange;
        private final ServletOutputStream out;
        private byte[] left;

        Write(AsyncContext exchange, ServletOutputStream out, byte[] bytes) {
            this.exchange = exchange;
            this.out = out;
            this.left = bytes;
        }

        @Override
        public void onWritePossible() throws IOException {
            if (left != null && out.isReady()) {
                byte[] all = left;
                left = null;
                out.write(all); // what the socket does not take now, the container writes when it does
            }
            if (left == null && out.isReady()) {
                exchange.complete();
            }
        }

        @Override
        public void onError(Throwable gone) {
            exchange.complete();
        }
    }

    private record Cut(HttpServletRequest request) implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            RawBody.cut(request, new IOException("nobody reads the answer"));
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
