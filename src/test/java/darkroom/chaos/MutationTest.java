package darkroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class MutationTest {
    @TempDir
    private Path folder;

    static List<Mutation> routes() {
        return Mutation.ALL.stream()
                .filter(mutation -> !mutation.isOfTheSchema())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void changesItsRouteAndNoOther(Mutation mutation) throws IOException {
        mutation.copyRoutes(folder);

        try (Stream<Path> all = Files.list(Path.of("routes"))) {
            for (Path route : all.toList()) {
                String copy = Files.readString(folder.resolve(route.getFileName()));
                boolean changed = !copy.equals(Files.readString(route));
                assertThat(changed).as(route.toString()).isEqualTo(route.endsWith(mutation.file()));
                assertThat(new Yaml().<Object>load(copy)).isNotNull();
            }
        }
    }

    @Test
    void withoutOneTheRoutesAreThoseOfTheHouse() throws IOException {
        Mutation.NONE.copyRoutes(folder);

        try (Stream<Path> all = Files.list(Path.of("routes"))) {
            assertThat(all.toList()).isNotEmpty().allSatisfy(route -> assertThat(folder.resolve(route.getFileName()))
                    .hasSameTextualContentAs(route));
        }
    }

    /** An older definition of the view would be mutated for nothing. */
    @Test
    void theViewIsTheOneInForce() throws IOException {
        Mutation schema = Mutation.ALL.stream()
                .filter(Mutation::isOfTheSchema)
                .findFirst()
                .orElseThrow();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/clickhouse"))) {
            List<String> defining = files.filter(file -> read(file).contains("VIEW " + Mutation.VIEW + "\n"))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            assertThat(schema.file()).isEqualTo(defining.get(defining.size() - 1));
        }
        assertThat(schema.text())
                .contains("CREATE OR REPLACE VIEW " + Mutation.VIEW)
                .doesNotContain("image_tallies AS r FINAL");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachNamesWhatTheAuditHasToFind() throws IOException {
        String auditor = Files.readString(Path.of("src/test/java/darkroom/chaos/Auditor.java"));
        assertThat(Mutation.ALL).allSatisfy(mutation -> assertThat(mutation.findings())
                .isNotEmpty()
                .allSatisfy(check -> assertThat(auditor).contains('"' + check + '"')));
    }

    @Test
    void anyOtherFindingDetectsNothing() {
        Mutation mutation = Mutation.ALL.get(0);
        assertThat(trial(mutation, "receipts", "dead letters").isAsItShouldBe()).isTrue();
        assertThat(trial(mutation, "dead letters").isAsItShouldBe()).isFalse();
        assertThat(trial(mutation).isAsItShouldBe()).isFalse();
        assertThat(trial(Mutation.NONE).isAsItShouldBe()).isTrue();
        assertThat(trial(Mutation.NONE, "receipts").isAsItShouldBe()).isFalse();
    }

    private static MutationReport.Trial trial(Mutation mutation, String... checks) {
        List<Finding> findings = Stream.of(checks)
                .map(check -> new Finding(Finding.Kind.LOST, "an image", check, "none"))
                .toList();
        return new MutationReport.Trial(
                mutation, new ChaosReport(Options.defaults(), 1, 1, List.of(), List.of(), Map.of(), findings, 1));
    }

    @Test
    void aStepIsMovedWithAllThatIsInIt() {
        RouteText route = new RouteText("""
                - a: {id: one}
                - b:
                    id: two
                    steps:
                      - c: {id: three}
                - d: {id: four}
                """);
        assertThat(route.move("two", "one").toString()).isEqualTo("""
                - b:
                    id: two
                    steps:
                      - c: {id: three}
                - a: {id: one}
                - d: {id: four}
                """);
    }
}
