package darkroom.devservices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ./darkroom reconcile}, {@code replay} and {@code erase}: the app's own commands, told where the services are. */
public final class JarCommand {
    private JarCommand() {}

    public static void main(String[] args) {
        Command.run(() -> {
            Settings settings = Settings.environment().withServices();
            Process command = start(
                    args[0].equals("erase") ? Buckets.administered(settings) : settings,
                    AppProcess.options(), // one of them does the app's work
                    List.of(args),
                    ProcessBuilder.Redirect.INHERIT);
            Command.onStop(() -> {
                command.destroy();
                command.onExit().join(); // it says where to go on
            });
            return command.waitFor();
        });
    }

    /** A command of the jar for tests: of the unpacked copy, which starts in a part of the time. */
    public static ProcessBuilder builder(Map<String, String> environment, List<String> words) {
        List<String> command = AppJar.current().command(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    /** The same as {@code ./darkroom} runs it, for tests of that: a process that starts the command in one of its own. */
    public static ProcessBuilder launcher(Map<String, String> environment, List<String> words) {
        List<String> command = new ArrayList<>(List.of(Jvm.java(), "-Xmx256m", JarCommand.class.getName()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Jvm.variables());
        builder.environment().putAll(environment);
        return builder;
    }

    /** The process of a command of the jar. What it says of mistakes goes to this process' standard error. */
    static Process start(Settings settings, List<String> options, List<String> words, ProcessBuilder.Redirect output)
            throws IOException {
        List<String> command = AppJar.current().command(options);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(AppProcess.variables(settings));
        // whoever kills this process means the command, which no signal of that kind would reach
        builder.environment()
                .put(
                        "DARKROOM_LAUNCHER_PID",
                        Long.toString(ProcessHandle.current().pid()));
        return builder.start();
    }
}
