package darkroom.routes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What only all files together can tell: ids that are there twice, and direct endpoints that lead nowhere. */
final class LinkCheck implements RouteCheck {
    @Override
    public void check(List<RouteFile> files, Consumer<Complaint> complaints) {
        ids(files, complaints);
        Set<String> served = new TreeSet<>();
        Set<String> called = new TreeSet<>();
        for (RouteFile file : files) {
            for (Endpoint endpoint : Endpoint.of(file.tree())) {
                if (endpoint.component().equals("direct")) {
                    (endpoint.from() ? served : called).add(endpoint.path());
                }
            }
        }
        for (RouteFile file : files) {
            for (Endpoint endpoint : Endpoint.of(file.tree())) {
                boolean direct = endpoint.component().equals("direct");
                if (direct && !endpoint.from() && !served.contains(endpoint.path())) {
                    complaints.accept(file.complaint(
                            endpoint.step(), "no route is from " + endpoint.uri() + "; there are " + served));
                }
                if (direct && endpoint.from() && !called.contains(endpoint.path())) {
                    complaints.accept(file.complaint(
                            endpoint.step(), "no route leads to " + endpoint.uri() + "; delete it or call it"));
                }
            }
        }
    }

    private static void ids(List<RouteFile> files, Consumer<Complaint> complaints) {
        Map<String, String> owners = new HashMap<>();
        for (RouteFile file : files) {
            for (RouteFile.Place place : file.places()) {
                if (place.key().equals("id")) {
                    String id = place.node().asText();
                    String owner = owners.putIfAbsent(id, file.name());
                    if (owner != null) {
                        complaints.accept(file.complaint(id, "this id is there already, in " + owner));
                    }
                }
            }
        }
    }

    /** Names of all policies. */
    static Set<String> policies(List<RouteFile> files) {
        Set<String> names = new TreeSet<>();
        for (RouteFile file : files) {
            for (JsonNode policy : file.parts("routeConfiguration")) {
                names.add(policy.path("id").asText());
            }
        }
        return names;
    }
}
