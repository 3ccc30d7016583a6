package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookEventsTest {
    private final Hooks hooks = new Hooks();
    private Erasures erasures = Erasures.NONE;
    private final WebhookEvents events = events(262_144);

    private WebhookEvents events(int messageBytes) {
        return new WebhookEvents(
                Hooks.JSON,
                hooks,
                customer -> erasures.until(customer),
                Duration.ofDays(3),
                messageBytes,
                Clock.fixed(Hooks.NOW, ZoneOffset.UTC));
    }

    @Test
    void aReceiptBecomesADeliveryThatIsTheSameHoweverOftenItIsAnnounced() throws Exception {
        hooks.set("acme", "https://example.com/");
        String message = read(events, receipt(60));
        Delivery delivery = new Events(Hooks.JSON).read(message);
        assertThat(delivery.id()).isEqualTo(Hooks.ID + "-ok").doesNotContain(".");
        assertThat(delivery.customer()).isEqualTo("acme");
        assertThat(delivery.tries()).isZero();
        assertThat(read(events, receipt(60))).isEqualTo(message);
    }

    @Test
    void otherOutcomesAreOtherDeliveries() throws Exception {
        hooks.set("acme", "https://example.com/");
        Receipt failed = Hooks.receipt("acme", Outcome.failed, Hooks.NOW);
        assertThat(new Events(Hooks.JSON).read(read(events, failed)).id()).isEqualTo(Hooks.ID + "-failed");
    }

    @Test
    void whoIsToldIsSaidByTheReceiptAndItsCustomersWebhook() {
        assertThat(read(events, receipt(60))).as("no webhook").isEmpty();
        hooks.set("acme", "https://example.com/");
        assertThat(read(events, receipt(3601))).as("done before there was one").isEmpty();
        hooks.change(
                "acme",
                known -> new Webhook(
                        known.url(),
                        Set.of("darkroom.image.failed"),
                        Hooks.NOW.minus(Duration.ofDays(30)),
                        known.secrets()));
        assertThat(read(events, receipt(60))).as("not one of its events").isEmpty();
        Receipt old = Hooks.receipt("acme", Outcome.failed, Hooks.NOW.minus(Duration.ofHours(73)));
        assertThat(read(events, old)).as("announced again for the rows").isEmpty();
        Receipt failed = Hooks.receipt("acme", Outcome.failed, Hooks.NOW.minusSeconds(1));
        assertThat(read(events, failed)).isNotEmpty();
        erasures = customer -> Optional.of(Hooks.NOW);
        assertThat(read(events, failed)).as("erased").isEmpty();
    }

    @Test
    void whatIsNoReceiptIsLeftToTheTallyWriter() {
        hooks.set("acme", "https://example.com/");
        assertThat(events.read(null, Map.of())).isEmpty();
        assertThat(events.read(new byte[0], Map.of())).isEmpty();
        assertThat(events.read("{}".getBytes(StandardCharsets.UTF_8), Map.of())).isEmpty();
        assertThat(events.read("null".getBytes(StandardCharsets.UTF_8), Map.of()))
                .isEmpty();
    }

    @Test
    void theHeaderOfOneWithoutAWebhookSparesALookIntoIt() {
        hooks.set("acme", "https://example.com/");
        assertThat(events.read(
                        Hooks.bytes(receipt(60)), Map.of("ce_customer", "other".getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }

    @Test
    void whatIsTooLongForTheQueueStopsNothing() {
        hooks.set("acme", "https://example.com/");
        assertThat(read(events(500), receipt(60))).isEmpty();
    }

    @Test
    void requestsHaveNoMoreMessagesAndBytesThanTheQueueTakes() {
        PollBatch batch = new PollBatch(100);
        for (int i = 0; i < 12; i++) {
            batch.add("x", "t/0", null);
        }
        batch.add("", "t/0", null);
        batch.add("é".repeat(40), "t/1", null);
        batch.add("y".repeat(20), "t/1", null);
        batch.add("z", "t/1", null);
        assertThat(batch.getRequests()).extracting(java.util.List::size).containsExactly(10, 3, 2);
        assertThat(batch.getTexts()).hasSize(15);
    }

    private static Receipt receipt(int secondsAgo) {
        return Hooks.receipt("acme", Outcome.ok, Hooks.NOW.minusSeconds(secondsAgo));
    }

    private static String read(WebhookEvents events, Receipt receipt) {
        return events.read(
                Hooks.bytes(receipt), Map.of("ce_customer", receipt.customer().getBytes(StandardCharsets.UTF_8)));
    }
}
