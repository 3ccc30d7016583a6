package darkroom.routes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One endpoint that a route names.
 *
 * @param from whether the route consumes from it
 */
record Endpoint(String step, String uri, Map<String, String> parameters, boolean from) {

    static List<Endpoint> of(JsonNode part) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (RouteFile.Place place : RouteFile.places(part)) {
            JsonNode uri = place.node().get("uri");
            if (uri != null) {
                endpoints.add(new Endpoint(
                        place.step(),
                        uri.asText(),
                        parameters(place.node()),
                        place.key().equals("from")));
            } else if (place.key().startsWith("to") && place.node().isTextual()) {
                endpoints.add(new Endpoint(place.step(), place.node().asText(), Map.of(), false));
            }
        }
        return endpoints;
    }

    private static Map<String, String> parameters(JsonNode node) {
        Map<String, String> parameters = new LinkedHashMap<>();
        node.path("parameters")
                .properties()
                .forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
        return parameters;
    }

    String component() {
        return uri.split(":", 2)[0];
    }

    /** What stands behind the component's name, without parameters. */
    String path() {
        String rest = uri.contains(":") ? uri.split(":", 2)[1] : "";
        return rest.split("[?]", 2)[0];
    }

    /** Whether it leads out of the house. */
    boolean outside() {
        return !component().equals("direct");
    }
}
