package darkroom.devservices;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The engines that the app needs, each in a process of its own on loopback: Kafka, S3, SQS and ClickHouse. Their data
 * survives {@link #kill} and any other end. An engine whose server is configured ({@code DARKROOM_KAFKA_BROKERS}, {@code
 * DARKROOM_S3_ENDPOINT}, {@code DARKROOM_SQS_ENDPOINT}, {@code DARKROOM_CLICKHOUSE_URL}) is not started: what the app
 * expects to find there is its operator's work.
 *
 * <p>Thread-safe. {@link #close} may come at any time, also while it starts.
 */
public final class Stack implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final List<String> CONFIGURABLE = List.of(
            "DARKROOM_KAFKA_BROKERS", "DARKROOM_S3_ENDPOINT", "DARKROOM_SQS_ENDPOINT", "DARKROOM_CLICKHOUSE_URL");

    private final DataFolder data;
    private final Settings settings;
    private final Map<String, Engine> engines = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final Map<String, Daemon> daemons = new ConcurrentHashMap<>();
    private Claim claim;
    private boolean closed;

    /** A stack that is not started yet; see {@link #start(Consumer)}. */
    Stack(Settings settings) {
        this.settings = settings;
        this.data = settings.data();
    }

    /**
     * Starts a stack and waits until all of it is ready.
     *
     * @param data its folder, made when absent; data of an earlier run is found again
     * @param variables {@code DARKROOM_*_PORT}, 0 for any free port, and whatever else the environment may hold; none is
     *     taken from the process's own environment
     * @throws StartException saying what is in the way; nothing is left running then
     */
    public static Stack start(Path data, Map<String, String> variables) {
        Settings settings = new Settings(variables).with(Map.of("DARKROOM_DATA", data.toString()));
        for (int attempt = 1; ; attempt++) {
            Stack stack = new Stack(settings);
            try {
                stack.start(line -> {});
                return stack;
            } catch (StartException e) {
                // between the choice of a free port and its use somebody else may take it
                if (attempt == ATTEMPTS || !variables.containsValue("0")) {
                    throw e;
                }
            }
        }
    }

    /** The one stack that all tests of this JVM share: fresh data under target/, free ports, stopped with the JVM. */
    public static Stack shared() {
        return Shared.stack();
    }

    /**
     * Starts the engines in parallel and waits for all of them.
     *
     * @param progress gets a line for each engine as it becomes ready
     */
    void start(Consumer<String> progress) {
        try {
            synchronized (this) {
                claim = Claim.on(data, "services");
                prepare();
                engines.values().forEach(this::launch);
            }
            awaitAll(progress);
            Settings.handOver(data, whereabouts());
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw e instanceof RuntimeException known ? known : new StartException("The services did not start", e);
        }
    }

    private void prepare() {
        List<Engine> all = new ArrayList<>();
        addUnlessConfigured(all, new KafkaEngine());
        addUnlessConfigured(all, new SqsEngine());
        if (settings.get("DARKROOM_CLICKHOUSE_URL").isEmpty()) {
            all.add(new ClickHouseEngine(Binaries.libchdb(settings)));
        }
        if (settings.get("DARKROOM_S3_ENDPOINT").isEmpty()) {
            all.add(new S3Engine(Binaries.weed(settings)));
        }
        for (Engine engine : all) {
            Daemon.stopLeftover(engine.name(), data, GRACE);
            int asked = settings.port(engine.portVariable(), engine.defaultPort());
            if (asked != 0) {
                Ports.require(asked, engine.title(), engine.portVariable());
            }
            ports.put(engine.name(), asked == 0 ? Ports.free() : asked);
            engines.put(engine.name(), engine);
        }
    }

    private void addUnlessConfigured(List<Engine> all, Engine engine) {
        if (settings.get(engine.endpointVariable()).isEmpty()) {
            all.add(engine);
        }
    }

    private void awaitAll(Consumer<String> progress) throws InterruptedException {
        long begin = System.nanoTime();
        List<Failure> failures = new ArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (Engine engine : engines.values()) {
            Thread thread = new Thread(() -> {
                try {
                    awaitReady(engine);
                    long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
                    progress.accept(
                            "%-10s  %s  %d ms".formatted(engine.name(), engine.endpoint(port(engine.name())), millis));
                } catch (InterruptedException | RuntimeException e) {
                    synchronized (failures) {
                        failures.add(new Failure(engine.name(), e));
                    }
                }
            });
            thread.setName("await-" + engine.name());
            thread.setDaemon(true);
            thread.start();
            waiting.add(thread);
        }
        for (Thread thread : waiting) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new StartException(
                    failures.get(0).cause().getMessage(), failures.get(0).cause());
        }
    }

    private record Failure(String engine, Exception cause) {}

    private void awaitReady(Engine engine) throws InterruptedException {
        engine.awaitReady(daemon(engine.name()), data, port(engine.name()));
    }

    /** Under the lock, so that nothing is started behind the back of {@link #close}. */
    private synchronized void launch(Engine engine) {
        if (closed) {
            throw new StartException("The stack is stopped");
        }
        daemons.put(engine.name(), engine.launch(data, port(engine.name())));
    }

    /** Kills one engine ({@code kafka}, {@code s3}, {@code sqs}, {@code clickhouse}) with SIGKILL. */
    public void kill(String engine) {
        daemon(engine).kill();
    }

    /** Stops one engine in order, as an operator would. */
    public void stop(String engine) {
        daemon(engine).stop(GRACE);
    }

    /** Starts an engine again after {@link #kill} or {@link #stop}, on the same port with the same data, and waits. */
    public void restart(String engine) {
        if (daemon(engine).isAlive()) {
            stop(engine);
        }
        launch(engines.get(engine));
        try {
            awaitReady(engines.get(engine));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while " + engine + " started", e);
        }
    }

    /**
     * From now on an engine that ends unasked is started again, with its data and on its port.
     *
     * @param report gets a line whenever that happens
     */
    void keepAlive(Consumer<String> report) {
        engines.keySet().forEach(engine -> watch(engine, report));
    }

    private void watch(String engine, Consumer<String> report) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (endedUnasked(engine)) {
                            report.accept(engine + " ended by itself; starting it again");
                            restart(engine);
                            report.accept(engine + " is back");
                        }
                    } catch (StartException e) {
                        report.accept(e.getMessage());
                    }
                },
                "watch-" + engine);
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Waits for the end of an engine's process; false when that is the end of all. */
    private boolean endedUnasked(String engine) {
        daemon(engine).onExit().join();
        synchronized (this) {
            return !closed;
        }
    }

    /** The process of an engine. */
    public long pid(String engine) {
        return daemon(engine).pid();
    }

    public boolean isAlive(String engine) {
        return daemon(engine).isAlive();
    }

    private Daemon daemon(String engine) {
        Daemon daemon = daemons.get(engine);
        if (daemon == null) {
            throw new IllegalArgumentException(
                    "No engine " + engine + " was started here; there are " + daemons.keySet());
        }
        return daemon;
    }

    private int port(String engine) {
        return ports.get(engine);
    }

    /** The ports of the engines that were started here, by name. */
    public Map<String, Integer> ports() {
        return Map.copyOf(ports);
    }

    public String kafkaBrokers() {
        return environment().get("DARKROOM_KAFKA_BROKERS");
    }

    public URI s3Endpoint() {
        return URI.create(environment().get("DARKROOM_S3_ENDPOINT"));
    }

    public URI sqsEndpoint() {
        return URI.create(environment().get("DARKROOM_SQS_ENDPOINT"));
    }

    public URI clickhouseUrl() {
        return URI.create(environment().get("DARKROOM_CLICKHOUSE_URL"));
    }

    /** The folder of all state. */
    public Path dataFolder() {
        return data.root();
    }

    /** The variables by which the app finds the engines; with them whatever was given to {@link #start}. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(settings.asMap());
        environment.put("DARKROOM_DATA", data.root().toString());
        engines.values().forEach(engine -> environment.putAll(engine.environment(port(engine.name()))));
        return environment;
    }

    /** What a command in another terminal must know: ports of what was started here, addresses of what is configured. */
    private Map<String, String> whereabouts() {
        Map<String, String> whereabouts = new LinkedHashMap<>();
        CONFIGURABLE.forEach(variable -> settings.get(variable).ifPresent(value -> whereabouts.put(variable, value)));
        engines.values()
                .forEach(engine -> whereabouts.put(engine.portVariable(), Integer.toString(port(engine.name()))));
        return whereabouts;
    }

    DataFolder data() {
        return data;
    }

    /** Stops all engines, in parallel, and waits until they are gone. Safe to repeat. */
    @Override
    public synchronized void close() {
        closed = true;
        List<Thread> stopping = new ArrayList<>();
        daemons.forEach((name, daemon) -> {
            Thread thread = new Thread(() -> daemon.stop(GRACE), "stop-" + name);
            thread.start();
            stopping.add(thread);
        });
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        engines.values().forEach(engine -> engine.cleanUp(data, port(engine.name())));
        if (claim != null) {
            try {
                Settings.withdraw(data);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } finally {
                claim.close();
            }
        }
    }

    /** Started by whoever asks first. No static initialiser: the threads of the start use this class. */
    private static final class Shared {
        private static final Path FOLDER = Path.of("target/stack");
        private static Stack stack;

        static synchronized Stack stack() {
            if (stack == null) {
                stack = create();
            }
            return stack;
        }

        private static Stack create() {
            Map<String, String> variables =
                    new LinkedHashMap<>(Settings.environment().asMap());
            for (String engine : List.of("KAFKA", "S3", "SQS", "CLICKHOUSE", "HTTP", "MANAGEMENT")) {
                variables.put("DARKROOM_" + engine + "_PORT", "0");
            }
            variables.put("DARKROOM_DATA", FOLDER.toString());
            Stack earlier = new Stack(new Settings(variables));
            for (String engine : List.of("app", "kafka", "s3", "sqs", "clickhouse")) {
                Daemon.stopLeftover(engine, earlier.data, GRACE);
            }
            delete(FOLDER);
            Stack stack = Stack.start(FOLDER, variables);
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-stack"));
            return stack;
        }

        private static void delete(Path folder) {
            if (!Files.exists(folder)) {
                return;
            }
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new StartException("Cannot clear " + folder + ": " + e.getMessage(), e);
            }
        }
    }
}
