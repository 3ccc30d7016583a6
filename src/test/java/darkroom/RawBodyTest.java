package darkroom;

import static darkroom.RawHttp.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.RawHttp.Answer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker reads bodies that break, on a real Tomcat, and its words have to arrive. */
class RawBodyTest {
    private static final Tomcat TOMCAT = new Tomcat();
    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(4);
    private static final CountDownLatch OVER = new CountDownLatch(1);
    private static final CompletableFuture<String> AFTERWARDS = new CompletableFuture<>();
    private static int port;

    /** Reads as the platform-http component lets a route read: on another thread, with a dispatch at the end. */
    private static final class Upload extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                return;
            }
            AsyncContext context = request.startAsync();
            WORKERS.execute(() -> {
                try {
                    answer(request, response);
                    context.dispatch();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                byte[] body =
                        RawBody.of(request, new BodyPace(0, Duration.ofDays(1))).readAllBytes();
                response.getOutputStream().print("read " + body.length);
            } catch (SocketTimeoutException late) {
                response.setStatus(408);
                response.getOutputStream().print("too late");
            } catch (IOException broken) {
                response.setStatus(400);
                response.getOutputStream().print("broken");
            }
        }
    }

    /** Ends its exchange and reads on. */
    private static final class TooLong extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            var body = RawBody.of(request, new BodyPace(0, Duration.ofDays(1)));
            WORKERS.execute(() -> {
                try {
                    OVER.await();
                    AFTERWARDS.complete("read " + body.readAllBytes().length);
                } catch (IOException | InterruptedException e) {
                    AFTERWARDS.complete(e.getMessage());
                }
            });
            response.getOutputStream().print("over");
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        TOMCAT.setBaseDir(folder.toString());
        Connector connector = TOMCAT.getConnector();
        connector.setPort(0);
        connector.setProperty("connectionTimeout", "1000"); // a machine under load may not send for a while, either
        // else Tomcat's own look at silent connections may come first: then it ends them without an answer
        connector.setProperty("selectorTimeout", "60000");
        connector.setProperty("socket.timeoutInterval", "60000");
        TOMCAT.getEngine().getPipeline().addValve(new RawBody.Access());
        Context context = TOMCAT.addContext("", null);
        Tomcat.addServlet(context, "upload", new Upload()).setAsyncSupported(true);
        context.addServletMappingDecoded("/upload", "upload");
        Tomcat.addServlet(context, "too-long", new TooLong());
        context.addServletMappingDecoded("/too-long", "too-long");
        TOMCAT.start();
        port = connector.getLocalPort();
    }

    @AfterAll
    static void stop() throws Exception {
        TOMCAT.stop();
        TOMCAT.destroy();
        WORKERS.shutdown();
    }

    @Test
    void aWholeBodyIsRead() throws IOException {
        assertAnswer(RawHttp.breakOff(port, post("Content-Length: 5"), bytes("whole")), 200, "read 5");
        byte[] large = new byte[3 << 20];
        assertAnswer(RawHttp.breakOff(port, post("Content-Length: " + large.length), large), 200, "read 3145728");
        byte[] chunks = bytes("5\r\nwhole\r\n5\r\nwhole\r\n0\r\n\r\n");
        assertAnswer(RawHttp.breakOff(port, post("Transfer-Encoding: chunked"), chunks), 200, "read 10");
        assertAnswer(RawHttp.breakOff(port, post("Content-Length: 0")), 200, "read 0");
        assertAnswer(RawHttp.breakOff(port, post("Accept: */*")), 200, "read 0");
    }

    /** Found so: with Tomcat's own stream one in five of these had an answer without a body, or none at all. */
    @RepeatedTest(200)
    void whatIsSaidOfABrokenBodyArrives() throws IOException {
        assertAnswer(RawHttp.breakOff(port, post("Content-Length: 5"), bytes("half")), 400, "broken");
        assertAnswer(RawHttp.breakOff(port, post("Content-Length: 5")), 400, "broken");
        byte[] noSize = bytes("no size\r\n");
        assertAnswer(RawHttp.fallSilent(port, post("Transfer-Encoding: chunked"), noSize), 400, "broken");
    }

    @Test
    void aSenderThatFallsSilentIsTold() throws IOException {
        assertAnswer(RawHttp.fallSilent(port, post("Content-Length: 5"), bytes("half")), 408, "too late");
        byte[] half = bytes("5\r\nhalf");
        assertAnswer(RawHttp.fallSilent(port, post("Transfer-Encoding: chunked"), half), 408, "too late");
    }

    /** What follows a broken chunk is no request: it could be one that somebody hid there. */
    @Test
    void nothingBehindABrokenBodyIsTakenForARequest() throws IOException {
        byte[] hidden = post("Content-Length: 5");
        String all = RawHttp.everything(port, post("Transfer-Encoding: chunked"), bytes("no size\r\n"), hidden);
        assertThat(all).startsWith("HTTP/1.1 400").containsOnlyOnce("HTTP/1.1").contains("Connection: close");
    }

    /** Tomcat uses its request objects again: the next body on this one is somebody else's. */
    @Test
    void nothingIsReadForAnExchangeThatIsOver() throws Exception {
        Answer answer =
                RawHttp.breakOff(port, bytes("POST /too-long HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nwhole"));
        assertThat(answer.body()).isEqualTo("over");
        OVER.countDown();
        assertThat(AFTERWARDS.get(10, TimeUnit.SECONDS)).isEqualTo("the exchange is over");
    }

    private static byte[] post(String header) {
        return bytes("POST /upload HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n");
    }

    private static void assertAnswer(Answer answer, int status, String words) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }
}
