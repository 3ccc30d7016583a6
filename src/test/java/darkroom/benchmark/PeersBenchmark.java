package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/**
 * The whole job over HTTP, a picture archived, announced and counted, beside servers that resize and do nothing else, by
 * the script of {@code ../shared/peers}, where that is there: it measures every job on every server in turning rounds.
 * Peers are those that are found: sharp as {@code src/test/benchmark/fetch} gets it, nginx of the system, and thumbor in
 * the virtual environment {@code tv} of the folder {@code DARKROOM_PEERS}.
 */
public final class PeersBenchmark {
    private static final Path SCRIPT = Path.of("../shared/peers/peers.sh");
    private static final Path PHOTOS = Path.of("../shared/photos");

    /** Pictures and how often: a server that runs for long is what is compared. */
    private static final Map<String, Integer> WARM_UP =
            Map.of("small640.jpg", 2000, "cam12_420.jpg", 200, "alpha3.png", 50, "web08.webp", 50);

    private static final int CONNECTIONS = 8;

    /** What the script's jobs ask for, as recipes: width, format, quality. */
    private static final List<String> JOBS =
            List.of("1280-jpeg-82", "320-jpeg-82", "640-jpeg-82", "1280-png-80", "1280-webp-80");

    private PeersBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (!Files.exists(SCRIPT) || !Files.isDirectory(PHOTOS)) {
            System.out.println("NOT MEASURED: " + SCRIPT + " or " + PHOTOS + " is not there.");
            return;
        }
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-peers");
        try (Stack stack = Stack.start(folder.resolve("stack"), Listener.anyPorts());
                AppProcess app = AppProcess.start(
                                stack,
                                Map.of("DARKROOM_RECIPES", recipes(folder).toString()))
                        .awaitReady();
                KeyForwarder door = new KeyForwarder(
                        URI.create(app.baseUrl() + "/v1/images"), stack.newKey("peers"), CONNECTIONS)) {
            for (Map.Entry<String, Integer> picture : WARM_UP.entrySet()) {
                door.warm(PHOTOS.resolve(picture.getKey()), "?recipe=peers-320-jpeg-82", picture.getValue());
            }
            measure(home(folder), door, app.pid());
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(0); // idle HTTP connections keep threads
    }

    private static Path recipes(Path folder) throws IOException {
        Path recipes = Files.createDirectories(folder.resolve("recipes")).toAbsolutePath();
        Files.copy(Path.of("processors/recipes/web.yaml"), recipes.resolve("web.yaml"));
        for (String job : JOBS) {
            String[] word = job.split("-");
            String transparent = word[1].equals("jpeg") ? "    transparent: jpeg\n" : "";
            Files.writeString(
                    recipes.resolve("peers-" + job + ".yaml"),
                    "version: 1\nsteps: [orient, srgb]\nvariants:\n  one:\n    fit: " + word[0] + "x" + word[0]
                            + "\n    format: " + word[1] + "\n" + transparent + "    quality: " + word[2] + "\n");
        }
        return recipes;
    }

    /** Where the script looks for peers. */
    private static Path home(Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("peers")).toAbsolutePath();
        Optional<Path> sharp = Sharp.folder();
        if (sharp.isPresent()) {
            Files.createSymbolicLink(home.resolve("npm"), sharp.get().toAbsolutePath());
        }
        String others = System.getenv("DARKROOM_PEERS");
        if (others != null) {
            for (String environment : List.of("tv", "sv", "bin")) { // thumbor, the judge of likeness, and binaries
                Path there = Path.of(others).resolve(environment).toAbsolutePath();
                if (Files.isDirectory(there)) {
                    Files.createSymbolicLink(home.resolve(environment), there);
                }
            }
        }
        return home;
    }

    private static void measure(Path home, KeyForwarder door, long pid) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString()).inheritIO();
        builder.environment().put("H", home.toString());
        builder.environment().put("EXTRA", "darkroom|POST|" + door.url() + "?recipe=peers-{w}-{f}-{q}|" + pid);
        builder.environment().put("CONNS", Integer.toString(CONNECTIONS));
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(SCRIPT + " ended with " + exit);
        }
    }
}
