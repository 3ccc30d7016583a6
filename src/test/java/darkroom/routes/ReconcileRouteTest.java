package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ReconcileRouteTest extends RouteTest {
    private final Found found = new Found();

    ReconcileRouteTest() {
        super(List.of("reconcile", "errors"), List.of("publish"), "reconcile");
    }

    /** Stands in for the comparison, which is tested by itself. */
    public static final class Found {
        private final List<Receipt> missing = new ArrayList<>();
        private int announced;

        public List<Receipt> missing() {
            return missing;
        }

        public void announced() {
            announced++;
        }
    }

    @Override
    Map<String, Object> beans() {
        return Map.of("reconcile", found, "reconcilePeriod", 3_600_000L, "reconcileDelay", 3_600_000L);
    }

    @Test
    void announcesEachReceiptWithoutRows() {
        Receipt one = Samples.receipt("http", Outcome.ok, null);
        Receipt other = Samples.receipt("kafka", Outcome.failed, "processing-failed");
        found.missing.addAll(List.of(one, other));

        tick();

        assertThat(neighbour("publish").getExchanges())
                .extracting(exchange -> exchange.getVariable("announced"))
                .containsExactly(one, other);
        assertThat(found.announced).isEqualTo(2);
    }

    @Test
    void whereNothingIsMissingNothingIsAnnounced() {
        assertThat(tick().getException()).isNull();
        assertThat(neighbour("publish").getReceivedCounter()).isZero();
    }

    @Test
    void aRoundEndsWhereKafkaIsAwayAndNothingIsShaken() {
        found.missing.addAll(
                List.of(Samples.receipt("http", Outcome.ok, null), Samples.receipt("kafka", Outcome.ok, null)));
        neighbour("publish").whenAnyExchangeReceived(e -> {
            throw new TimeoutException("no broker");
        });

        assertThat(tick().getException()).isNull();
        assertThat(neighbour("publish").getReceivedCounter()).isOne();
        assertThat(found.announced).isZero();
    }

    private Exchange tick() {
        return template.send("direct:door", exchange -> {});
    }
}
