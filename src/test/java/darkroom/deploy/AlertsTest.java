package darkroom.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The alerts are rules that Prometheus takes, are raised when they should be, and say what to do. */
class AlertsTest {
    private static final String CASES = "deploy/prometheus/alerts.test.yaml";

    @Test
    void eachSaysWhatIsWrongAndWhatToDoAndStandsInTheGuide() throws IOException {
        String guide = ProjectFiles.text("docs/operations.md");
        assertThat(Alerts.all()).hasSizeGreaterThan(9).allSatisfy(alert -> {
            assertThat(map(alert.get("labels")).get("severity")).isIn("critical", "warning");
            assertThat(map(alert.get("annotations")).keySet()).isEqualTo(Set.of("summary", "do"));
            assertThat(guide).contains("| `" + alert.get("alert") + "` |");
        });
    }

    @Test
    void prometheusTakesThem() throws Exception {
        LintTools.Result result = LintTools.promtool("check", "rules", Alerts.RULES);
        assertThat(result.output()).contains("SUCCESS: " + Alerts.all().size() + " rules found");
        assertThat(result.exit()).isZero();
    }

    @Test
    void eachIsRaisedWhenItShouldBeAndNotElse() throws Exception {
        LintTools.Result result = LintTools.promtool("test", "rules", CASES);
        assertThat(result.exit()).as(result.output()).isZero();
    }

    @Test
    void thereIsACaseOfEach() throws IOException {
        List<String> raised = ProjectFiles.text(CASES)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("alertname: "))
                .map(line -> line.substring("alertname: ".length()))
                .toList();
        assertThat(raised)
                .containsAll(Alerts.all().stream()
                        .map(alert -> (String) alert.get("alert"))
                        .toList());
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }
}
