package darkroom;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.function.LongSupplier;

/**
 * An answer that must be read at a pace. A write waits for its reader; one that takes nothing at all is ended by Tomcat
 * ({@code server.tomcat.connection-timeout}), and one that takes a little now and then here: the connection is cut in the middle
 * of the answer, for the head has been sent, and the write throws. One thread at a time.
 */
final class PacedAnswer extends HttpServletResponseWrapper {
    private final HttpServletRequest request;
    private final BodyPace pace;
    private final LongSupplier nanoTime;
    private ServletOutputStream out;

    PacedAnswer(HttpServletRequest request, HttpServletResponse response, BodyPace pace, LongSupplier nanoTime) {
        super(response);
        this.request = request;
        this.pace = pace;
        this.nanoTime = nanoTime;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (out == null) {
            out = new Paced(super.getOutputStream());
        }
        return out;
    }

    private final class Paced extends ServletOutputStream {
        private final ServletOutputStream raw;

        Paced(ServletOutputStream raw) {
            this.raw = raw;
        }

        @Override
        public void write(int one) throws IOException {
            long begin = nanoTime.getAsLong();
            raw.write(one);
            count(1, begin);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            long begin = nanoTime.getAsLong();
            raw.write(bytes, offset, length);
            count(length, begin);
        }

        @Override
        public void flush() throws IOException {
            long begin = nanoTime.getAsLong();
            raw.flush();
            count(0, begin);
        }

        private void count(int written, long begin) throws IOException {
            try {
                pace.count(written, nanoTime.getAsLong() - begin);
            } catch (SocketTimeoutException late) {
                RawBody.cut(request, late);
                throw late;
            }
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }

        @Override
        public boolean isReady() {
            return raw.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            raw.setWriteListener(listener);
        }
    }
}
