package darkroom.devservices;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** One of the mains of this package as ./darkroom would run it, on ports of its own, with its output in a file. */
final class MainProcess implements AutoCloseable {
    private final Path data;
    private final Path output;
    private final Process process;

    MainProcess(Class<?> main, Path data) throws IOException {
        this(main, data, Map.of());
    }

    /** @param variables win over those that let it take any ports */
    MainProcess(Class<?> main, Path data, Map<String, String> variables) throws IOException {
        this.data = data.toAbsolutePath();
        Files.createDirectories(data);
        this.output = Files.createTempFile(data, main.getSimpleName(), ".out");
        List<String> command = List.of(Jvm.java(), "-Xmx256m", main.getName());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File(output.toString()));
        builder.environment().putAll(Jvm.variables());
        builder.environment().put("DARKROOM_DATA", this.data.toString());
        builder.environment().putAll(Listener.anyPorts());
        builder.environment().putAll(variables);
        this.process = builder.start();
    }

    /** Waits for a line that contains the text, and returns it. */
    String awaitLine(String text) {
        return Awaitility.await(text)
                .atMost(Duration.ofMinutes(4))
                .failFast(
                        "it ended: " + output,
                        () -> !process.isAlive() && lineWith(text).isEmpty())
                .until(() -> lineWith(text), line -> !line.isEmpty());
    }

    private String lineWith(String text) throws IOException {
        return Files.readAllLines(output).stream()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElse("");
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    long pid(String name) throws IOException {
        return Long.parseLong(
                Files.readString(data.resolve("run/" + name + ".pid")).strip());
    }

    /** SIGTERM, as from a service manager; the same way as Ctrl-C. */
    void terminate() {
        process.destroy();
    }

    void kill9() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int awaitExit() {
        Awaitility.await("the end of " + output).atMost(Duration.ofMinutes(2)).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** Processes on this machine that were started for this folder of data. */
    List<Long> running() {
        return ProcessHandle.allProcesses()
                .filter(other -> other.pid() != ProcessHandle.current().pid())
                .filter(this::namesTheFolder)
                .map(ProcessHandle::pid)
                .toList();
    }

    private boolean namesTheFolder(ProcessHandle other) {
        try {
            return Files.readString(Path.of("/proc/" + other.pid() + "/cmdline"))
                    .contains(data.toString());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        awaitExit();
    }
}
