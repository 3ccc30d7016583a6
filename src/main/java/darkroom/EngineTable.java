package darkroom;

import imaging.Engine;
import imaging.Format;
import imaging.Limits;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * {@code java -jar darkroom.jar engines}: who reads and writes which format, asked of the engines themselves, and which of
 * them works under the app's own settings.
 */
@EnableConfigurationProperties(Settings.class)
class EngineTable {
    /** Prints the table. @return the exit code */
    static int run() {
        PrintStream errors = System.err;
        try (var context = CommandContext.of(EngineTable.class)) {
            Settings settings = context.getBean(Settings.class);
            EngineChoice choice = EngineChoice.of(
                    settings.engine(), settings.vipsLibrary(), settings.turbojpegLibrary(), Limits.defaults());
            PrintStream out = System.out;
            out.println(rows(choice.candidates()));
            out.println(chosen(settings.engine(), choice));
            return 0;
        } catch (IllegalStateException none) {
            errors.println(none.getMessage());
            return 1;
        }
    }

    /** In Markdown: a row for each format that is known by its content, a column for each engine. */
    static String rows(List<Engine> engines) {
        StringBuilder table = new StringBuilder("| format |");
        for (Engine engine : engines) {
            table.append(' ').append(word(engine)).append(" |");
        }
        table.append("\n|---|").append("---|".repeat(engines.size())).append('\n');
        for (Format format : Format.values()) {
            table.append("| `").append(format.word()).append("` |");
            for (Engine engine : engines) {
                table.append(' ').append(does(engine, format)).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    /** The name without its version. */
    private static String word(Engine engine) {
        return engine.name().substring(0, engine.name().indexOf('-'));
    }

    private static String does(Engine engine, Format format) {
        boolean reads = engine.reads().contains(format);
        boolean writes = engine.writes().contains(format);
        return reads ? writes ? "reads, writes" : "reads" : writes ? "writes" : "no";
    }

    /** Which engine works, and why. */
    static String chosen(Settings.EngineName name, EngineChoice choice) {
        String there = choice.candidates().stream().map(Engine::name).collect(Collectors.joining(", "));
        return "Here: " + there + ".\ndarkroom.engine=" + name + " takes "
                + choice.engine().name() + ": " + choice.why() + "."
                + (choice.slow().isEmpty() ? "" : "\nIt is slow: " + choice.slow());
    }
}
