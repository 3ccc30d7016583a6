package darkroom.devservices.clickhouse;

import com.sun.net.httpserver.HttpServer;
import darkroom.devservices.ReadySignal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The main of the ClickHouse process: loads the engine, opens the data folder and listens on loopback.
 *
 * <p>Arguments: libchdb.so, data folder, configuration file, port. Users: {@code default}, which may do everything that
 * its configuration grants, {@code analyst}, which only reads, and {@code writer}, which only inserts; their passwords come
 * from {@code DARKROOM_CLICKHOUSE_PASSWORD}, {@code DARKROOM_CLICKHOUSE_ANALYST_PASSWORD} and {@code
 * DARKROOM_CLICKHOUSE_WRITER_PASSWORD}.
 */
public final class ClickHouse {
    /** More than the connection pools of the app and of a BI tool together; the engine has two cores here anyway. */
    private static final int THREADS = 32;

    /** What the engine's own server gives its threads. */
    private static final long STACK_BYTES = 16L << 20;

    private static final int STOP_SECONDS = 5;

    private ClickHouse() {}

    public static void main(String[] args) throws Exception {
        ReadySignal ready = ReadySignal.take();
        Chdb.load(Path.of(args[0]));
        // stays open for the whole run: with its last connection the engine would close the data folder
        ChdbConnection base = new ChdbConnection(List.of("--path=" + args[1], "--config-file=" + args[2]));
        String version =
                base.text("SELECT version()".getBytes(StandardCharsets.UTF_8)).strip();
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[3])), 128);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, ClickHouse::thread);
        server.setExecutor(threads);
        server.createContext("/", new HttpFront(args[1], version, users()));
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, threads, base)));
        ready.send();
    }

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Thread thread(Runnable work) {
        return new Thread(null, work, "http-" + NUMBER.incrementAndGet(), STACK_BYTES);
    }

    private static Users users() {
        Map<String, String> env = System.getenv();
        return new Users(
                new Users.User("default", env.getOrDefault("DARKROOM_CLICKHOUSE_PASSWORD", ""), Users.Rights.ALL),
                new Users.User(
                        "analyst",
                        env.getOrDefault("DARKROOM_CLICKHOUSE_ANALYST_PASSWORD", "analyst-dev"),
                        Users.Rights.READ),
                new Users.User(
                        "writer",
                        env.getOrDefault("DARKROOM_CLICKHOUSE_WRITER_PASSWORD", "writer-dev"),
                        Users.Rights.INSERT));
    }

    /** Lets statements end that are running, then closes the engine; what was acknowledged is on disk either way. */
    private static void stop(HttpServer server, ExecutorService threads, ChdbConnection base) {
        server.stop(1);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        base.close();
        Chdb.chdb_shutdown();
    }
}
