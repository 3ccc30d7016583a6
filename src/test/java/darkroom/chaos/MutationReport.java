package darkroom.chaos;

import darkroom.chaos.Finding.Kind;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the audit sees it when a guard is off: each mutation on a replica of its own, killed where that must show. First
 * of all a run in which nothing is off, which must be clean. Immutable.
 */
public record MutationReport(List<Trial> trials) {
    /** One mutation, and what the audit found. */
    record Trial(Mutation mutation, ChaosReport report) {
        /**
         * The kill took place, and what the guard is there to prevent was found: any other finding is none of it. Nothing
         * where nothing is off.
         */
        boolean isAsItShouldBe() {
            boolean nothing = report.findings().isEmpty();
            Set<String> found = report.findings().stream().map(Finding::check).collect(Collectors.toSet());
            return report.missed().isEmpty()
                    && nothing == mutation.equals(Mutation.NONE)
                    && (mutation.findings().isEmpty() || !Collections.disjoint(found, mutation.findings()));
        }

        String detectedBy() {
            return report.findings().stream()
                    .map(Finding::check)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining("; "));
        }
    }

    /**
     * @param folder for the mutated routes
     * @param progress for people
     */
    static MutationReport run(Stack stack, Options options, Path folder, PrintStream progress) throws Exception {
        List<Mutation> mutations = new ArrayList<>(List.of(Mutation.NONE));
        mutations.addAll(Mutation.ALL);
        List<Trial> trials = new ArrayList<>();
        for (Mutation mutation : mutations) {
            progress.println("off: " + mutation.guard());
            Path routes = folder.resolve("mutant-" + trials.size()).toAbsolutePath();
            mutation.copyRoutes(routes);
            Map<String, String> variables = Map.of("DARKROOM_ROUTES", "file:" + routes + "/*.camel.yaml");
            ChaosReport report = new ChaosRun(
                            stack,
                            options.forOne(mutation.source()),
                            "mutant-" + trials.size(),
                            variables,
                            List.of(MutantSteps.class),
                            progress)
                    .run(List.of(mutation.kill()), backends -> mutateSchema(mutation, backends));
            progress.println(report.summary());
            trials.add(new Trial(mutation, report));
        }
        return new MutationReport(List.copyOf(trials));
    }

    /** The last of the mutations: what it changes stays. */
    private static void mutateSchema(Mutation mutation, Backends backends) throws IOException, InterruptedException {
        if (mutation.isOfTheSchema()) {
            backends.sql("SYSTEM STOP MERGES darkroom.image_tallies"); // a merge would hide it, some day
            String file = mutation.text();
            String view = file.substring(file.indexOf("CREATE OR REPLACE VIEW " + Mutation.VIEW));
            backends.sql(view.substring(0, view.indexOf(";\n")));
        }
    }

    /** Every guard that was off was missed by what it is there to prevent, and nothing was found where none was off. */
    public boolean passed() {
        return trials.stream().allMatch(Trial::isAsItShouldBe);
    }

    /** A row a mutation. */
    String markdown() {
        StringBuilder table = new StringBuilder(
                "| guard that is off | killed at | lost | duplicated | wrong | detected by |\n|---|---|---|---|---|---|\n");
        for (Trial trial : trials) {
            ChaosReport report = trial.report();
            table.append("| %s | %s | %d | %d | %d | %s |%n"
                    .formatted(
                            trial.mutation().guard(),
                            report.missed().isEmpty() ? trial.mutation().kill() : "**never reached**",
                            report.count(Kind.LOST),
                            report.count(Kind.DUPLICATED),
                            report.count(Kind.WRONG),
                            trial.isAsItShouldBe()
                                    ? trial.detectedBy()
                                    : "**" + (report.findings().isEmpty() ? "nothing" : trial.detectedBy()) + "**"));
        }
        return table.toString();
    }
}
