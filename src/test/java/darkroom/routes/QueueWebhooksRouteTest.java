package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Webhook;
import darkroom.model.Webhooks;
import darkroom.webhooks.WebhookEvents;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

class QueueWebhooksRouteTest extends RouteTest {
    private static final String QUEUE = "darkroom-webhooks";

    private final List<String> committed = new ArrayList<>();
    private final List<Integer> sent = new ArrayList<>();
    private int refusals;

    QueueWebhooksRouteTest() {
        super(List.of("queue-webhooks", "enqueue-webhooks", "errors"), List.of(), "queue-webhooks");
    }

    /** Of demo alone. */
    private static final class OneWebhook implements Webhooks {
        @Override
        public Optional<Webhook> of(String customer) {
            return customer.equals("demo")
                    ? Optional.of(new Webhook("https://example.com/", Webhook.EVENTS, Samples.RECEIVED, List.of()))
                    : Optional.empty();
        }

        @Override
        public Webhook change(String customer, UnaryOperator<Webhook> change) {
            throw new UnsupportedOperationException("nobody changes it here");
        }
    }

    @Override
    Map<String, Object> beans() {
        return Map.of(
                "webhookEvents",
                new WebhookEvents(
                        Samples.JSON,
                        new OneWebhook(),
                        Erasures.NONE,
                        Duration.ofHours(1),
                        262_144,
                        Clock.fixed(Samples.RECEIVED.plusSeconds(60), ZoneOffset.UTC)));
    }

    @Test
    void onePollIsQueuedInRequestsOfTenAndCommittedAfterwards() {
        queue();
        for (int offset = 0; offset < 12; offset++) {
            assertThat(committed).isEmpty();
            poll("demo", 0, offset, false);
        }
        poll("other", 3, 5, true);
        assertThat(sent).containsExactly(10, 2);
        assertThat(committed).containsExactlyInAnyOrder("0/11", "3/5");
    }

    @Test
    void aPollThatConcernsNobodyIsCommitted() {
        queue();
        poll("other", 0, 7, true);
        assertThat(sqs.at(QUEUE).getReceivedCounter()).isZero();
        assertThat(committed).containsExactly("0/7");
    }

    @Test
    void whatTheQueueDoesNotTakeIsSentAgainBeforeAnythingIsCommitted() {
        queue();
        refusals = 3;
        poll("demo", 0, 1, true);
        assertThat(sent).containsExactly(1, 1, 1, 1);
        assertThat(committed).containsExactly("0/1");
    }

    private void queue() {
        sqs.at(QUEUE).whenAnyExchangeReceived(exchange -> {
            assertThat(committed).isEmpty();
            sent.add(exchange.getMessage().getBody(List.class).size());
            SendMessageBatchResponse.Builder answer = SendMessageBatchResponse.builder();
            if (refusals-- > 0) {
                answer.failed(BatchResultErrorEntry.builder()
                        .id("x")
                        .code("InternalError")
                        .build());
            }
            exchange.getMessage().setBody(answer.build());
        });
    }

    private void poll(String customer, int partition, long offset, boolean last) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("ce_customer", customer.getBytes(StandardCharsets.UTF_8));
        headers.put("kafka.TOPIC", "darkroom.receipts");
        headers.put("kafka.PARTITION", partition);
        headers.put("kafka.LAST_POLL_RECORD", last);
        headers.put("CamelKafkaManualCommit", (KafkaManualCommit) () -> committed.add(partition + "/" + offset));
        Exchange done = template.send("direct:door", exchange -> {
            exchange.getMessage().setHeaders(headers);
            exchange.getMessage().setBody(Samples.json(Samples.receipt("http", Outcome.ok, null)));
        });
        assertThat(done.getException()).isNull();
    }
}
