package darkroom;

import static darkroom.RawHttp.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class PacedAnswerTest {
    private static final byte[] CHUNK = new byte[8_192];

    private final AtomicLong now = new AtomicLong();

    /** Of which each write waits for so long. */
    private ServletOutputStream slow(Duration wait) throws IOException {
        HttpServletResponse response = new HttpServletResponseWrapper(new MockHttpServletResponse()) {
            @Override
            public ServletOutputStream getOutputStream() {
                return new ServletOutputStream() {
                    @Override
                    public void write(int one) {
                        now.addAndGet(wait.toNanos());
                    }

                    @Override
                    public void write(byte[] all, int offset, int length) {
                        now.addAndGet(wait.toNanos());
                    }

                    @Override
                    public boolean isReady() {
                        return true;
                    }

                    @Override
                    public void setWriteListener(WriteListener listener) {}
                };
            }
        };
        BodyPace pace = new BodyPace(1_024, Duration.ofSeconds(10));
        return new PacedAnswer(new MockHttpServletRequest(), response, pace, now::get).getOutputStream();
    }

    @Test
    void whoTakesAPieceNowAndThenIsTooSlowBehindTheFirstWindow() throws IOException {
        ServletOutputStream out = slow(Duration.ofSeconds(9));
        out.write(CHUNK);
        assertThatThrownBy(() -> out.write(CHUNK))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("16384 bytes of a body in 18000 ms");
    }

    @Test
    void whoReadsFastEnoughMayReadForEver() throws IOException {
        ServletOutputStream out = slow(Duration.ofSeconds(7));
        for (int i = 0; i < 1_000; i++) {
            out.write(CHUNK);
            now.addAndGet(Duration.ofDays(1).toNanos()); // in which we made the next piece
        }
        assertThat(now.get()).isGreaterThan(Duration.ofDays(1_000).toNanos());
    }

    /** The length was promised: what came next on the connection would be taken for the rest of the answer. */
    @Test
    void theConnectionOfWhoIsTooSlowEndsWithTheExchange(@TempDir Path folder) throws Exception {
        CompletableFuture<String> worker = new CompletableFuture<>();
        ExecutorService workers = Executors.newSingleThreadExecutor();
        Tomcat tomcat = new Tomcat();
        try {
            tomcat.setBaseDir(folder.toString());
            tomcat.getConnector().setPort(0);
            tomcat.getEngine().getPipeline().addValve(new RawBody.Access());
            Context context = tomcat.addContext("", null);
            Tomcat.addServlet(context, "download", new Download(workers, worker))
                    .setAsyncSupported(true);
            context.addServletMappingDecoded("/", "download");
            tomcat.start();
            byte[] request = bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            String all = RawHttp.everything(tomcat.getConnector().getLocalPort(), request, request);
            assertThat(worker.get(10, TimeUnit.SECONDS)).matches("\\d+ bytes of a body in \\d+ ms");
            assertThat(all.length()).isLessThan(10 * CHUNK.length);
        } finally {
            tomcat.stop();
            tomcat.destroy();
            workers.shutdown();
        }
    }

    /** Writes as the platform-http component does, to a reader for whom nobody is fast enough. */
    private static final class Download extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient ExecutorService workers;
        private final transient CompletableFuture<String> ended;

        Download(ExecutorService workers, CompletableFuture<String> ended) {
            this.workers = workers;
            this.ended = ended;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                return;
            }
            AsyncContext context = request.startAsync();
            response.setContentLength(100 * CHUNK.length);
            workers.execute(() -> {
                BodyPace pace = new BodyPace(Long.MAX_VALUE, Duration.ofNanos(1));
                try (ServletOutputStream out =
                        new PacedAnswer(request, response, pace, System::nanoTime).getOutputStream()) {
                    out.write(CHUNK);
                    ended.complete("read");
                } catch (IOException late) {
                    ended.complete(late.getMessage());
                }
                context.complete();
            });
        }
    }
}
