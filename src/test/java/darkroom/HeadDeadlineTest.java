package darkroom;

import static darkroom.RawHttp.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a Tomcat of its own, which would wait for a minute for each piece. */
class HeadDeadlineTest {
    private static final String REQUEST = "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Tomcat tomcat = new Tomcat();
    private final CountDownLatch answers = new CountDownLatch(1);
    private int port;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector(HeadDeadline.class.getName());
        connector.setPort(0);
        connector.setProperty("connectionTimeout", "60000");
        ((HeadDeadline) connector.getProtocolHandler()).setMost(Duration.ofMillis(300));
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "quick", new Waiting(new CountDownLatch(0), false));
        Tomcat.addServlet(context, "long", new Waiting(answers, false));
        Tomcat.addServlet(context, "async", new Waiting(answers, true)).setAsyncSupported(true);
        context.addServletMappingDecoded("/quick", "quick");
        context.addServletMappingDecoded("/long", "long");
        context.addServletMappingDecoded("/async", "async");
        tomcat.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        answers.countDown();
        tomcat.stop();
        tomcat.destroy();
    }

    private static final class Waiting extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient CountDownLatch until;
        private final boolean async;

        Waiting(CountDownLatch until, boolean async) {
            this.until = until;
            this.async = async;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (!async) {
                answer(response);
                return;
            }
            AsyncContext context = request.startAsync();
            context.start(() -> {
                try {
                    answer(response);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                context.complete();
            });
        }

        private void answer(HttpServletResponse response) throws IOException {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            response.getOutputStream().print("done");
        }
    }

    private Socket open(String sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(bytes(sent));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] some = new byte[512];
        while (!answer.toString().endsWith("done")) {
            int n = socket.getInputStream().read(some);
            if (n < 0) {
                return answer + "; and its end";
            }
            answer.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
        }
        return answer.toString();
    }

    @Test
    void aHeadThatDoesNotComeToItsEndEndsTheConnectionAndNothingElseDoes() throws IOException {
        try (Socket idle = open(REQUEST.formatted("quick"));
                Socket working = open(REQUEST.formatted("long"));
                Socket async = open(REQUEST.formatted("async"))) {
            assertThat(answer(idle)).startsWith("HTTP/1.1 200");
            for (String part : new String[] {"GET /quick HT", "GET /quick HTTP/1.1\r\nHost: x\r\nX: y"}) {
                try (Socket late = open(part)) {
                    assertThat(late.getInputStream().read()).isEqualTo(-1);
                }
                // the next head on a connection has a time of its own
                idle.getOutputStream().write(bytes(REQUEST.formatted("quick")));
                assertThat(answer(idle)).startsWith("HTTP/1.1 200");
            }
            answers.countDown();
            assertThat(answer(working)).startsWith("HTTP/1.1 200").endsWith("done");
            assertThat(answer(async)).startsWith("HTTP/1.1 200").endsWith("done");
        }
    }
}
