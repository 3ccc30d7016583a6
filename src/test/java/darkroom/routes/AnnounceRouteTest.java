package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.StoredObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceRouteTest extends RouteTest {
    AnnounceRouteTest() {
        super(List.of("announce", "publish"), List.of("put"), null);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void theReceiptIsPublishedAsACloudEvent(Outcome outcome) throws IOException {
        Receipt receipt = Samples.receipt("kafka", outcome, outcome == Outcome.ok ? null : "reason");
        Exchange exchange = announce(receipt);
        Exchange sent = only(topic());
        assertThat(sent.getMessage().getHeaders())
                .containsEntry(KafkaConstants.KEY, Samples.ID.toString())
                .containsEntry("ce_id", Samples.ID.toString())
                .containsEntry("ce_type", "darkroom.image." + outcome)
                .containsEntry("ce_source", "/darkroom/kafka")
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_customer", "demo")
                .containsEntry("content-type", "application/json")
                .hasSize(7);
        assertThat(Samples.JSON.readValue(sent.getMessage().getBody(byte[].class), Receipt.class))
                .isEqualTo(receipt);
        assertThat(exchange.getMessage().getBody()).isEqualTo(receipt);
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
        assertThat(neighbour("put").getReceivedCounter()).isZero();
    }

    @Test
    void noHeaderOfASenderSteersTheProducer() {
        template.send("direct:announce", e -> {
            e.getMessage().setHeaders(new HashMap<>(Samples.EVIL));
            e.getMessage().setBody(Samples.receipt("kafka", Outcome.ok, null));
        });
        assertThat(only(topic()).getMessage().getHeaders())
                .doesNotContainKeys(Samples.EVIL.keySet().toArray(String[]::new));
    }

    @Test
    void anUploadThatKafkaDoesNotTakeIsMarkedAndGoesOn() throws IOException {
        kafkaIsAway();
        Receipt receipt = Samples.receipt("http", Outcome.ok, null);
        Exchange exchange = announce(receipt);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(receipt);
        StoredObject marker = only(neighbour("put")).getMessage().getBody(StoredObject.class);
        assertThat(marker.key()).isEqualTo("unannounced/" + Samples.ID);
        assertThat(marker.lockedUntil()).isNull();
        assertThat(marker.tags()).containsEntry("kind", "marker");
        assertThat(Samples.JSON.readValue(marker.bytes(), Receipt.class)).isEqualTo(receipt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "sqs"})
    void theOtherDoorsCanWait(String source) {
        kafkaIsAway();
        Exchange exchange = announce(Samples.receipt(source, Outcome.ok, null));
        assertThat(exchange.getException()).hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(neighbour("put").getReceivedCounter()).isZero();
    }

    @Test
    void whereTheMarkerCannotBeStoredTheUploadIsToComeAgain() {
        kafkaIsAway();
        neighbour("put").whenAnyExchangeReceived(e -> {
            throw MemoryS3.refusal(503);
        });
        assertThat(announce(Samples.receipt("http", Outcome.ok, null)).getException())
                .hasMessageContaining("status 503");
    }

    @Test
    void aBugIsNoOutage() {
        topic().whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(announce(Samples.receipt("http", Outcome.ok, null)).getException())
                .hasMessage("a bug");
        assertThat(neighbour("put").getReceivedCounter()).isZero();
    }

    /** The stand-in's breaker takes Kafka to be away after two failures in a row. */
    @Test
    void aKafkaThatIsKnownToBeAwayIsNotWaitedForByEachUpload() {
        kafkaIsAway();
        for (int i = 0; i < 5; i++) {
            assertThat(announce(Samples.receipt("http", Outcome.ok, null)).getException())
                    .isNull();
        }
        assertThat(topic().getReceivedCounter()).isEqualTo(2);
        assertThat(neighbour("put").getReceivedCounter()).isEqualTo(5);
    }

    /** As a synchronous producer tells it. */
    private void kafkaIsAway() {
        topic().whenAnyExchangeReceived(e -> {
            throw new ExecutionException(new TimeoutException("no broker"));
        });
    }

    private MockEndpoint topic() {
        return kafka.at("darkroom.receipts");
    }

    private Exchange announce(Receipt receipt) {
        return template.send("direct:announce", e -> e.getMessage().setBody(receipt));
    }
}
