package darkroom.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A main in a virtual machine beside this one, which gives way to others: what it takes is not to be what others wait for. It
 * prints a line when it has begun, and so on. Not thread-safe.
 */
final class Beside implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedReader out;

    private Beside(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Returns when it has printed its first line. */
    static Beside begin(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        Beside beside = new Beside(
                main.getSimpleName(), AppJvm.start(List.of("nice", "-n", "19"), List.of("-Xmx512m"), main, arguments));
        try {
            beside.next();
            return beside;
        } catch (IOException | InterruptedException | RuntimeException e) {
            beside.close();
            throw e;
        }
    }

    /**
     * The next line that it prints, waited for.
     *
     * @throws IllegalStateException if it ended instead
     */
    String next() throws IOException, InterruptedException {
        String line = out.readLine();
        if (line == null) {
            throw new IllegalStateException(name + " ended with " + process.waitFor());
        }
        return line;
    }

    /** Tells it to end. */
    void end() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
