package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnounceLaterRouteTest extends RouteTest {
    private static final String MARKER = "unannounced/" + Samples.ID;

    private final Receipt marked = Samples.receipt("http", Outcome.ok, null);
    private final Receipt stored = Samples.receipt("kafka", Outcome.ok, null);

    AnnounceLaterRouteTest() {
        super(List.of("announce-later", "errors"), List.of("publish"), "announce-later");
    }

    @BeforeEach
    void aMarkerLiesInTheArchive() {
        s3.put(ARCHIVE, MARKER, "v1", Samples.json(marked));
    }

    @Test
    void announcesWhatIsStoredNowAndTakesTheMarkerAway() {
        s3.put(ARCHIVE, Samples.FOLDER + "receipt.json", "v1", Samples.json(stored));
        find();
        assertThat(only(neighbour("publish")).getVariable("announced")).isEqualTo(stored);
        assertThat(s3.keys(ARCHIVE)).doesNotContain(MARKER);
    }

    @Test
    void announcesTheMarkerItselfWhereNothingElseIsStored() {
        find();
        assertThat(only(neighbour("publish")).getVariable("announced")).isEqualTo(marked);
    }

    @Test
    void aMarkerStaysAsLongAsKafkaIsAwayAndNothingIsShaken() {
        neighbour("publish").whenAnyExchangeReceived(e -> {
            throw new TimeoutException("no broker");
        });
        assertThat(find().getException()).isNull();
        assertThat(s3.keys(ARCHIVE)).contains(MARKER);
    }

    @Test
    void whatIsNoReceiptStaysAndStopsNobody() {
        Exchange exchange = template.send("direct:door", e -> e.getMessage().setBody("rubbish"));
        assertThat(exchange.getException()).isNull();
        assertThat(neighbour("publish").getReceivedCounter()).isZero();
    }

    private Exchange find() {
        return template.send("direct:door", e -> e.getMessage()
                .setBody(s3.get(ARCHIVE, MARKER).bytes()));
    }
}
