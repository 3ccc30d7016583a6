package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private final Waits waits = new Waits(8, Duration.ofSeconds(30));
    private final List<Exchange> begun = new ArrayList<>();

    private boolean waits(String customer) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        begun.add(exchange);
        return waits.begin(customer, "wait=10", exchange).isOn();
    }

    private void end(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    @Test
    void oneCustomerLeavesSomeForAnother() {
        for (int i = 0; i < 6; i++) {
            assertThat(waits("acme")).isTrue();
        }
        assertThat(waits("acme")).isFalse();
        assertThat(waits("demo")).isTrue();
        assertThat(waits("other")).isTrue();
        assertThat(waits("third")).as("all have no more").isFalse();
        end(begun.get(0));
        assertThat(waits("third")).isTrue();
        end(begun.get(1));
        assertThat(waits("acme")).isTrue();
        assertThat(waits("acme")).isFalse();
    }

    @Test
    void whoDoesNotWantToWaitTakesNoPlace() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        for (int i = 0; i < 20; i++) {
            assertThat(waits.begin("acme", "respond-async", exchange).getApplied())
                    .isNull();
        }
        assertThat(waits.begin("acme", "wait=99", exchange).getApplied()).isEqualTo("wait=30");
    }
}
