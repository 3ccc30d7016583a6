package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UntilDoneTest {
    private final CamelContext camel = new DefaultCamelContext();
    private final Exchange exchange = new DefaultExchange(camel);
    private final List<String> givenBack = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        camel.close();
    }

    private void hold(String what, Exchange by) {
        UntilDone.hold("place", () -> givenBack.add(what), by);
    }

    private static int end(Exchange over) {
        List<Synchronization> then = over.getExchangeExtension().handoverCompletions();
        if (then != null) {
            then.forEach(each -> each.onComplete(over));
        }
        return then == null ? 0 : then.size();
    }

    @Test
    void whatIsHeldIsGivenBackInTheEnd() {
        hold("one", exchange);
        assertThat(givenBack).isEmpty();
        end(exchange);
        assertThat(givenBack).containsExactly("one");
    }

    @Test
    void aNextTryHasTheOnlyOneAndAddsNothingToTheEnd() {
        hold("one", exchange);
        hold("two", exchange);
        assertThat(givenBack).containsExactly("one");
        assertThat(end(exchange)).isEqualTo(1);
        assertThat(givenBack).containsExactly("one", "two");
    }

    @Test
    void aCopyHoldsWhatItTookAndNothingElse() {
        hold("one", exchange);
        Exchange copy = exchange.copy();
        UntilDone.giveBack("place", copy);
        hold("copy's", copy);
        assertThat(givenBack).isEmpty();
        end(copy);
        assertThat(givenBack).containsExactly("copy's");
        end(exchange);
        assertThat(givenBack).containsExactly("copy's", "one");
    }

    @Test
    void anExchangeThatIsSentOnceMoreGivesBackOnceMore() {
        hold("one", exchange);
        end(exchange);
        hold("two", exchange);
        end(exchange);
        assertThat(givenBack).containsExactly("one", "two");
    }
}
