package darkroom.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A guard switched off, in a copy of the file that it stands in, and the kill that must make that show.
 *
 * @param guard what holds as long as the guard is there
 * @param file of {@code routes/}, or a file of the schema
 * @param edit makes the mutated text of the file's own
 * @param findings checks of the {@link Auditor}, one of which has to find something: what the guard is there to prevent
 */
record Mutation(String guard, Kill kill, String file, UnaryOperator<RouteText> edit, Set<String> findings) {
    private static final String BEANS = "mutantSteps";

    /** First of all nothing: a check that is never content proves nothing. */
    static final Mutation NONE = new Mutation(
            "(none is off)", Kill.at(KillPoint.K4, Source.KAFKA), "put.camel.yaml", UnaryOperator.identity(), Set.of());

    static final List<Mutation> ALL = List.of(
            new Mutation(
                    "an offset is committed after the work",
                    Kill.at(KillPoint.K2, Source.KAFKA),
                    "from-kafka.camel.yaml",
                    route -> route.move("kafka-commit", "kafka-work"),
                    Set.of("receipts")),
            new Mutation(
                    "an offset is committed after the announcement",
                    Kill.at(KillPoint.K5, Source.KAFKA),
                    "process.camel.yaml",
                    route -> route.call("kafkaDoor", "commit", "process-tell"),
                    Set.of("announcements")),
            new Mutation(
                    "an object is written once (If-None-Match)",
                    Kill.at(KillPoint.K4, Source.KAFKA),
                    "put.camel.yaml",
                    route -> route.replace("conditionalWritesEnabled: true", "conditionalWritesEnabled: false"),
                    Set.of("variants", "quarantine")), // of a picture that was refused it is the original's
            new Mutation(
                    "the receipt is stored after the variants",
                    Kill.at(KillPoint.K3, Source.HTTP),
                    "archive.camel.yaml",
                    route -> route.replace(
                                    "ref: receipts\n                method: nothing",
                                    "ref: " + BEANS + "\n                method: asIfStored")
                            .replace("${body.objects}", "${variable.finished.objects}")
                            .move("seal", "each-variant")
                            .move("put-receipt", "each-variant")
                            .move("settled", "each-variant"),
                    Set.of("variants")),
            new Mutation(
                    "a version leaves the inbox after the archive has it",
                    Kill.at(KillPoint.K3, Source.SQS),
                    "arrived.camel.yaml",
                    route -> route.call(BEANS, "clearAtOnce", "arrived-work"),
                    Set.of("receipts")),
            new Mutation(
                    "an image is dated by its message (receivedAt)",
                    Kill.at(KillPoint.K4, Source.KAFKA),
                    "from-kafka.camel.yaml",
                    route -> route.call(BEANS, "receivedNow", "kafka-scrub"),
                    Set.of("receivedAt")),
            new Mutation(
                    "receipts are committed after the insert",
                    Kill.at(KillPoint.T0, Source.KAFKA),
                    "tally-writer.camel.yaml",
                    route -> route.move("commit-batch", "any-rows"),
                    Set.of("rows")),
            new Mutation(
                    "rows are dated by the receipt (occurred_at)",
                    Kill.at(KillPoint.T1, Source.KAFKA),
                    "insert-tallies.camel.yaml",
                    route -> route.call(BEANS, "occurredNow", "insert-rows"),
                    Set.of("occurred_at of a row")),
            new Mutation(
                    "the view reads each row once (FINAL)",
                    Kill.at(KillPoint.T1, Source.KAFKA),
                    "008_cpu_time.sql",
                    view -> view.replace("image_tallies AS r FINAL", "image_tallies AS r"),
                    Set.of("images counted")));

    /** The source whose images are to suffer; a point of the tally writer suffers with any. */
    Source source() {
        return kill.source() == null ? Source.KAFKA : kill.source();
    }

    /** Of which the schema's mutation is. */
    static final String VIEW = "darkroom.bi_tallies";

    boolean isOfTheSchema() {
        return file.endsWith(".sql");
    }

    /** The file's text without the guard. */
    String text() throws IOException {
        Path folder = isOfTheSchema() ? Path.of("src/main/resources/clickhouse") : Path.of("routes");
        return edit.apply(new RouteText(Files.readString(folder.resolve(file)))).toString();
    }

    /** All routes, one of them mutated, unless the guard is none of theirs. */
    void copyRoutes(Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.toList()) {
                Files.writeString(target.resolve(route.getFileName()), Files.readString(route));
            }
        }
        if (!isOfTheSchema()) {
            Files.writeString(target.resolve(file), text());
        }
    }
}
