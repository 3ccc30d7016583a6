package darkroom.routes;

import darkroom.OutageBeans;
import darkroom.archive.Archive;
import darkroom.archive.ReceiptEvents;
import darkroom.archive.Receipts;
import darkroom.archive.retention.RetentionWatch;
import darkroom.model.Erasures;
import imaging.Recipes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.BeforeEach;

/**
 * Some routes by themselves: the files of {@code routes/} unchanged, the real beans, the settings' defaults, and stand-ins
 * for the stores and for the neighbours. A route's own door becomes {@code direct:door}.
 */
abstract class RouteTest extends CamelTestSupport {
    static final String ARCHIVE = "darkroom-archive";
    static final String INBOX = "darkroom-inbox";

    final MemoryS3 s3 = new MemoryS3();
    final StandIn kafka = new StandIn();
    final StandIn s3Component = new StandIn();
    final StandIn sqs = new StandIn();
    final Recipes recipes = Recipes.load(Path.of("processors/recipes"));

    /** Somebody who is gone, and somebody who was and is here again. */
    static final Erasures ERASURES =
            customer -> Set.of("gone", "back").contains(customer) ? Optional.of(Samples.RECEIVED) : Optional.empty();

    static final Set<String> KNOWN = Set.of("demo", "back");

    /** What was dropped of them. */
    final Dropped dropped = new Dropped();

    /** Stands for the bean {@code erasures}, of which the routes need two methods. */
    public static final class Dropped {
        int records;
        int notices;

        public void record() {
            records++;
        }

        public void notice() {
            notices++;
        }
    }

    private final List<String> files;
    private final List<String> neighbours;
    private final String door;

    /**
     * @param files stems
     * @param neighbours names of {@code direct} endpoints that other routes serve; each leads to {@code mock:NAME}
     * @param door the route that consumes from outside, or null
     */
    RouteTest(List<String> files, List<String> neighbours, String door) {
        this.files = files;
        this.neighbours = neighbours;
        this.door = door;
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true);
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        Properties settings = House.settings();
        settings.put("darkroom.outage.first-millis", "1");
        settings.put("darkroom.outage.most-millis", "2");
        settings.putAll(otherSettings());
        configuration.withUseOverridePropertiesWithPropertiesComponent(settings);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("kafka", kafka);
        registry.bind("aws2-s3", s3Component);
        registry.bind("aws2-sqs", sqs);
        registry.bind("platform-http", new StandIn());
        Receipts receipts = new Receipts(s3, ARCHIVE, 1830, Erasures.NONE, Samples.JSON);
        registry.bind("receipts", receipts);
        registry.bind("archive", new Archive(s3, ARCHIVE));
        registry.bind("events", new ReceiptEvents(receipts));
        registry.bind("retentionWatch", new RetentionWatch(null, 0, 0, new SimpleMeterRegistry())); // looks at nothing
        registry.bind("erasures", dropped);
        OutageBeans.all().forEach(registry::bind);
        beans().forEach(registry::bind);
    }

    /** By name, where the defaults are not wanted. */
    Map<String, String> otherSettings() {
        return Map.of();
    }

    /** Those that not every route needs. */
    Map<String, Object> beans() {
        return Map.of();
    }

    @Override
    protected RoutesBuilder createRouteBuilder() throws Exception {
        for (String file : files) {
            PluginHelper.getRoutesLoader(context())
                    .loadRoutes(
                            ResourceHelper.resolveMandatoryResource(context(), "file:routes/" + file + ".camel.yaml"));
        }
        return new RouteBuilder() {
            @Override
            public void configure() {
                neighbours.forEach(name ->
                        from("direct:" + name).errorHandler(noErrorHandler()).to("mock:" + name));
            }
        };
    }

    @BeforeEach
    void start() throws Exception {
        if (door != null) {
            AdviceWith.adviceWith(context, door, route -> route.replaceFromWith("direct:door"));
        }
        s3Component.at(ARCHIVE).whenAnyExchangeReceived(exchange -> s3.put(ARCHIVE, exchange));
        context.start();
    }

    MockEndpoint neighbour(String name) {
        return getMockEndpoint("mock:" + name);
    }

    static Exchange only(MockEndpoint endpoint) {
        if (endpoint.getReceivedCounter() != 1) {
            throw new AssertionError(endpoint + " received " + endpoint.getReceivedCounter() + " exchanges, not one");
        }
        return endpoint.getExchanges().get(0);
    }
}
