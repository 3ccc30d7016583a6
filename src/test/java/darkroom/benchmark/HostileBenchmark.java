package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * Hostile files over HTTP, beside a server of sharp, by the script of {@code ../shared/peers}, where that is there: one
 * file at a time, its answer, its time, and how far the process grew meanwhile. The app's heap is resident from the start,
 * so that what grows is memory outside of it.
 */
public final class HostileBenchmark {
    private static final Path SCRIPT = Path.of("../shared/peers/hostile.py");
    private static final Path PICTURE = Path.of("../shared/photos/small640.jpg");
    private static final String HEAP = "-Xms1g -XX:+AlwaysPreTouch";
    private static final String US = "darkroom";
    private static final int WARM_UP = 300;
    private static final int MOST_GROWTH_MEGABYTES = 64;

    private HostileBenchmark() {}

    /** A line of the script's table. Growth in MiB. */
    private record Attack(String server, String file, String status, double seconds, int growth, String note) {
        static Attack parse(String line) {
            String[] column = line.split("\t", -1);
            return new Attack(
                    column[0],
                    column[1],
                    column[2],
                    Double.parseDouble(column[3]),
                    Integer.parseInt(column[5]),
                    column[7]);
        }

        /** Neither an answer nor a refusal. */
        boolean isBad() {
            return !status.matches("[24]\\d\\d") || !note.isEmpty();
        }
    }

    public static void main(String[] args) throws Exception {
        if (!Files.exists(SCRIPT)) {
            System.out.println("NOT MEASURED: " + SCRIPT + " is not there.");
            return;
        }
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-hostile");
        try (Stack stack = Stack.start(folder.resolve("stack"), Listener.anyPorts());
                AppProcess app = AppProcess.start(stack, Map.of("JAVA_TOOL_OPTIONS", HEAP))
                        .awaitReady();
                KeyForwarder door =
                        new KeyForwarder(URI.create(app.baseUrl() + "/v1/images"), stack.newKey("hostile"), 2)) {
            Path table = folder.resolve("hostile.tsv");
            // the libraries loaded, and the compiler through with the most of its work: that growth is not the files'
            door.warm(PICTURE, "", WARM_UP);
            run(folder, table, door, app.pid());
            print(table);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(0); // idle HTTP connections keep threads
    }

    private static void run(Path folder, Path table, KeyForwarder door, long pid) throws Exception {
        Path home = Files.createDirectories(folder.resolve("peers")).toAbsolutePath();
        Files.createDirectories(home.resolve("run"));
        Path photos = Files.createDirectories(home.resolve("data/photos"));
        Files.copy(PICTURE, photos.resolve("small640-1.jpg"));
        List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString(), table.toString(), US));
        Optional<Path> sharp = Sharp.folder();
        if (sharp.isPresent()) {
            Files.createSymbolicLink(home.resolve("npm"), sharp.get().toAbsolutePath());
            command.add("sharp");
        }
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("H", home.toString());
        builder.environment().put("EXTRA", US + "|POST|" + door.url() + "|" + pid);
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(SCRIPT + " ended with " + exit);
        }
    }

    private static void print(Path table) throws IOException {
        Map<String, List<Attack>> attacks = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(table)) {
            lines.skip(1).map(Attack::parse).forEach(attack -> attacks.computeIfAbsent(
                            attack.server(), server -> new ArrayList<>())
                    .add(attack));
        }
        System.out.printf(
                "%n| hostile files over HTTP | files | answers | no answer, 5xx, or ill afterwards: 0 | slowest s |"
                        + " most growth MiB: <= %d | |%n",
                MOST_GROWTH_MEGABYTES);
        System.out.println("|---|---|---|---|---|---|---|");
        attacks.forEach(HostileBenchmark::print);
    }

    private static void print(String server, List<Attack> attacks) {
        Map<String, Integer> answers = new TreeMap<>();
        attacks.forEach(attack -> answers.merge(attack.status(), 1, Integer::sum));
        List<Attack> bad = attacks.stream().filter(Attack::isBad).toList();
        int growth = attacks.stream().mapToInt(Attack::growth).max().orElse(0);
        System.out.printf(
                "| %s | %d | %s | %d | %.2f | %d | %s |%n",
                server,
                attacks.size(),
                answers,
                bad.size(),
                attacks.stream().mapToDouble(Attack::seconds).max().orElse(0),
                growth,
                bad.isEmpty() && growth <= MOST_GROWTH_MEGABYTES ? "met" : "MISSED");
        bad.forEach(attack -> System.out.println(attack));
        attacks.stream()
                .filter(attack -> attack.growth() > MOST_GROWTH_MEGABYTES)
                .forEach(System.out::println);
    }
}
