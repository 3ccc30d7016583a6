package darkroom.tally;

import darkroom.OutageBeans;
import darkroom.model.Erasures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;

/** A route by itself: the files of {@code routes/}, the real beans, and mocks where the neighbours are. */
abstract class TallyRouteTest extends CamelTestSupport {
    /** What clocks say. */
    static final Instant NOW = Instant.parse("2026-11-20T10:20:00Z");

    final MeterRegistry meters = new SimpleMeterRegistry();

    /** Stems of the files to load. */
    abstract String[] files();

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("tallies", tallies());
        registry.bind("clickHouseErrors", new ClickHouseErrors());
        registry.bind("freshness", new Freshness(meters, Clock.fixed(NOW, ZoneOffset.UTC)));
        registry.bind("eventHeaders", new DefaultHeaderFilterStrategy());
        registry.bind("httpHeaders", new DefaultHeaderFilterStrategy());
        OutageBeans.all().forEach(registry::bind);
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withUseOverridePropertiesWithPropertiesComponent(settings());
    }

    Tallies tallies() {
        return new Tallies(Receipts.JSON, Erasures.NONE, () -> {}, () -> {});
    }

    static Properties settings() {
        Properties settings = new Properties();
        settings.put("darkroom.receipts.topic", "darkroom.receipts");
        settings.put("darkroom.receipts.dead-topic", "darkroom.receipts.dead");
        settings.put("darkroom.receipts.group", "darkroom-tallies");
        settings.put("darkroom.receipts.poll-records", "500");
        settings.put("darkroom.receipts.poll-min-bytes", "1");
        settings.put("darkroom.receipts.poll-max-bytes", "16777216");
        settings.put("darkroom.receipts.poll-wait-millis", "100");
        settings.put("darkroom.receipts.work-millis", "300000");
        settings.put("darkroom.receipts.session-millis", "10000");
        settings.put("darkroom.receipts.heartbeat-millis", "1000");
        settings.put("darkroom.receipts.dead-max-bytes", "1114112");
        return settings;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        for (String file : files()) {
            load(context(), file);
        }
        return new RoutesBuilder[] {new Neighbours(neighbours())};
    }

    /** Names of {@code direct} endpoints that other routes of the house serve; each leads to {@code mock:NAME}. */
    String[] neighbours() {
        return new String[0];
    }

    static void load(CamelContext context, String file) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "file:routes/" + file + ".camel.yaml"));
    }

    private static final class Neighbours extends RouteBuilder {
        private final String[] names;

        Neighbours(String... names) {
            this.names = names;
        }

        @Override
        public void configure() {
            Arrays.stream(names).forEach(name -> from("direct:" + name)
                    .errorHandler(noErrorHandler())
                    .to("mock:" + name));
        }
    }
}
