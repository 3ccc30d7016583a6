package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Webhook;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveriesTest {
    private final Hooks hooks = new Hooks();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Sender sender = new Sender(
            new Sender.Limits(true, 8, 4, Duration.ofSeconds(5), Duration.ofSeconds(20), 65_536),
            SystemDefaultDnsResolver.INSTANCE);
    private final List<Receiver> receivers = new ArrayList<>();
    private Instant now = Hooks.NOW;
    private Erasures erasures = Erasures.NONE;
    private final Deliveries deliveries = deliveries("5,7200");

    private Deliveries deliveries(String retrySeconds) {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        return new Deliveries(
                Hooks.JSON,
                hooks,
                customer -> erasures.until(customer),
                hooks.secrets,
                sender,
                new Deliveries.Patience(retrySeconds, 2, 3, Duration.ofHours(1), Duration.ofHours(1)),
                meters,
                clock);
    }

    @AfterEach
    void close() throws IOException {
        receivers.forEach(Receiver::close);
        sender.close();
    }

    private Receiver receiver(int status) throws IOException {
        Receiver receiver = Receiver.status(status);
        receivers.add(receiver);
        return receiver;
    }

    @Test
    void whatIsPostedIsASignedCloudEventOfTheReceipt() throws Exception {
        Receiver receiver = receiver(200);
        String secret = hooks.set("acme", receiver.url().toString());

        Attempted done = deliveries.attempt(Hooks.message("acme"));

        Receiver.Received request = receiver.received.get(0);
        String id = Hooks.ID + "-ok";
        assertThat(request.headers())
                .containsEntry("webhook-id", id)
                .containsEntry("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .containsEntry(
                        "webhook-signature",
                        Signature.of(id, now, request.body(), List.of(SigningSecrets.bytes(secret))));
        JsonNode event = Hooks.JSON.readTree(request.body());
        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("id").asText()).isEqualTo(id);
        assertThat(event.get("type").asText()).isEqualTo("darkroom.image.ok");
        assertThat(event.get("source").asText()).isEqualTo("/darkroom/kafka");
        assertThat(event.get("subject").asText()).isEqualTo(Hooks.ID.toString());
        assertThat(event.get("time").asText()).isEqualTo("2026-11-20T10:19:59Z");
        assertThat(event.get("data"))
                .isEqualTo(
                        Hooks.JSON.readTree(Hooks.bytes(Hooks.receipt("acme", Outcome.ok, Hooks.NOW.minusSeconds(1)))));
        assertThat(done.again()).isEmpty();
        assertThat(done.log()).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo("delivered");
            assertThat(entry.status()).isEqualTo(200);
            assertThat(entry.attempt()).isEqualTo(1);
            assertThat(entry.nextAt()).isNull();
        });
        assertThat(count("delivered")).isEqualTo(1);
    }

    @Test
    void duringTheOverlapBothSecretsSignAndAfterwardsTheNewOne() throws Exception {
        Receiver receiver = receiver(200);
        hooks.set("acme", receiver.url().toString());
        hooks.change(
                "acme",
                known -> new Webhook(
                        known.url(),
                        known.events(),
                        known.since(),
                        List.of(
                                new Webhook.Secret(hooks.secrets.seal("acme", hooks.secrets.make()), null),
                                new Webhook.Secret(known.secrets().get(0).sealed(), now.plusSeconds(60)))));
        deliveries.attempt(Hooks.message("acme"));
        now = now.plusSeconds(60);
        deliveries.attempt(Hooks.message("acme"));
        assertThat(receiver.received)
                .extracting(
                        request -> request.headers().get("webhook-signature").split(" ", -1).length)
                .containsExactly(2, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 404, 500, 503})
    void whateverIsNoSuccessIsTriedAgainThenItIsDead(int status) throws Exception {
        Receiver receiver = receiver(status);
        hooks.set("acme", receiver.url().toString());

        Attempted first = deliveries.attempt(Hooks.message("acme"));
        assertThat(first.delaySeconds()).isBetween(5, 6);
        assertThat(first.log().get(0).outcome()).isEqualTo("again");
        assertThat(first.log().get(0).status()).isEqualTo(status);
        assertThat(first.log().get(0).nextAt()).isBetween(now.plusSeconds(5), now.plusSeconds(6));

        now = first.log().get(0).nextAt();
        Attempted second = deliveries.attempt(first.again().get(0));
        assertThat(second.log().get(0).attempt()).isEqualTo(2);
        assertThat(second.delaySeconds()).as("the most that SQS can").isEqualTo(900);

        now = second.log().get(0).nextAt();
        Attempted third = deliveries.attempt(second.again().get(0));
        assertThat(third.again()).isEmpty();
        assertThat(third.log().get(0).outcome()).isEqualTo("dead");
        assertThat(third.log().get(0).attempt()).isEqualTo(3);
        assertThat(receiver.received)
                .hasSize(3)
                .extracting(request -> request.headers().get("webhook-id"))
                .containsOnly(Hooks.ID + "-ok");
        assertThat(receiver.received.get(1).body())
                .isEqualTo(receiver.received.get(0).body());
        assertThat(count("dead")).isEqualTo(1);
    }

    @Test
    void whatIsNotDueIsPutOffWithoutATry() throws Exception {
        Receiver receiver = receiver(500);
        hooks.set("acme", receiver.url().toString());
        Attempted failed = deliveries.attempt(Hooks.message("acme"));
        now = now.plusSeconds(2);
        Attempted early = deliveries.attempt(failed.again().get(0));
        assertThat(early.again()).isEqualTo(failed.again());
        assertThat(early.delaySeconds()).isBetween(3, 4);
        assertThat(early.log()).isEmpty();
        assertThat(receiver.received).hasSize(1);
    }

    @Test
    void anEndpointThatIsGoneHasNoOtherTry() throws Exception {
        hooks.set("acme", receiver(410).url().toString());
        Attempted done = deliveries.attempt(Hooks.message("acme"));
        assertThat(done.again()).isEmpty();
        assertThat(done.log().get(0).outcome()).isEqualTo("dead");
    }

    @Test
    void whatNobodyWantsAnyMoreIsDropped() throws Exception {
        Receiver receiver = receiver(200);
        assertThat(deliveries.attempt(Hooks.message("nobody"))).isEqualTo(Attempted.NOTHING);
        hooks.set("acme", receiver.url().toString());
        hooks.change(
                "acme",
                known -> new Webhook(
                        known.url(), java.util.Set.of("darkroom.image.failed"), known.since(), known.secrets()));
        assertThat(deliveries.attempt(Hooks.message("acme"))).isEqualTo(Attempted.NOTHING);
        hooks.set("erased", receiver.url().toString());
        erasures = customer -> customer.equals("erased") ? Optional.of(Hooks.NOW) : Optional.empty();
        assertThat(deliveries.attempt(Hooks.message("erased"))).isEqualTo(Attempted.NOTHING);
        assertThat(deliveries.attempt("no delivery")).isEqualTo(Attempted.NOTHING);
        assertThat(deliveries.attempt("{}")).isEqualTo(Attempted.NOTHING);
        assertThat(receiver.received).isEmpty();
        assertThat(count("dropped")).isEqualTo(3);
    }

    @Test
    void asLongAsNobodyTellsWhoHasAWebhookTheMessageStays() {
        erasures = customer -> {
            throw new IllegalStateException("the registry was not read yet");
        };
        assertThatThrownBy(() -> deliveries.attempt(Hooks.message("acme"))).hasMessageContaining("not read yet");
    }

    @Test
    void anEndpointThatFailsInARowIsLeftAloneAndOthersAreNot() throws Exception {
        Receiver dead = receiver(500);
        Receiver alive = receiver(200);
        hooks.set("dead", dead.url().toString());
        hooks.set("alive", alive.url().toString());
        for (int i = 0; i < 5; i++) {
            deliveries.attempt(Hooks.message("dead"));
        }
        assertThat(dead.received).hasSize(3);
        Attempted left = deliveries.attempt(Hooks.message("dead"));
        assertThat(left.log().get(0).error()).isEqualTo("endpoint-down");
        assertThat(left.log().get(0).outcome()).isEqualTo("again");
        deliveries.attempt(Hooks.message("alive"));
        assertThat(alive.received).hasSize(1);
        hooks.set("dead", alive.url().toString());
        deliveries.attempt(Hooks.message("dead"));
        assertThat(alive.received).as("another URL is another endpoint").hasSize(2);
    }

    @Test
    void anEndpointThatHangsHasNoMoreThanItsPartOfTheWorkers() throws Exception {
        CountDownLatch hung = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        Receiver slow = new Receiver(exchange -> {
            hung.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, -1);
        });
        receivers.add(slow);
        hooks.set("slow", slow.url().toString());
        List<CompletableFuture<Attempted>> hanging = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            hanging.add(CompletableFuture.supplyAsync(
                    () -> deliveries.attempt(Hooks.message("slow")), task -> new Thread(task).start()));
        }
        hung.await();
        Attempted third = deliveries.attempt(Hooks.message("slow"));
        assertThat(third.again()).containsExactly(Hooks.message("slow"));
        assertThat(third.log()).as("no try").isEmpty();
        assertThat(third.delaySeconds()).isBetween(1, 5);
        now = now.plus(Duration.ofDays(3));
        assertThat(deliveries.attempt(Hooks.message("slow")).log().get(0).error())
                .isEqualTo("endpoint-slow");
        end.countDown();
        for (CompletableFuture<Attempted> one : hanging) {
            assertThat(one.join().log().get(0).outcome()).isEqualTo("delivered");
        }
    }

    @Test
    void aSecretThatDoesNotOpenIsNoReasonToSendWithout() throws Exception {
        Receiver receiver = receiver(200);
        hooks.set("acme", receiver.url().toString());
        hooks.change(
                "acme",
                known -> new Webhook(
                        known.url(),
                        known.events(),
                        known.since(),
                        List.of(new Webhook.Secret(hooks.secrets.seal("other", hooks.secrets.make()), null))));
        Attempted failed = deliveries.attempt(Hooks.message("acme"));
        assertThat(failed.log().get(0).error()).isEqualTo("secret-unreadable");
        assertThat(failed.again()).hasSize(1);
        assertThat(receiver.received).isEmpty();
    }

    private double count(String outcome) {
        return meters.counter("darkroom.webhooks.deliveries", "outcome", outcome)
                .count();
    }
}
