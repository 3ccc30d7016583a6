package darkroom.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that holds the whole state of one embedded stack: {@code run/NAME.pid}, {@code logs/NAME.log}, and one
 * folder of data an engine. Two stacks never share one.
 */
record DataFolder(Path root) {
    DataFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** A small file about the running processes, for instance {@code kafka.pid}. */
    Path run(String file) {
        return folder("run").resolve(file);
    }

    /** The names of the processes that were started here and not stopped: apps first, which need the engines. */
    List<String> started() {
        try (Stream<Path> files = Files.list(folder("run"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".pid"))
                    .map(file -> file.substring(0, file.length() - ".pid".length()))
                    .sorted(Comparator.comparing((String name) -> !name.startsWith("app"))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw new StartException("Cannot list " + root.resolve("run") + ": " + e.getMessage(), e);
        }
    }

    Path log(String name) {
        return folder("logs").resolve(name + ".log");
    }

    /** Where an engine keeps its data, which survives every restart; made when absent. */
    Path engine(String name) {
        return folder(name);
    }

    /** For temporary files of the engines, so that nothing is left in the system's folder. */
    Path temporary() {
        return folder("tmp");
    }

    private Path folder(String name) {
        Path folder = root.resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartException(
                    "Cannot make the folder " + folder + ": choose another place with --data DIR or DARKROOM_DATA", e);
        }
    }
}
