package darkroom;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
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
    private ByteBuffer bytes = EMPTY_BUFFER;
    private boolean finished;

    private RawBody(HttpServletRequest request, org.apache.coyote.Request raw) {
        this.request = request;
        this.raw = raw;
    }

    /** To be read instead of the request's own stream. */
    static ServletInputStream of(HttpServletRequest request) {
        return new RawBody(request, (org.apache.coyote.Request) request.getAttribute(RAW));
    }

    /** Lets requests be read so. */
    static final class Access extends ValveBase {
        Access() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(RAW, request.getCoyoteRequest());
            getNext().invoke(request, response);
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
            finished = raw.doRead(this) < 0;
        }
        return !finished;
    }

    /** Whether it timed out meanwhile: the raw request may be somebody else's by then, with a body of its own. */
    private boolean isOver() {
        try {
            return request.getAttribute(RAW) != raw;
        } catch (IllegalStateException recycled) {
            return true;
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
