package darkroom.tally;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.OutageBeans;
import darkroom.model.Erasures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultHeaderFilterStrategy;

/** A replica that does nothing but tally: the real routes on the real engines. */
final class TallyWriter implements AutoCloseable {
    private final HikariDataSource dataSource = TallyStack.dataSource();
    private final CamelContext context = new DefaultCamelContext();

    private TallyWriter(Map<String, String> more) throws Exception {
        context.getRegistry().bind("tallies", new Tallies(Receipts.JSON, Erasures.NONE, () -> {}, () -> {}));
        context.getRegistry().bind("clickHouseErrors", new ClickHouseErrors());
        context.getRegistry().bind("freshness", new Freshness(new SimpleMeterRegistry(), Clock.systemUTC()));
        context.getRegistry().bind("migrations", new Migrations(dataSource, TallyStack.migrations()));
        context.getRegistry().bind("dataSource", dataSource);
        context.getRegistry().bind("eventHeaders", new EventHeaders());
        OutageBeans.all().forEach(context.getRegistry()::bind);
        KafkaComponent kafka = context.getComponent("kafka", KafkaComponent.class);
        kafka.getConfiguration().setBrokers(TallyStack.stack().kafkaBrokers());
        Properties settings = TallyRouteTest.settings();
        settings.putAll(more);
        context.getPropertiesComponent().setOverrideProperties(settings);
        context.getShutdownStrategy().setTimeout(20);
        for (String file : new String[] {"errors", "dead-receipt", "insert-tallies", "write-rows", "tally-writer"}) {
            TallyRouteTest.load(context, file);
        }
    }

    static TallyWriter start() throws Exception {
        return start(Map.of());
    }

    /** @param settings in place of those of the other tests */
    static TallyWriter start(Map<String, String> settings) throws Exception {
        TallyWriter writer = new TallyWriter(settings);
        writer.context.start();
        return writer;
    }

    @Override
    public void close() {
        context.stop();
        dataSource.close();
    }

    /** The allow-list of the events' endpoints. */
    private static final class EventHeaders extends DefaultHeaderFilterStrategy {
        private static final Set<String> IN = Set.of("ce_id", "ce_customer", "ce_type", "ce_source", "content-type");
        private static final Set<String> ADDED = Set.of("darkroom_reason", "darkroom_from");

        @Override
        public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
            return !IN.contains(name.toLowerCase(Locale.ROOT));
        }

        @Override
        public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
            return applyFilterToExternalHeaders(name, value, exchange)
                    && !ADDED.contains(name.toLowerCase(Locale.ROOT));
        }
    }
}
