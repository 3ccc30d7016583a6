package darkroom.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A door for programs that cannot send an API key: posts each body and query on with one, and hands the answer back, 201 as 200,
 * which is what they take for success. Where the app hangs up, so does this. On loopback; thread-safe.
 */
final class KeyForwarder implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads;
    private final int most;
    private final HttpServer server;
    private final URI target;
    private final String key;

    /** @param most requests at once */
    KeyForwarder(URI target, String key, int most) throws IOException {
        this.most = most;
        this.threads = Executors.newFixedThreadPool(most);
        this.target = target;
        this.key = key;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::forward);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /**
     * Posts a valid picture again and again, by as many threads as there are, so that the app's code is compiled.
     *
     * @param query with its question mark, or empty
     */
    void warm(Path picture, String query, int times) throws Exception {
        byte[] body = Files.readAllBytes(picture);
        HttpRequest request = request(query.isEmpty() ? target : URI.create(target + query), body);
        List<Callable<Integer>> posts =
                Collections.nCopies(times, () -> http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
        posts.get(0).call(); // has the app look for a key that may be new
        ExecutorService senders = Executors.newFixedThreadPool(most);
        try {
            for (Future<Integer> status : senders.invokeAll(posts)) {
                if (status.get() != 201) {
                    throw new IllegalStateException("a valid picture is answered " + status.get());
                }
            }
        } finally {
            senders.shutdown();
        }
    }

    private HttpRequest request(URI where, byte[] body) {
        return HttpRequest.newBuilder(where)
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest request = request(query == null ? target : URI.create(target + "?" + query), body);
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            int status = answer.statusCode() == 201 ? 200 : answer.statusCode();
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            exchange.sendResponseHeaders(status, answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
