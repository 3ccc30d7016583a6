package darkroom.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The two native engines: a configured path wins; else they lie in the project's {@code .darkroom}, where {@code
 * src/test/engines/fetch} puts them once, pinned by hash.
 */
final class Binaries {
    private static final Path CHDB = Path.of(".darkroom/npm/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so");
    private static final Path WEED = Path.of(".darkroom/venv/bin/weed");

    private Binaries() {}

    /** The variables of this process's environment that name engines of its own. */
    static Map<String, String> configured() {
        Map<String, String> configured = new HashMap<>(System.getenv());
        configured.keySet().retainAll(Set.of("DARKROOM_LIBCHDB", "DARKROOM_WEED"));
        return configured;
    }

    /** The project's folder: where a process of this project is started. */
    static Path project() {
        return Path.of("").toAbsolutePath();
    }

    /** The folder of configuration and lock files of the engines. */
    static Path engines() {
        return project().resolve("src/test/engines");
    }

    /** @throws StartException when it is configured and not there, or cannot be fetched */
    static Path libchdb(Settings settings) {
        return find(settings, "DARKROOM_LIBCHDB", CHDB, "clickhouse");
    }

    /** @throws StartException when it is configured and not there, or cannot be fetched */
    static Path weed(Settings settings) {
        return find(settings, "DARKROOM_WEED", WEED, "s3");
    }

    private static Path find(Settings settings, String variable, Path usual, String engine) {
        if (settings.get(variable).isPresent()) {
            Path configured = Path.of(settings.get(variable).get()).toAbsolutePath();
            if (!Files.isRegularFile(configured)) {
                throw new StartException(variable + "=" + configured + ": there is no such file");
            }
            return configured;
        }
        fetch(engine);
        return project().resolve(usual);
    }

    /** Quick when it was done before; the script explains on standard error what it does and what is missing. */
    private static void fetch(String engine) {
        try {
            Process fetch = new ProcessBuilder("sh", engines().resolve("fetch").toString(), engine)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (fetch.waitFor() != 0) {
                throw new StartException("The engine " + engine + " could not be fetched: see above");
            }
        } catch (IOException e) {
            throw new StartException("Cannot run src/test/engines/fetch: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while the engine " + engine + " was fetched", e);
        }
    }
}
