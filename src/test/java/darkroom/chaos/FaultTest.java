package darkroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
    @Test
    void aWordNamesOneFault() {
        assertThat(Fault.ALL).extracting(Fault::word).doesNotHaveDuplicates();
        assertThat(Fault.ALL)
                .allSatisfy(fault -> assertThat(Fault.of(fault.word())).isSameAs(fault));
    }

    @Test
    void anUnknownWordNamesTheNearest() {
        assertThatThrownBy(() -> FaultOptions.of(List.of("--fault", "s3-refused")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--fault s3-refused is no fault; did you mean 's3-refuses'?");
    }

    @Test
    void everyFaultHappensOrIsProvedByTestsThatAreThere() throws IOException {
        for (Fault fault : Fault.ALL) {
            assertThat(fault.trouble().isPresent())
                    .as(fault.word())
                    .isEqualTo(fault.tests().isEmpty());
            for (String test : fault.tests()) {
                String[] classAndMethod = test.split("#");
                assertThat(source(classAndMethod[0])).as(test).contains(" void " + classAndMethod[1] + "(");
            }
        }
    }

    @Test
    void whatIsCitedIsWhatEveryTestRuns() throws IOException {
        for (Fault fault : Fault.ALL) {
            for (String test : fault.tests()) {
                String[] classAndMethod = test.split("#");
                String source = source(classAndMethod[0]);
                int method = source.indexOf(" void " + classAndMethod[1] + "(");
                int before = Math.max(source.lastIndexOf("}\n", method), source.indexOf("\nclass "));
                assertThat(source.substring(before, method)).as(test).doesNotContain("EnabledIf");
                assertThat(source.substring(0, source.indexOf("\nclass ")).replaceAll("import .*", ""))
                        .as(test)
                        .doesNotContain("EnabledIf");
            }
        }
    }

    @Test
    void theGuideSaysHowManyRowsTestRuns() throws IOException {
        assertThat(Files.readString(Path.of("docs/faults.md")).replaceAll("\\s+", " "))
                .contains(
                        "Every `./darkroom test` runs all " + Fault.scenarios().size() + " scenarios");
    }

    @Test
    void ofWhatDidNotTakePlaceNothingIsShown() {
        FaultReport.Row skipped = new FaultReport.Row(Fault.DISK_FULL, "no disk", 0, 0, List.of());
        FaultReport.Row passed = new FaultReport.Row(Fault.of("zombie"), null, 3, 0, List.of());

        FaultReport nothing = new FaultReport(7, List.of(skipped), List.of(), 1);
        assertThat(nothing.passed()).isFalse();
        assertThat(nothing.text()).contains("SKIPPED: no disk", "FAILED: no fault took place");

        FaultReport some = new FaultReport(7, List.of(skipped, passed), List.of(), 1);
        assertThat(some.passed()).isTrue();
        assertThat(some.summary()).isEqualTo("lost=0 duplicated=0 wrong=0 faults=1 skipped=1 seed=7");
    }

    @Test
    void whatNoRunMakesHappenSaysHowItIsProved() {
        assertThat(Fault.of("worker-killed").proof()).endsWith(": ./darkroom test -k ChaosIT");
        assertThat(Fault.of("zombie").proof()).isNull();
    }

    private static String source(String name) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src/test/java"))) {
            Path file = all.filter(path -> path.endsWith(name + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no " + name));
            return Files.readString(file);
        }
    }

    @Test
    void theGuideHasARowOfEach() throws IOException {
        String guide = Files.readString(Path.of("docs/faults.md"));
        assertThat(Fault.ALL).allSatisfy(fault -> assertThat(guide)
                .contains("| `" + fault.word() + "` | " + fault.sentence() + " |"));
    }

    @Test
    void allMeansEveryOneThatHappens() {
        assertThat(FaultOptions.of(List.of("--fault", "all")).faults()).isEqualTo(Fault.scenarios());
        assertThat(FaultOptions.of(List.of("--faults", "--long")).literal()).isTrue();
        assertThat(FaultOptions.of(List.of("--fault", "zombie,s3-away")).faults())
                .containsExactly(Fault.of("zombie"), Fault.of("s3-away"));
    }

    @ParameterizedTest
    @CsvSource({"--kills, 3", "--mutations, --seed"})
    void whatIsOfKillsDoesNotGoWithFaults(String flag, String next) {
        assertThatThrownBy(() -> FaultOptions.of(List.of("--faults", flag, next)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(flag + " does not go with --fault");
    }
}
