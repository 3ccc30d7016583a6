package darkroom.devservices;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ./darkroom dashboards check}: the dashboards in a real Superset, on a ClickHouse with a sample, or with so many rows
 * that are made up ({@code --rows}). Arguments: those of the tool that come behind, which it has looked at before.
 */
public final class Dashboards {
    private static final Path PYTHON = Path.of(".darkroom/superset-venv/bin/python");

    private Dashboards() {}

    public static void main(String[] args) {
        Command.run(() -> {
            try (DashboardSample sample = sample(List.of(args))) {
                Process check = check(sample, List.of(args)).inheritIO().start();
                Command.onStop(check::destroy);
                return check.waitFor();
            }
        });
    }

    private static DashboardSample sample(List<String> arguments)
            throws IOException, InterruptedException, SQLException {
        OptionalLong rows = rows(arguments);
        if (rows.isEmpty()) {
            return DashboardSample.start(1);
        }
        System.err.printf("  %,d rows are made up: a minute or two for ten million%n", rows.getAsLong());
        return DashboardSample.madeUp(rows.getAsLong());
    }

    /** The value of {@code --rows}, in either form of a flag. */
    static OptionalLong rows(List<String> arguments) {
        String words = String.join("\n", arguments) + "\n";
        Matcher flag = Pattern.compile("(?m)^--rows[=\n](\\d+)$").matcher(words);
        return flag.find() ? OptionalLong.of(Long.parseLong(flag.group(1))) : OptionalLong.empty();
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
