package darkroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KillTest {
    private static final List<Source> ALL = List.of(Source.values());

    @Test
    void aRoundHasEveryPointAndTwoRandomMoments() {
        List<Kill> round = Kill.plan(12, 5, ALL);
        assertThat(round.stream().map(Kill::point)).contains(KillPoint.values());
        assertThat(round.stream().filter(kill -> kill.point() == null)).hasSize(2);
    }

    @Test
    void threeRoundsHaveEveryPointWithEverySource() {
        assertThat(Kill.plan(36, 9, ALL).stream()
                        .filter(kill -> kill.source() != null)
                        .collect(Collectors.toSet()))
                .hasSize(8 * ALL.size());
    }

    @Test
    void theSameSeedGivesTheSamePlan() {
        assertThat(Kill.plan(40, 7, ALL))
                .hasSize(40)
                .isEqualTo(Kill.plan(40, 7, ALL))
                .isNotEqualTo(Kill.plan(40, 8, ALL));
    }

    /** A step that is renamed would never be reached. */
    @ParameterizedTest
    @EnumSource(KillPoint.class)
    void everyPointIsAStepOfTheRoutes(KillPoint point) throws IOException {
        StringBuilder routes = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                routes.append(Files.readString(file));
            }
        }
        for (Source source : ALL) {
            assertThat(routes).containsPattern("\\bid: " + point.route(source) + "\\n");
            String step = point.step(source);
            if (!step.equals(StandStill.DECODED) && !step.equals(StandStill.COMPLETED)) {
                assertThat(routes).containsPattern("\\bid: " + step + "[,\\s]");
            }
        }
    }
}
