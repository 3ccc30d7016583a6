package darkroom.chaos;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the app's processes, which can be held at a point, killed and started again. For one thread, but the address. */
final class Replica implements AutoCloseable {
    /** What others wait for after a crash, in little; and nothing lives long enough for the second compiler to pay. */
    private static final Map<String, String> SOONER = Map.of(
            "DARKROOM_IMAGES_SESSION_MILLIS", "6000",
            "DARKROOM_RECEIPTS_SESSION_MILLIS", "6000",
            "DARKROOM_INBOX_VISIBILITY_SECONDS", "3",
            "DARKROOM_INBOX_WAIT_SECONDS", "1",
            "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    private static final Path CLASSES = Path.of("target/test-classes");
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Stack stack;
    private final String name;
    private final Map<String, String> variables;
    private final List<Class<?>> sources;
    private final Path file;
    private volatile AppProcess process;

    /** So long its log was before its newest process. */
    private long logged;

    /**
     * @param name such as {@code app-1}
     * @param variables beside those of the stack
     * @param sources of Spring's, beside the one that holds it at a point
     */
    Replica(Stack stack, String name, Map<String, String> variables, List<Class<?>> sources) {
        this.stack = stack;
        this.name = name;
        this.file = stack.dataFolder().resolve("run").resolve(name).toAbsolutePath();
        this.variables = new HashMap<>(SOONER);
        this.variables.putAll(variables);
        this.variables.put(StandStill.VARIABLE, file.toString());
        this.sources = new ArrayList<>(List.of(StandStill.class));
        this.sources.addAll(sources);
    }

    String name() {
        return name;
    }

    Path log() {
        return process.log();
    }

    /** Returns at once. */
    void start() throws IOException {
        disarm();
        logged = process == null ? 0 : Files.size(process.log());
        process = AppProcess.replica(stack, name, variables, CLASSES, sources);
    }

    void awaitReady() throws InterruptedException {
        process.awaitReady();
    }

    /** Whether its newest process has logged something. */
    boolean said(String words) throws IOException {
        try (InputStream log = Files.newInputStream(process.log())) {
            log.skipNBytes(logged);
            return new String(log.readAllBytes(), StandardCharsets.UTF_8).contains(words);
        }
    }

    /** Where its newest process takes uploads, or will; it was started once. */
    String baseUrl() {
        return process.baseUrl();
    }

    /**
     * The next thread that comes to the point stands still there.
     *
     * @param spared ids of images that it is not to happen to
     */
    void arm(KillPoint point, Source source, Collection<String> spared) throws IOException {
        List<String> lines = new ArrayList<>(List.of(point.step(source), point.route(source)));
        lines.addAll(spared);
        Files.write(file(".arming"), lines);
        Files.move(file(".arming"), file(".arm"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until a thread stands still. @return the id of its image, empty where it has none yet; or nothing in time */
    Optional<String> awaitReached(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!Files.exists(file(".reached"))) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                return Optional.empty();
            }
            Thread.sleep(LOOK.toMillis());
        }
        return Optional.of(Files.readString(file(".reached")));
    }

    void disarm() throws IOException {
        for (String ending : List.of(".arm", ".taken", ".reached")) {
            Files.deleteIfExists(file(ending));
        }
    }

    private Path file(String ending) {
        return file.resolveSibling(name + ending);
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGSTOP or SIGCONT: its process stands still, whatever others wait for, and goes on as if nothing had been. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** SIGTERM; returns when the process is gone. */
    void stop() {
        process.stop();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill9() {
        process.kill9();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
