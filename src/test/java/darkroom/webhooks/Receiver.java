package darkroom.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An endpoint of a customer, on loopback. */
final class Receiver implements AutoCloseable {
    /** One request, its headers by lower-case name. */
    record Received(String method, Map<String, String> headers, byte[] body) {}

    final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param answer called when the body was read and noted */
    Receiver(HttpHandler answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                note(exchange);
                answer.handle(exchange);
            }
        });
        server.start();
    }

    /** One that answers with a status and nothing else. */
    static Receiver status(int status) throws IOException {
        return new Receiver(exchange -> exchange.sendResponseHeaders(status, -1));
    }

    private void note(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        received.add(new Received(
                exchange.getRequestMethod(), headers, exchange.getRequestBody().readAllBytes()));
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/hooks");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
