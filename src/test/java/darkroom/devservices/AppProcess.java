package darkroom.devservices;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The app as in production: from its jar, in a process of its own, finding all else by its environment. Thread-safe. */
public final class AppProcess implements AutoCloseable {
    /**
     * The virtual machine of the app wherever it runs; deploy/Dockerfile has the same, and a heap of its own. Pictures and
     * bodies are arrays of megabytes, for which G1 marks the whole heap again and again beside the work.
     */
    public static final List<String> OPTIONS = List.of(
            "-XX:+UseParallelGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED");

    /** Of glibc's malloc: each keeps what its threads gave back, and libvips' threads would have eight a core. */
    public static final String ARENAS = "2";

    private static final String HEAP = "-Xmx1g";
    private static final String NAME = "app";
    private static final String SOURCES = "SPRING_MAIN_SOURCES";
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** More than the app gives its routes to finish what they have begun. */
    private static final Duration GRACE = Duration.ofSeconds(45);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final DataFolder data;
    private final AppJar jar;
    private final Map<String, String> variables;
    private final Daemon daemon;
    private final int http;
    private final int management;

    private AppProcess(String name, Settings settings, List<Path> classes, int http, int management) {
        this.name = name;
        this.data = settings.data();
        this.jar = AppJar.current();
        this.variables = variables(settings);
        variables.put(Listener.HTTP.variable(), Integer.toString(http));
        variables.put(Listener.MANAGEMENT.variable(), Integer.toString(management));
        List<String> options = new ArrayList<>(options());
        options.addAll(List.of(
                "-Ddarkroom.data=" + data.root(),
                "-Djava.io.tmpdir=" + data.temporary(),
                "-XX:ErrorFile=" + data.log("crash-%p")));
        this.daemon = Daemon.start(name, data, Binaries.project(), jar.command(options, classes), variables);
        this.http = http;
        this.management = management;
    }

    /**
     * Starts the app beside a stack, on free ports unless they are given, and returns at once.
     *
     * @param variables are added to {@link Stack#environment}
     */
    public static AppProcess start(Stack stack, Map<String, String> variables) {
        return start(new Settings(Listener.anyPorts()).with(stack.environment()).with(variables));
    }

    /**
     * The same, with more classes behind the jar's own, which Spring makes beans of.
     *
     * @param classes a folder
     * @param source a class there, handed to Spring as one of its sources
     */
    public static AppProcess start(Stack stack, Map<String, String> variables, Path classes, Class<?> source) {
        Settings settings = new Settings(Listener.anyPorts())
                .with(stack.environment())
                .with(variables)
                .with(Map.of(SOURCES, source.getName()));
        return start(NAME, settings, List.of(classes));
    }

    /**
     * The same, with more classes and resources behind the jar's own.
     *
     * @param folders with classes, or with files such as {@code META-INF/services}
     */
    public static AppProcess start(Stack stack, Map<String, String> variables, List<Path> folders) {
        return start(
                NAME,
                new Settings(Listener.anyPorts()).with(stack.environment()).with(variables),
                folders);
    }

    /**
     * One of several at once, which share everything but their ports.
     *
     * @param name of its log and its pid file, such as {@code app-1}
     * @param classes a folder
     * @param sources classes there, handed to Spring as its sources
     */
    public static AppProcess replica(
            Stack stack, String name, Map<String, String> variables, Path classes, List<Class<?>> sources) {
        String names = sources.stream().map(Class::getName).collect(Collectors.joining(","));
        Settings settings = new Settings(Listener.anyPorts())
                .with(stack.environment())
                .with(variables)
                .with(Map.of(SOURCES, names));
        return start(name, settings, List.of(classes));
    }

    /** Starts the app; ports as in the settings, else the usual ones. */
    static AppProcess start(Settings settings) {
        return start(NAME, settings, List.of());
    }

    private static AppProcess start(String name, Settings settings, List<Path> classes) {
        Ports.require(settings, Listener.APP);
        return new AppProcess(
                name, settings, classes, port(settings, Listener.HTTP), port(settings, Listener.MANAGEMENT));
    }

    /** The options of its virtual machine with the heap, to run something else under the same. */
    public static List<String> options() {
        return Stream.concat(Stream.of(HEAP), OPTIONS.stream()).toList();
    }

    /** What a process of the app is given: these settings, and what only the embedded stack sets. */
    static Map<String, String> variables(Settings settings) {
        Map<String, String> variables = new HashMap<>(settings.asMap());
        variables.putIfAbsent("MALLOC_ARENA_MAX", ARENAS);
        // an object without a notice is not waited for here
        variables.putIfAbsent("DARKROOM_INBOX_SWEEP_SECONDS", "5");
        // webhooks are received by a program on this machine
        variables.putIfAbsent("DARKROOM_WEBHOOKS_ALLOW_HTTP", "true");
        variables.putIfAbsent("DARKROOM_WEBHOOKS_ALLOW_PRIVATE", "true");
        // beside the decodes in a heap of 1 GiB
        variables.putIfAbsent("DARKROOM_LIMITS_ORIGINAL_BYTES", Integer.toString(256 << 20));
        return variables;
    }

    private static int port(Settings settings, Listener listener) {
        int asked = settings.port(listener);
        return asked == 0 ? Ports.free() : asked;
    }

    /**
     * Waits until it is ready to take images.
     *
     * @throws StartException when it ends before that, or takes too long, with the end of its log
     */
    public AppProcess awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady()) {
            if (daemon.awaitEnd(PAUSE) || System.nanoTime() > deadline) {
                throw daemon.failure(START_LIMIT);
            }
        }
        jar.archiveClasses(variables);
        return this;
    }

    /** Whether it answers 200 on its readiness at the moment. */
    public boolean isReady() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(managementUrl() + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where images go, without a slash at the end. */
    public String baseUrl() {
        return Listener.HTTP.address(http);
    }

    /** Where health and metrics are. */
    public String managementUrl() {
        return Listener.MANAGEMENT.address(management);
    }

    public Path log() {
        return data.log(name);
    }

    /** Where it may leave temporary files. */
    public Path temporary() {
        return data.temporary();
    }

    public long pid() {
        return daemon.pid();
    }

    public boolean isAlive() {
        return daemon.isAlive();
    }

    /** Completes with the exit code when it has ended, however. */
    CompletableFuture<Integer> onExit() {
        return daemon.onExit().thenApply(Process::exitValue);
    }

    /** SIGKILL: what it was doing stays half done. */
    public void kill9() {
        daemon.kill();
    }

    /** SIGTERM: it finishes what it has begun. */
    public void stop() {
        daemon.stop(GRACE);
    }

    /** The quick end, for tests. */
    @Override
    public void close() {
        kill9();
    }
}
