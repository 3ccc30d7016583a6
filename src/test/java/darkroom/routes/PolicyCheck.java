package darkroom.routes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Errors are decided at the edge, and headers stop there: a route that consumes from outside names its policy and scrubs
 * before it calls anybody; an inner route has no error handler.
 */
final class PolicyCheck implements RouteCheck {
    private static final String RECEIPT_HANDLE = "CamelAwsSqs*";

    @Override
    public void check(List<RouteFile> files, Consumer<Complaint> complaints) {
        Set<String> policies = LinkCheck.policies(files);
        for (RouteFile file : files) {
            for (JsonNode route : file.parts("route")) {
                Consumer<String> wrong = what ->
                        complaints.accept(file.complaint(route.path("id").asText(), what));
                List<Endpoint> endpoints = Endpoint.of(route);
                if (endpoints.stream().anyMatch(e -> e.from() && e.outside())) {
                    edge(route, policies, wrong);
                } else {
                    inner(route, wrong);
                }
            }
        }
    }

    private static void edge(JsonNode route, Set<String> policies, Consumer<String> wrong) {
        String policy = route.path("routeConfigurationId").asText();
        if (policy.isEmpty()) {
            wrong.accept("consumes from outside and names no routeConfigurationId; there are " + policies);
        } else if (!policies.contains(policy)) {
            wrong.accept("there is no routeConfiguration '" + policy + "'; there are " + policies);
        }
        if (route.has("errorHandler")) {
            wrong.accept("has an errorHandler beside its routeConfiguration; keep the latter");
        }
        boolean scrubbed = false;
        for (RouteFile.Place place : RouteFile.places(route)) {
            if (place.key().equals("removeHeaders")) {
                scrubbed |= scrubs(place.node(), wrong);
            } else if (place.key().equals("to") && !scrubbed) {
                wrong.accept(
                        "calls " + place.node().path("uri").asText(place.node().asText())
                                + " before removeHeaders \"*\": a sender's headers would steer it");
                return;
            }
        }
    }

    private static boolean scrubs(JsonNode removeHeaders, Consumer<String> wrong) {
        String kept = removeHeaders.path("excludePattern").asText();
        if (!kept.isEmpty() && !kept.equals(RECEIPT_HANDLE)) {
            wrong.accept("a scrub keeps '" + kept + "'; only " + RECEIPT_HANDLE + " may stay");
        }
        return kept.isEmpty() && removeHeaders.path("pattern").asText().equals("*");
    }

    private static void inner(JsonNode route, Consumer<String> wrong) {
        if (!route.path("errorHandler").has("noErrorHandler")) {
            wrong.accept("is an inner route: it needs errorHandler: {noErrorHandler: {}}, so that its caller decides");
        }
        if (route.has("routeConfigurationId")) {
            wrong.accept("is an inner route and names a routeConfigurationId; only the edge decides about errors");
        }
    }
}
