package darkroom.devservices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./darkroom dashboards check}: the dashboards in a real Superset, on a ClickHouse with a sample. Arguments: those of
 * the tool that come behind.
 */
public final class Dashboards {
    private static final Path PYTHON = Path.of(".darkroom/superset-venv/bin/python");

    private Dashboards() {}

    public static void main(String[] args) {
        Command.run(() -> {
            try (DashboardSample sample = DashboardSample.start(1)) {
                Process check = check(sample, List.of(args)).inheritIO().start();
                Command.onStop(check::destroy);
                return check.waitFor();
            }
        });
    }

    /** The tool that checks, to be started; Superset is there. */
    public static ProcessBuilder check(DashboardSample sample, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                PYTHON.toString(),
                "dashboards/tools",
                "check",
                "--clickhouse",
                sample.clickhouse().toString()));
        command.addAll(more);
        return new ProcessBuilder(command);
    }
}
