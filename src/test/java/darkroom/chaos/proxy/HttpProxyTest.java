package darkroom.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In front of the JDK's own server, with the JDK's own client. */
class HttpProxyTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> served = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private HttpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::serve);
        server.start();
        proxy = new HttpProxy(
                "proxy", URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    /** Answers with what came. */
    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            served.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.length);
            boolean chunked = exchange.getRequestURI().getPath().equals("/chunked");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", "17");
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.sendResponseHeaders(200, chunked ? 0 : body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(proxy.uri() + path)).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/chunked"})
    void whatPassesIsTheSameWithAndWithoutALengthOrAnExpectation(String path) throws Exception {
        byte[] body = "a\r\n\r\n0\r\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        for (boolean expecting : new boolean[] {false, true}) {
            HttpRequest.Builder known = to(path).expectContinue(expecting).POST(BodyPublishers.ofByteArray(body));
            HttpRequest.Builder unknown =
                    to(path).POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
            assertThat(send(known).body()).isEqualTo(body);
            assertThat(send(unknown).body()).isEqualTo(body);
        }
        assertThat(proxy.judged()).isZero();
    }

    @Test
    void anAnswerWithoutABodyIsOne() throws Exception {
        HttpRequest.Builder head = to("/x").method("HEAD", BodyPublishers.noBody());
        assertThat(send(head).headers().firstValue("Content-Length")).hasValue("17");
        assertThat(send(to("/y")).statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerThatIsLostIsOfARequestThatWasServed() {
        proxy.rule(request -> request.puts("/bucket/") ? Verdict.loseAnswer() : Verdict.PASS);
        HttpRequest.Builder put = to("/bucket/key").PUT(BodyPublishers.ofString("four"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(put));
        assertThat(served).contains("PUT /bucket/key 4");
        assertThat(proxy.judged()).isPositive();
        assertThat(proxy.lost()).isEqualTo(proxy.judged());
    }

    @Test
    void whatIsCutIsNotServed() throws Exception {
        proxy.rule(request -> Verdict.cut());
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(to("/x")));
        assertThat(served).isEmpty();
        assertThat(proxy.lost()).isZero();
        proxy.heal();
        assertThat(send(to("/x")).statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerOfTheProxyIsThatOfS3AndTheConnectionGoesOn() throws Exception {
        proxy.rule(request -> Verdict.answer(503, "SlowDown"));
        HttpResponse<byte[]> answer = send(to("/x").PUT(BodyPublishers.ofString("body")));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new String(answer.body(), StandardCharsets.US_ASCII)).contains("<Code>SlowDown</Code>");
        assertThat(send(to("/x").method("HEAD", BodyPublishers.noBody())).statusCode())
                .isEqualTo(503);
        assertThat(served).isEmpty();
    }

    @Test
    void whatIsDoneMeanwhileIsDoneBeforeTheAnswer() throws Exception {
        proxy.rule(request -> Verdict.then(() -> served.add("meanwhile")));
        assertThat(send(to("/x")).statusCode()).isEqualTo(200);
        assertThat(served).contains("meanwhile");
    }

    @Test
    void withoutAnEngineTheConnectionBreaks() {
        server.stop(0);
        proxy.rule(request -> Verdict.loseAnswer());
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(to("/x")));
        assertThat(proxy.unreached()).isPositive();
        assertThat(proxy.lost()).as("nothing was done").isZero();
    }
}
