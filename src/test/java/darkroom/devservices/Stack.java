package darkroom.devservices;

import com.fasterxml.jackson.databind.json.JsonMapper;
import darkroom.access.Keyring;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

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

    private final DataFolder data;
    private final Settings settings;
    private final Map<String, Engine> engines = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final Map<String, Daemon> daemons = new ConcurrentHashMap<>();
    private Claim claim;
    private boolean closed;

    /** A stack that is not started yet; see {@link #start(Consumer, List)}. */
    Stack(Settings settings) {
        this.settings = settings;
        this.data = settings.data();
    }

    /**
     * Starts a stack and waits until all of it is ready.
     *
     * @param data its folder, made when absent; data of an earlier run is found again
     * @param variables {@code DARKROOM_*_PORT}, 0 for any free port, and whatever else the environment may hold; of the
     *     process's own environment only {@code DARKROOM_LIBCHDB} and {@code DARKROOM_WEED} are taken
     * @throws StartException saying what is in the way; nothing is left running then
     */
    public static Stack start(Path data, Map<String, String> variables) {
        Settings settings =
                new Settings(Binaries.configured()).with(variables).with(Map.of("DARKROOM_DATA", data.toString()));
        for (int attempt = 1; ; attempt++) {
            Stack stack = new Stack(settings);
            try {
                stack.start(line -> {}, List.of());
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

    /** One more API key of a customer, who is known from then on; made as the command makes it, under the development secret. */
    public String newKey(String customer) throws IOException {
        return keyring().make(customer, null, null);
    }

    /** The keys of customers, under the development secret. */
    public Keyring keyring() {
        return new Keyring(
                kafkaBrokers(),
                "darkroom.customers",
                "for-development-only",
                JsonMapper.builder().findAndAddModules().build(),
                Clock.systemUTC());
    }

    /**
     * Starts the engines in parallel and waits for all of them.
     *
     * @param progress gets a line for each engine as it becomes ready
     * @param beside what is to listen on a port of its own later: those ports are asked for before anything starts, too
     */
    void start(Consumer<String> progress, List<Listener> beside) {
        try {
            synchronized (this) {
                claim = Claim.on(data, "services");
                prepare(beside);
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

    private void prepare(List<Listener> beside) {
        List<Listener> embedded = Listener.ENGINES.stream()
                .filter(listener -> settings.server(listener).isEmpty())
                .toList();
        embedded.forEach(listener -> Daemon.stopLeftover(listener.lowerCase(), data, GRACE));
        Ports.require(
                settings, Stream.concat(beside.stream(), embedded.stream()).toList());
        for (Listener listener : embedded) {
            Engine engine = engine(listener);
            int asked = settings.port(listener);
            ports.put(engine.name(), asked == 0 ? Ports.free() : asked);
            engines.put(engine.name(), engine);
        }
    }

    private Engine engine(Listener listener) {
        return switch (listener) {
            case KAFKA -> new KafkaEngine();
            case S3 -> new S3Engine(Binaries.weed(settings));
            case SQS -> new SqsEngine();
            case CLICKHOUSE -> new ClickHouseEngine(Binaries.libchdb(settings));
            case HTTP, MANAGEMENT -> throw new IllegalArgumentException(listener + " is no engine's");
        };
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
                    progress.accept("%-10s  %s  %d ms"
                            .formatted(engine.name(), engine.listener().address(port(engine.name())), millis));
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
        engines.values().forEach(engine -> {
            Listener listener = engine.listener();
            int port = port(engine.name());
            environment.put(listener.variable(), Integer.toString(port));
            listener.server().ifPresent(variable -> environment.put(variable, listener.address(port)));
        });
        return environment;
    }

    /** What a command in another terminal must know: ports of what was started here, addresses of what is configured. */
    private Map<String, String> whereabouts() {
        Map<String, String> whereabouts = new LinkedHashMap<>();
        for (Listener listener : Listener.ENGINES) {
            settings.server(listener)
                    .ifPresent(value -> whereabouts.put(listener.server().orElseThrow(), value));
        }
        engines.values()
                .forEach(
                        engine -> whereabouts.put(engine.listener().variable(), Integer.toString(port(engine.name()))));
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
        /** Of this virtual machine alone: tests run in several at once. */
        private static final Path FOLDER = Path.of("target/stack" + System.getProperty("darkroom.fork", ""));

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
            variables.putAll(Listener.anyPorts());
            variables.put("DARKROOM_DATA", FOLDER.toString());
            Stack earlier = new Stack(new Settings(variables));
            for (String process : earlier.data.started()) {
                Daemon.stopLeftover(process, earlier.data, GRACE);
            }
            try {
                FileSystemUtils.deleteRecursively(FOLDER);
            } catch (IOException e) {
                throw new StartException("Cannot clear " + FOLDER + ": " + e.getMessage(), e);
            }
            Stack stack = Stack.start(FOLDER, variables);
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-stack"));
            return stack;
        }
    }
}
