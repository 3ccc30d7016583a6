package darkroom.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells what is wrong with route files before they run: against Camel's own schema and catalog, and against the rules of
 * the house. Thread-safe.
 */
final class RouteLint {
    private final List<RouteCheck> checks;

    /**
     * @param beans the names that a route may use, and what they stand for
     * @param settings the keys that have a default
     */
    RouteLint(Map<String, Class<?>> beans, Set<String> settings) {
        this.checks = List.of(
                new SchemaCheck(),
                new FormCheck(),
                new LinkCheck(),
                new EndpointCheck(),
                new ReferenceCheck(beans, settings),
                new ExpressionCheck(),
                new PolicyCheck());
    }

    /** Nothing where all is well. */
    List<Complaint> check(List<RouteFile> files) {
        List<Complaint> complaints = new ArrayList<>();
        List<RouteFile> sound = new ArrayList<>();
        for (RouteFile file : files) {
            if (file.syntaxError() == null) {
                sound.add(file);
            } else {
                complaints.add(file.complaint("", "is no YAML: " + file.syntaxError()));
            }
        }
        checks.forEach(check -> check.check(sound, complaints::add));
        return complaints;
    }
}
