package darkroom.routes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;

/** Takes a component's place and name: whatever its options, what is sent to it can be asked for. */
final class StandIn extends MockComponent {
    private final Map<String, MockEndpoint> endpoints = new ConcurrentHashMap<>();

    /** Else Camel would set what the component has whose name this one bears. */
    @Override
    public boolean isAutowiredEnabled() {
        return false;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String path, Map<String, Object> parameters) {
        parameters.clear(); // the catalog has checked them
        return at(path);
    }

    /** Where a route sends to when it names this topic, bucket or queue. */
    MockEndpoint at(String path) {
        return endpoints.computeIfAbsent(path, p -> new MockEndpoint("mock:" + p, this));
    }
}
