package darkroom.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.devservices.DashboardSample;
import darkroom.devservices.Dashboards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What analysts' tools are given. Where Python or Superset cannot be had, this is skipped and says so. */
class DashboardToolsTest {
    private record Result(int exit, String output) {}

    @Test
    void theToolsPassTheirOwnTests() throws Exception {
        need("the dashboards' tools", List.of("python3", "-c", "import sys; assert sys.version_info >= (3, 8)"));
        Result tests =
                run(List.of("python3", "-m", "unittest", "discover", "-s", "dashboards/tools", "-p", "test_*.py"));
        assertThat(tests.exit()).as(tests.output()).isZero();
        assertThat(tests.output()).containsPattern("Ran [1-9][0-9]* tests");
    }

    @Test
    void everyChartOfSupersetHasTheNumbersOfPlainSql() throws Exception {
        need("the dashboards in Superset", List.of("sh", "dashboards/tools/fetch"));
        try (DashboardSample sample = DashboardSample.start(0.3)) {
            Result check = run(Dashboards.check(sample, List.of()).command());
            assertThat(check.exit()).as(check.output()).isZero();
            assertThat(check.output()).containsPattern("[2-9][0-9] cards in Superset, 0 wrong");
        }
    }

    private static void need(String what, List<String> command) throws IOException, InterruptedException {
        String why;
        try {
            Result result = run(command);
            if (result.exit() == 0) {
                return;
            }
            why = result.output();
        } catch (IOException e) {
            why = e.getMessage();
        }
        String reason = "SKIPPED: " + what + " are NOT checked, for `" + String.join(" ", command) + "` failed: " + why;
        System.err.println(reason);
        Assumptions.abort(reason);
    }

    private static Result run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
