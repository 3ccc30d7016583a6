package darkroom.routes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** How a file looks, so that a reader finds a way through it: header, one route, its name, its length, ids. */
final class FormCheck implements RouteCheck {
    /** Holds the policies of all, and no route. */
    static final String POLICIES = "errors";

    private static final int MOST_LINES = 60;
    private static final Set<String> BRANCHES = Set.of("from", "otherwise");
    private static final Set<String> LISTS_OF_BRANCHES = Set.of("when", "doCatch");

    @Override
    public void check(List<RouteFile> files, Consumer<Complaint> complaints) {
        for (RouteFile file : files) {
            boolean policies = file.stem().equals(POLICIES);
            header(file, policies, complaints);
            parts(file, policies, complaints);
            ids(file, complaints);
            if (!policies) {
                long lines =
                        file.lines().stream().dropWhile(l -> l.startsWith("#")).count();
                if (lines > MOST_LINES) {
                    complaints.accept(file.complaint(
                            "",
                            lines + " lines are more than " + MOST_LINES + "; give a part of it a file of its own"));
                }
            }
        }
    }

    private static void header(RouteFile file, boolean policies, Consumer<Complaint> complaints) {
        List<String> header =
                file.lines().stream().takeWhile(l -> l.startsWith("#")).toList();
        if (header.isEmpty() || !header.get(0).startsWith("# " + file.stem() + ": ")) {
            complaints.accept(
                    file.complaint("", "must begin with the comment '# " + file.stem() + ": what it is for'"));
        }
        for (String word : policies ? List.<String>of() : List.of("in", "out", "fails")) {
            if (header.stream().noneMatch(l -> l.startsWith("# " + word + " "))) {
                complaints.accept(file.complaint("", "its header comment has no line '# " + word + "'"));
            }
        }
    }

    private static void parts(RouteFile file, boolean policies, Consumer<Complaint> complaints) {
        String kind = policies ? "routeConfiguration" : "route";
        List<JsonNode> parts = file.parts(kind);
        if (parts.size() != file.tree().size() || (!policies && parts.size() != 1)) {
            complaints.accept(file.complaint("", "must hold " + (policies ? "nothing but " : "exactly one ") + kind));
        }
        for (JsonNode part : parts) {
            String id = part.path("id").asText();
            if (id.isEmpty()) {
                complaints.accept(file.complaint("", "a " + kind + " without id; without one it holds for all"));
            } else if (!policies && !id.equals(file.stem())) {
                complaints.accept(file.complaint(id, "the route's id must be the file's stem, " + file.stem()));
            }
            if (part.path("description").asText().isBlank()) {
                complaints.accept(file.complaint(id, "has no description"));
            }
        }
    }

    private static void ids(RouteFile file, Consumer<Complaint> complaints) {
        for (RouteFile.Place place : file.places()) {
            if (place.key().equals("steps")) {
                place.node().forEach(step -> step.properties()
                        .forEach(eip -> needsId(file, place.step(), eip.getKey(), eip.getValue(), complaints)));
            } else if (LISTS_OF_BRANCHES.contains(place.key())) {
                place.node().forEach(branch -> needsId(file, place.step(), place.key(), branch, complaints));
            } else if (place.key().equals("onException") && !place.node().isArray()) {
                needsId(file, place.step(), place.key(), place.node(), complaints);
            } else if (BRANCHES.contains(place.key())) {
                needsId(file, place.step(), place.key(), place.node(), complaints);
            }
        }
    }

    private static void needsId(
            RouteFile file, String step, String eip, JsonNode node, Consumer<Complaint> complaints) {
        if (node.path("id").asText().isEmpty()) {
            complaints.accept(file.complaint(step, "a step '" + eip + "' has no id; metrics and tests need one"));
        }
    }
}
