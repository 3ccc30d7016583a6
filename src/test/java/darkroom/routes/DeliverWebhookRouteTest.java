package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class DeliverWebhookRouteTest extends RouteTest {
    private static final String QUEUE = "darkroom-webhooks";
    private static final String TOPIC = "darkroom.webhooks";

    private final List<String> order = new ArrayList<>();
    private List<String> again = List.of();
    private List<String> entries = List.of();
    private int lost;

    /** What a try leaves to be done. */
    public record Done(List<String> again, int delaySeconds, List<String> log) {}

    /** Stands for the bean {@code deliveries}. */
    public final class Tries {
        public Done attempt(@Body String message) {
            order.add("try " + message);
            return new Done(again, 900, entries);
        }
    }

    /** Stands for the bean {@code deliveryLog}, of which the route needs two methods. */
    public final class Log {
        public byte[] record(@Body String entry) {
            return entry.getBytes(StandardCharsets.UTF_8);
        }

        public void lose() {
            lost++;
        }
    }

    DeliverWebhookRouteTest() {
        super(List.of("deliver-webhook", "log-webhook", "errors"), List.of(), "deliver-webhook");
    }

    @Override
    Map<String, Object> beans() {
        return Map.of("deliveries", new Tries(), "deliveryLog", new Log());
    }

    @Test
    void aTryThatIsPutOffIsInTheQueueBeforeItIsLogged() {
        again = List.of("later");
        entries = List.of("entry");
        sqs.at(QUEUE).whenAnyExchangeReceived(exchange -> order.add("queued"));
        kafka.at(TOPIC).whenAnyExchangeReceived(exchange -> order.add("logged"));

        Exchange done = deliver();

        assertThat(done.getException()).isNull();
        assertThat(order).containsExactly("try message", "queued", "logged");
        Exchange queued = only(sqs.at(QUEUE));
        assertThat(queued.getMessage().getBody(String.class)).isEqualTo("later");
        assertThat(queued.getMessage().getHeaders())
                .containsOnlyKeys("CamelAwsSqsDelaySeconds")
                .hasEntrySatisfying(
                        "CamelAwsSqsDelaySeconds", delay -> assertThat(delay).hasToString("900"));
        assertThat(done.getMessage().getHeaders())
                .as("what the delete needs")
                .containsEntry("CamelAwsSqsReceiptHandle", "handle");
    }

    @Test
    void whatIsOverIsLoggedAlone() {
        entries = List.of("entry");
        assertThat(deliver().getException()).isNull();
        assertThat(sqs.at(QUEUE).getReceivedCounter()).isZero();
        Exchange logged = only(kafka.at(TOPIC));
        assertThat(logged.getMessage().getBody(String.class)).isEqualTo("entry");
        assertThat(logged.getMessage().getHeaders()).isEmpty();
    }

    @Test
    void whatConcernsNobodyLeavesNothing() {
        assertThat(deliver().getException()).isNull();
        assertThat(sqs.at(QUEUE).getReceivedCounter()).isZero();
        assertThat(kafka.at(TOPIC).getReceivedCounter()).isZero();
    }

    @Test
    void aTryThatCannotBeLoggedIsNotMadeAgain() {
        entries = List.of("entry");
        fail(kafka.at(TOPIC), new TimeoutException("Kafka is away"), Integer.MAX_VALUE);
        assertThat(deliver().getException()).isNull();
        assertThat(deliver().getException()).isNull();
        assertThat(deliver().getException()).isNull();
        assertThat(lost).isEqualTo(3);
        assertThat(kafka.at(TOPIC).getReceivedCounter())
                .as("once it is known to be away it is not waited for")
                .isEqualTo(2);
    }

    @Test
    void whileTheQueueIsAwayTheMessageStaysAndIsNotPostedAgainInBetween() {
        again = List.of("later");
        fail(sqs.at(QUEUE), new IllegalStateException("SQS is away"), 3);
        assertThat(deliver().getException()).isNull();
        assertThat(order).containsExactly("try message");

        fail(sqs.at(QUEUE), new IllegalStateException("SQS is away"), Integer.MAX_VALUE);
        assertThat(deliver().getException()).as("it becomes visible again").hasMessageContaining("SQS is away");
    }

    private static void fail(MockEndpoint endpoint, RuntimeException failure, int times) {
        int[] left = {times};
        endpoint.whenAnyExchangeReceived(exchange -> {
            if (left[0]-- > 0) {
                throw failure;
            }
        });
    }

    private Exchange deliver() {
        Map<String, Object> headers = new HashMap<>(Samples.EVIL);
        headers.put("CamelAwsSqsReceiptHandle", "handle");
        return template.send("direct:door", exchange -> {
            exchange.getMessage().setHeaders(headers);
            exchange.getMessage().setBody("message");
        });
    }
}
