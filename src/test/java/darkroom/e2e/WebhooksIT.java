package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import imaging.Pictures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Customers are told of their images, by the app on the real engines. */
class WebhooksIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String WEBHOOK = "/v1/webhook";
    private static final String DELIVERIES = "/v1/webhooks/deliveries";
    private static Platform platform;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void aCustomerIsToldVerifiesItAsTheGuideSaysAndHasItReplayed() throws Exception {
        String customer = "hooked";
        int port = freePort();
        HttpResponse<byte[]> made =
                put(customer, "{\"url\": \"http://127.0.0.1:" + port + "/\", \"events\": [\"darkroom.image.ok\"]}");
        assertThat(made.statusCode())
                .as(new String(made.body(), StandardCharsets.UTF_8))
                .isEqualTo(201);
        String secret = platform.json(made).get("secret").asText();
        assertThat(text(platform.get(customer, WEBHOOK))).contains("127.0.0.1").doesNotContain("whsec_");
        assertThat(platform.topic("darkroom.customers"))
                .noneMatch(record ->
                        record.value() != null && new String(record.value(), StandardCharsets.UTF_8).contains(secret));

        Path heard = folder.resolve("heard");
        Process receiver = guide(secret, port, heard);
        try {
            String id = platform.json(platform.post(customer, "", Pictures.jpeg(90, 80)))
                    .get("id")
                    .asText();
            platform.post(customer, "", "no picture".getBytes(StandardCharsets.UTF_8));
            String told = id + "-ok darkroom.image.ok ['/v1/images/" + id + "/web', '/v1/images/" + id + "/thumb']";
            await().atMost(SOON).until(() -> Files.readString(heard).lines().toList(), List.of(told)::equals);

            await().atMost(SOON).ignoreExceptions().until(() -> tries(customer).size() == 1);
            JsonNode tried = tries(customer).get(0);
            assertThat(tried.get("id").asText()).isEqualTo(id + "-ok");
            assertThat(tried.get("outcome").asText()).isEqualTo("delivered");
            assertThat(tried.get("status").asInt()).isEqualTo(204);
            assertThat(tries("hooked-not")).isEmpty();

            String replay = DELIVERIES + "/" + id + "-ok/replay";
            assertThat(post("hooked-not", replay).statusCode()).isEqualTo(404);
            assertThat(post(customer, replay).statusCode()).isEqualTo(202);
            await().atMost(SOON).until(() -> Files.readString(heard).lines().toList(), List.of(told, told)::equals);
        } finally {
            receiver.destroyForcibly().waitFor();
        }

        assertErased(customer);
    }

    /** The program in docs/webhooks.md, as it is printed there. */
    private Process guide(String secret, int port, Path heard) throws Exception {
        Matcher snippet = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/webhooks.md")));
        assertThat(snippet.find()).isTrue();
        Path program = Files.writeString(folder.resolve("hooks.py"), snippet.group(1));
        ProcessBuilder builder = new ProcessBuilder("python3", program.toString())
                .redirectOutput(heard.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("WEBHOOK_SECRET", secret, "PORT", Integer.toString(port)));
        try {
            Process started = builder.start();
            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
            return started;
        } catch (IOException e) {
            return abort("SKIPPED: there is no python3 to run the program of docs/webhooks.md: " + e.getMessage());
        }
    }

    private void assertErased(String customer) throws Exception {
        String rows = "SELECT count() FROM darkroom.webhook_attempts FINAL WHERE customer_id = '" + customer + "'";
        await().atMost(SOON).ignoreExceptions().until(() -> platform.sql(rows), "2"::equals);
        Platform.Ended erased = platform.ended(
                Map.of(
                        "DARKROOM_ADMIN_ACCESS_KEY", "admin",
                        "DARKROOM_ADMIN_SECRET_KEY", "admin-dev",
                        "DARKROOM_ERASE_SETTLE_SECONDS", "1"),
                "erase",
                customer,
                "--yes");
        assertThat(erased.exit()).as(erased.err()).isZero();
        assertThat(erased.out())
                .contains("2  tries of webhooks", "records of the topic darkroom.webhooks are gone by ");
        assertThat(platform.sql(rows)).isEqualTo("0");
        String key = platform.newKey(customer);
        assertThat(platform.send(platform.request(WEBHOOK).header("Authorization", "Bearer " + key))
                        .statusCode())
                .as("who comes back has no webhook")
                .isEqualTo(404);
    }

    @Test
    void whatWasNotTakenIsToldAgainAlsoWhenTheAppHasDiedInBetween() throws Exception {
        String customer = "hooked-again";
        AtomicInteger status = new AtomicInteger(500);
        List<String> ids = new CopyOnWriteArrayList<>();
        List<String> signatures = new CopyOnWriteArrayList<>();
        List<byte[]> bodies = new CopyOnWriteArrayList<>();
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            try (exchange) {
                ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
                signatures.add(exchange.getRequestHeaders().getFirst("webhook-signature"));
                bodies.add(exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(status.get(), -1);
            }
        });
        endpoint.start();
        try {
            put(
                    customer,
                    "{\"url\": \"http://127.0.0.1:" + endpoint.getAddress().getPort() + "/\"}");
            String id = platform.json(platform.post(customer, "", Pictures.jpeg(91, 80)))
                    .get("id")
                    .asText();
            await().atMost(SOON).until(() -> ids.size() == 1);
            platform.app().kill9();
            status.set(200);
            platform.startApp(Map.of());
            assertThat(post(customer, WEBHOOK + "/secret").statusCode()).isEqualTo(201);

            await().atMost(SOON.multipliedBy(2)).until(() -> ids.size() >= 2);
            assertThat(ids).containsOnly(id + "-ok");
            assertThat(bodies.get(1)).isEqualTo(bodies.get(0));
            assertThat(signatures.get(0).split(" ", -1)).hasSize(1);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> tries(customer).get(0).get("outcome").asText(), "delivered"::equals);
        } finally {
            endpoint.stop(0);
        }
    }

    @Test
    void aWebhookIsRefusedWithWordsAndKeptFromOthers() throws Exception {
        String customer = "hooked-wrong";
        HttpResponse<byte[]> refused = put(customer, "{\"url\": \"ftp://example.com/\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(platform.json(refused).get("code").asText()).isEqualTo("malformed-request");
        assertThat(platform.json(refused).get("instance").asText()).isEqualTo(WEBHOOK);
        assertThat(platform.get(customer, WEBHOOK).statusCode()).isEqualTo(404);
        assertThat(platform.get(customer, DELIVERIES + "?before=yesterday").statusCode())
                .isEqualTo(400);
        assertThat(post(customer, DELIVERIES + "/nothing/replay").statusCode()).isEqualTo(404);
        assertThat(platform.send(platform.request(WEBHOOK)).statusCode()).isEqualTo(401);
        put(customer, "{\"url\": \"http://127.0.0.1:9/\"}");
        assertThat(platform.get("hooked-not", WEBHOOK).statusCode()).isEqualTo(404);
        assertThat(delete(customer).statusCode()).isEqualTo(204);
        assertThat(delete(customer).statusCode()).isEqualTo(404);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static JsonNode tries(String customer) throws Exception {
        return platform.json(platform.get(customer, DELIVERIES)).get("deliveries");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> put(String customer, String body) throws Exception {
        return platform.send(authorized(customer, WEBHOOK).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<byte[]> post(String customer, String path) throws Exception {
        return platform.send(authorized(customer, path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<byte[]> delete(String customer) throws Exception {
        return platform.send(authorized(customer, WEBHOOK).DELETE());
    }

    private static HttpRequest.Builder authorized(String customer, String path) throws Exception {
        return platform.request(path).header("Authorization", "Bearer " + platform.key(customer));
    }
}
