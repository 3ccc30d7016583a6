package darkroom.routes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.tooling.model.ComponentModel;

/**
 * Endpoints against Camel's catalog (unknown options, wrong values), and against the rules of the house: which components,
 * whose headers pass, and that no address or secret stands in a route.
 */
final class EndpointCheck implements RouteCheck {
    private static final Set<String> COMPONENTS =
            Set.of("direct", "platform-http", "kafka", "aws2-s3", "aws2-sqs", "jdbc", "timer");
    private static final Set<String> SETTINGS_OF_THE_CLIENT = Set.of(
            "brokers", "region", "uriEndpointOverride", "overrideEndpoint", "amazonAWSHost", "protocol", "proxyHost");
    private static final Pattern ADDRESS =
            Pattern.compile("[a-z]+://|localhost|\\d+[.]\\d+[.]\\d+[.]\\d+|[\\w.-]+:\\d{2,5}\\b");
    /** Parameters without which an endpoint of the component would lose images, or make buckets by itself. */
    private static final Map<String, Map<String, String>> ALWAYS_FROM = Map.of(
            "kafka", Map.of("autoCommitEnable", "false", "allowManualCommit", "true", "autoOffsetReset", "earliest"),
            "aws2-s3", Map.of("autoCreateBucket", "false", "deleteAfterRead", "false"));

    private static final Map<String, Map<String, String>> ALWAYS_TO = Map.of(
            "kafka", Map.of("synchronous", "true", "requestRequiredAcks", "all"),
            "aws2-s3", Map.of("autoCreateBucket", "false"),
            "jdbc", Map.of("resetAutoCommit", "false"));

    private final CamelCatalog catalog = new DefaultCamelCatalog(true);

    @Override
    public void check(List<RouteFile> files, Consumer<Complaint> complaints) {
        for (RouteFile file : files) {
            for (Endpoint endpoint : Endpoint.of(file.tree())) {
                Consumer<String> wrong = what -> complaints.accept(file.complaint(endpoint.step(), what));
                if (!COMPONENTS.contains(endpoint.component())) {
                    wrong.accept("the component '" + endpoint.component() + "' is none of " + sorted(COMPONENTS));
                } else {
                    options(endpoint, wrong);
                    rules(endpoint, wrong);
                }
            }
        }
    }

    private void options(Endpoint endpoint, Consumer<String> wrong) {
        if (endpoint.uri().contains("?")) {
            wrong.accept("options belong under 'parameters', not into the uri " + endpoint.uri());
            return;
        }
        String query = endpoint.parameters().entrySet().stream()
                .map(p -> p.getKey() + "=" + p.getValue())
                .collect(Collectors.joining("&"));
        String uri = query.isEmpty() ? endpoint.uri() : endpoint.uri() + "?" + query;
        EndpointValidationResult result =
                catalog.validateEndpointProperties(uri, false, endpoint.from(), !endpoint.from());
        if (!result.isSuccess()) {
            wrong.accept(result.summaryErrorMessage(false).strip().replaceAll("\\s+", " "));
        }
    }

    private void rules(Endpoint endpoint, Consumer<String> wrong) {
        ComponentModel model = catalog.componentModel(endpoint.component());
        Map<String, String> given = endpoint.parameters();
        for (ComponentModel.EndpointOptionModel option : model.getEndpointOptions()) {
            String name = option.getName();
            if (given.containsKey(name) && (option.isSecret() || SETTINGS_OF_THE_CLIENT.contains(name))) {
                wrong.accept("'" + name + "' belongs into application.yaml, not into a route");
            }
            if (name.equals("headerFilterStrategy")
                    && !given.getOrDefault(name, "").startsWith("#")) {
                wrong.accept("lacks headerFilterStrategy: which headers pass is a list, at every endpoint");
            }
        }
        if (ADDRESS.matcher(endpoint.path()).find() || given.values().stream().anyMatch(ADDRESS.asPredicate())) {
            wrong.accept("an address belongs into application.yaml, not into a route");
        }
        Map<String, Map<String, String>> always = endpoint.from() ? ALWAYS_FROM : ALWAYS_TO;
        always.getOrDefault(endpoint.component(), Map.of()).forEach((name, value) -> {
            if (!value.equals(given.get(name))) {
                wrong.accept("needs " + name + ": " + value);
            }
        });
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
