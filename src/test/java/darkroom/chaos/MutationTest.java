package darkroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
