package darkroom.devservices.clickhouse;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/**
 * ClickHouse's HTTP interface: {@code GET /ping}, and statements by {@code GET} and {@code POST} on {@code /}. Every
 * request has an engine connection of its own, so settings, database and parameters never leak from one into another.
 * Thread-safe; its threads need the stacks that {@link ChdbConnection} asks for.
 */
final class HttpFront implements HttpHandler {
    private final String dataFolder;
    private final String version;
    private final Users users;

    HttpFront(String dataFolder, String version, Users users) {
        this.dataFolder = dataFolder;
        this.version = version;
        this.users = users;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean bare = path.equals("/")
                    && exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getRawQuery() == null;
            if (path.equals("/ping") || bare) {
                answer(exchange, 200, "Ok.\n");
            } else if (path.equals("/")) {
                statement(exchange);
            } else {
                answer(exchange, 404, "There is no handle " + path + "\nUse / or /ping.\n");
            }
        }
    }

    private void statement(HttpExchange exchange) throws IOException {
        long begin = System.nanoTime();
        UrlParameters url = new UrlParameters(exchange.getRequestURI().getRawQuery());
        String fresh = UUID.randomUUID().toString();
        String id = url.get("query_id", header(exchange, "X-ClickHouse-Query-Id", fresh));
        exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", id);
        try {
            Users.User user = authenticate(exchange, url);
            Query query = Query.read(url.get("query", "").getBytes(StandardCharsets.UTF_8), body(exchange, url));
            try (ChdbConnection connection = new ChdbConnection(List.of("--path=" + dataFolder))) {
                // a GET may be repeated by anything on its way, so ClickHouse lets it change nothing
                boolean changes =
                        user.may(query) && !exchange.getRequestMethod().equals("GET");
                prepare(connection, exchange, url, user, changes);
                switch (user.rights()) {
                    case READ -> ViewsOnly.check(connection, query.sql());
                    case INSERT -> InsertsOnly.check(connection, query);
                    case ALL -> {}
                }
                String wanted = url.get("default_format", header(exchange, "X-ClickHouse-Format", "TabSeparated"));
                try (ChdbResult result = query.run(connection, wanted, url)) {
                    String format = query.isInsert() ? wanted : query.format().orElse(wanted);
                    exchange.getResponseHeaders()
                            .set("X-ClickHouse-Summary", result.summary(query.isInsert(), System.nanoTime() - begin));
                    send(exchange, url, result, format);
                }
            }
        } catch (ServerError e) {
            refuse(exchange, e);
        } catch (ZipException e) {
            refuse(exchange, ServerError.of(271, "CANNOT_DECOMPRESS", String.valueOf(e.getMessage())));
        }
    }

    private Users.User authenticate(HttpExchange exchange, UrlParameters url) {
        String name = header(exchange, "X-ClickHouse-User", null);
        if (name != null) {
            return users.authenticate(name, header(exchange, "X-ClickHouse-Key", ""));
        }
        String authorization = header(exchange, "Authorization", "");
        if (authorization.startsWith("Basic ")) {
            String[] pair = basic(authorization.substring("Basic ".length())).split(":", 2);
            return users.authenticate(pair[0], pair.length == 2 ? pair[1] : "");
        }
        return users.authenticate(url.get("user", "default"), url.get("password", ""));
    }

    private static String basic(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded.trim()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ServerError.of(516, "AUTHENTICATION_FAILED", "The Authorization header is no base64.");
        }
    }

    private static InputStream body(HttpExchange exchange, UrlParameters url) throws IOException {
        if (header(exchange, "Content-Type", "").startsWith("multipart/")) {
            throw ServerError.of(48, "NOT_IMPLEMENTED", "No multipart bodies here: send parameters in the URL.");
        }
        InputStream raw = exchange.getRequestBody();
        String encoding = header(exchange, "Content-Encoding", "");
        InputStream plain =
                switch (encoding) {
                    case "", "identity" -> raw;
                    case "gzip" -> new GZIPInputStream(raw);
                    case "deflate" -> new InflaterInputStream(raw);
                    case "lz4" -> new LZ4FrameInputStream(raw);
                    default -> throw ServerError.of(48, "NOT_IMPLEMENTED", "Content-Encoding " + encoding);
                };
        return url.isOn("decompress") ? new NativeInput(plain) : plain;
    }

    private static void prepare(
            ChdbConnection connection, HttpExchange exchange, UrlParameters url, Users.User user, boolean changes) {
        String database = url.get("database", header(exchange, "X-ClickHouse-Database", ""));
        if (!database.isEmpty() && !database.equals("default")) {
            connection.execute("USE `" + database.replace("\\", "\\\\").replace("`", "\\`") + "`");
        }
        // before its own settings, so that these are held against the limits
        for (String set : new String[] {user.rights().limits(), url.setStatement(!changes)}) {
            if (!set.isEmpty()) {
                connection.execute(set);
            }
        }
    }

    private static void send(HttpExchange exchange, UrlParameters url, ChdbResult result, String format)
            throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Server-Display-Name", "darkroom");
        headers.set("X-ClickHouse-Timezone", "UTC");
        headers.set("X-ClickHouse-Format", format);
        headers.set("Content-Type", contentType(format));
        String accepts = url.isOn("enable_http_compression") ? header(exchange, "Accept-Encoding", "") : "";
        if (result.length() == 0) {
            exchange.sendResponseHeaders(200, -1);
        } else if (url.isOn("compress")) {
            stream(result, new NativeOutput(chunked(exchange)));
        } else if (accepts.contains("gzip")) {
            headers.set("Content-Encoding", "gzip");
            stream(result, new GZIPOutputStream(chunked(exchange), 1 << 16));
        } else if (accepts.contains("lz4")) {
            headers.set("Content-Encoding", "lz4");
            stream(result, new LZ4FrameOutputStream(chunked(exchange)));
        } else {
            exchange.sendResponseHeaders(200, result.length());
            stream(result, exchange.getResponseBody());
        }
    }

    private static OutputStream chunked(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void stream(ChdbResult result, OutputStream out) throws IOException {
        try (out) {
            result.writeTo(out);
        }
    }

    private static String contentType(String format) {
        if (format.startsWith("JSON")) {
            return "application/json; charset=UTF-8";
        }
        if (format.startsWith("CSV")) {
            return "text/csv; charset=UTF-8";
        }
        if (format.startsWith("Tab") || format.startsWith("TSV")) {
            return "text/tab-separated-values; charset=UTF-8";
        }
        return format.startsWith("Pretty") ? "text/plain; charset=UTF-8" : "application/octet-stream";
    }

    private void refuse(HttpExchange exchange, ServerError error) throws IOException {
        // an answer to a client that is still sending would be lost in a reset connection
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", Integer.toString(error.code()));
        String message = error.getMessage();
        answer(
                exchange,
                error.status(),
                message + (message.contains("(version ") ? "\n" : " (version " + version + " (official build))\n"));
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static String header(HttpExchange exchange, String name, String otherwise) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? otherwise : value;
    }
}
