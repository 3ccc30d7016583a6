package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;

class SenderTest {
    private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    @Test
    void postsTheEventAndNothingElse() throws Exception {
        try (Receiver receiver = Receiver.status(204);
                Sender sender = sender(true, SystemDefaultDnsResolver.INSTANCE)) {
            Sender.Answer answer = sender.post(receiver.url(), Map.of("webhook-id", "x"), BODY);
            assertThat(answer).isEqualTo(new Sender.Answer(204, ""));
            Receiver.Received request = receiver.received.get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.body()).isEqualTo(BODY);
            assertThat(request.headers())
                    .containsEntry("webhook-id", "x")
                    .containsEntry("content-type", "application/cloudevents+json; charset=UTF-8")
                    .containsEntry("user-agent", "Darkroom-Webhooks")
                    .doesNotContainKeys("authorization", "cookie", "accept-encoding");
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (Receiver inside = Receiver.status(200);
                Receiver receiver = new Receiver(exchange -> {
                    exchange.getResponseHeaders().set("Location", inside.url().toString());
                    exchange.sendResponseHeaders(307, -1);
                });
                Sender sender = sender(true, SystemDefaultDnsResolver.INSTANCE)) {
            assertThat(sender.post(receiver.url(), Map.of(), BODY)).isEqualTo(new Sender.Answer(307, ""));
            assertThat(inside.received).isEmpty();
        }
    }

    @Test
    void whereItMayNotGoNothingIsConnectedTo() throws Exception {
        try (Receiver receiver = Receiver.status(200);
                Sender sender = sender(false, SystemDefaultDnsResolver.INSTANCE)) {
            for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1")) {
                URI url = URI.create("http://" + host + ":" + receiver.port() + "/");
                assertThat(sender.post(url, Map.of(), BODY).error())
                        .as(host)
                        .isIn("address-not-allowed", "unknown-host"); // some of these are no names to the system
            }
            assertThat(sender.post(receiver.url(), Map.of(), BODY).error()).isEqualTo("address-not-allowed");
            assertThat(receiver.received).isEmpty();
        }
    }

    /** DNS rebinding: public when the webhook is set up, loopback when it is sent. */
    @Test
    void aNameIsResolvedOnceForAConnection() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        DnsResolver rebinding =
                Names.all(host -> looks.getAndIncrement() == 0 ? List.of("1.1.1.1") : List.of("127.0.0.1"));
        try (Receiver receiver = Receiver.status(200);
                Sender strict = sender(false, rebinding);
                Sender lax = sender(true, rebinding)) {
            URI url = URI.create("http://rebinding.example:" + receiver.port() + "/");
            strict.check("rebinding.example");
            assertThat(strict.post(url, Map.of(), BODY).error()).isEqualTo("address-not-allowed");
            assertThat(receiver.received).isEmpty();
            assertThat(looks).hasValue(2);
            assertThat(lax.post(url, Map.of(), BODY).status()).isEqualTo(200);
            assertThat(looks).as("what was looked at is what is connected to").hasValue(3);
        }
    }

    @Test
    void readsNoMoreOfAnAnswerThanItMay() throws Exception {
        CountDownLatch brokenOff = new CountDownLatch(1);
        try (Receiver receiver = new Receiver(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        while (true) {
                            out.write(new byte[8192]);
                            out.flush();
                        }
                    } catch (IOException e) {
                        brokenOff.countDown();
                    }
                });
                Sender sender = sender(true, SystemDefaultDnsResolver.INSTANCE)) {
            assertThat(sender.post(receiver.url(), Map.of(), BODY)).isEqualTo(new Sender.Answer(200, ""));
            assertThat(brokenOff.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anAnswerThatDripsEndsAtTheDeadline() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Sender sender = new Sender(
                        new Sender.Limits(true, 2, 2, Duration.ofSeconds(5), Duration.ofMillis(700), 1000),
                        SystemDefaultDnsResolver.INSTANCE)) {
            Thread dripping = new Thread(() -> drip(server));
            dripping.setDaemon(true);
            dripping.start();
            URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
            assertThat(sender.post(url, Map.of(), BODY)).isEqualTo(new Sender.Answer(0, "timeout"));
        }
    }

    /** A byte of an endless header now and then, each well before a time-out of reading. */
    private static void drip(ServerSocket server) {
        try (var socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            CountDownLatch never = new CountDownLatch(1);
            while (!never.await(50, TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt(); // the sender has hung up
        }
    }

    @Test
    void tellsWhyThereWasNoAnswer() throws Exception {
        int closed;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = server.getLocalPort();
        }
        try (Receiver receiver = new Receiver(exchange -> {});
                ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Sender nameless = sender(true, Names.all(host -> List.of()));
                Sender sender = sender(true, SystemDefaultDnsResolver.INSTANCE)) {
            Thread noTls = new Thread(() -> answerPlainly(plain));
            noTls.setDaemon(true);
            noTls.start();
            assertThat(sender.post(URI.create("http://127.0.0.1:" + closed + "/"), Map.of(), BODY)
                            .error())
                    .isEqualTo("not-connected");
            assertThat(sender.post(receiver.url(), Map.of(), BODY).error()).isEqualTo("broken-off");
            assertThat(sender.post(URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/"), Map.of(), BODY)
                            .error())
                    .isEqualTo("tls");
            assertThat(nameless.post(URI.create("http://nowhere.invalid/"), Map.of(), BODY)
                            .error())
                    .isEqualTo("unknown-host");
        }
    }

    private static void answerPlainly(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the sender has hung up
        }
    }

    private static Sender sender(boolean allowPrivate, DnsResolver dns) {
        return new Sender(
                new Sender.Limits(allowPrivate, 8, 4, Duration.ofSeconds(5), Duration.ofSeconds(20), 65_536), dns);
    }
}
