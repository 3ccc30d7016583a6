package darkroom;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * The body of a request, whose breaking off is an exception and nothing else. Tomcat's own stream closes the response on the
 * spot, so that the answer of a route gets lost; and its connector, if it is not quite done handing the request over,
 * takes that for a mistake of the application and answers nothing at all. One thread at a time.
 */
final class RawBody extends ServletInputStream implements ApplicationBufferHandler {
    private static final String RAW = RawBody.class.getName();

    private final HttpServletRequest request;
    private final org.apache.coyote.Request raw;
    private final BodyPace pace;
    private ByteBuffer bytes = EMPTY_BUFFER;
    private boolean finished;

    private RawBody(HttpServletRequest request, org.apache.coyote.Request raw, BodyPace pace) {
        this.request = request;
        this.raw = raw;
        this.pace = pace;
    }

    /**
     * To be read instead of the request's own stream.
     *
     * @param pace that of this body; one that is slower ends with a SocketTimeoutException, as one that stands still does
     */
    static ServletInputStream of(HttpServletRequest request, BodyPace pace) {
        return new RawBody(request, (org.apache.coyote.Request) request.getAttribute(RAW), pace);
    }

    /**
     * Lets requests be read so, and reads what nobody wanted of their bodies, so that the answer arrives and the connection goes
     * on. Tomcat does that by itself, for as long as a sender likes, with the thread that all others need: here it is done
     * for some seconds, by a quarter of the threads. Who is slower, or one too many, loses the connection.
     */
    static final class Access extends ValveBase {
        private static final long UNWANTED_NANOS = TimeUnit.SECONDS.toNanos(5);

        private final AtomicInteger reading = new AtomicInteger();

        Access() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            org.apache.coyote.Request raw = request.getCoyoteRequest();
            request.setAttribute(RAW, raw);
            getNext().invoke(request, response);
            boolean over = !request.isAsync() || request.isAsyncCompleting();
            if (over && !raw.hasExpectation() && !raw.isFinished()) {
                response.finishResponse();
                boolean late = response.getStatus() == HttpServletResponse.SC_REQUEST_TIMEOUT;
                if (late || !isRead(request, raw)) {
                    raw.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
                }
            }
        }

        private boolean isRead(Request request, org.apache.coyote.Request raw) {
            AbstractHttp11Protocol<?> http =
                    (AbstractHttp11Protocol<?>) request.getConnector().getProtocolHandler();
            try {
                return reading.incrementAndGet() <= Math.max(1, http.getMaxThreads() / 4)
                        && isRead(
                                new RawBody(request, raw, new BodyPace(0, Duration.ofDays(1))),
                                http.getMaxSwallowSize());
            } catch (IOException brokenOff) {
                return false;
            } finally {
                reading.decrementAndGet();
            }
        }

        private static boolean isRead(RawBody rest, long most) throws IOException {
            long end = System.nanoTime() + UNWANTED_NANOS;
            long left = most < 0 ? Long.MAX_VALUE : most;
            while (rest.fill()) {
                left -= rest.bytes.remaining();
                rest.bytes.position(rest.bytes.limit());
                if (left < 0 || System.nanoTime() - end > 0) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, bytes.remaining());
        bytes.get(target, offset, n);
        return n;
    }

    private boolean fill() throws IOException {
        while (!finished && !bytes.hasRemaining()) {
            if (isOver()) {
                throw new IOException("the exchange is over");
            }
            long begin = System.nanoTime();
            int came = raw.doRead(this);
            finished = came < 0;
            if (!finished) {
                pace.count(came, System.nanoTime() - begin);
            }
        }
        return !finished;
    }

    /** Whether it timed out meanwhile: the raw request may be somebody else's by then, with a body of its own. */
    private boolean isOver() {
        return raw(request) != raw;
    }

    /** null = the exchange is over */
    private static org.apache.coyote.Request raw(HttpServletRequest request) {
        try {
            return (org.apache.coyote.Request) request.getAttribute(RAW);
        } catch (IllegalStateException recycled) {
            return null;
        }
    }

    /** Ends the connection of an exchange as it is, in the middle of the answer too, as if its other side had gone. */
    static void cut(HttpServletRequest request, IOException why) {
        org.apache.coyote.Request raw = raw(request);
        if (raw != null) {
            raw.getResponse().action(ActionCode.CLOSE_NOW, why);
        }
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isReady() {
        return true; // it blocks
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("it blocks");
    }

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
        bytes = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
        return bytes;
    }

    @Override
    public void expand(int size) {}
}
