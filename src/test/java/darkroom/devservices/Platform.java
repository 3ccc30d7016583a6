package darkroom.devservices;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The engines and the app together, for the commands that run both: started in order, stopped in order (the app first,
 * which finishes what it has begun, then the engines). {@link #close} may come at any time, from a shutdown hook.
 */
final class Platform implements AutoCloseable {
    private final Settings settings;
    private final PrintStream out;
    private final Stack stack;
    private Claim claim;
    private AppProcess app;
    private boolean closed;

    Platform(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
        this.stack = new Stack(settings);
    }

    /**
     * Starts all and waits until it is ready; {@link #close} follows on the end of this process, if not before.
     *
     * @throws StartException saying what is in the way; {@link #close} clears away what has started until then
     */
    void start() throws InterruptedException {
        Command.onStop(this::close);
        long begin = System.nanoTime();
        claim();
        stack.start(out::println, Listener.APP);
        stack.keepAlive(out::println);
        launch();
        app.awaitReady();
        out.printf(
                "%-10s  %s  %d ms%n",
                "app",
                app.baseUrl(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
        CustomerKey.of("demo", settings(), app);
        failIfClosed();
    }

    private synchronized void claim() {
        failIfClosed();
        claim = Claim.on(settings.data(), "app");
        Daemon.stopLeftover("app", settings.data(), Duration.ofSeconds(45));
    }

    private synchronized void launch() {
        failIfClosed();
        app = AppProcess.start(settings());
        out.println("Starting the app; its log is " + app.log());
    }

    private synchronized void failIfClosed() {
        if (closed) {
            throw new StartException("Stopped while it started");
        }
    }

    /** With the ports that were chosen. */
    Settings settings() {
        return settings.with(stack.environment());
    }

    Stack stack() {
        return stack;
    }

    AppProcess app() {
        return app;
    }

    /**
     * Waits for the app's end, which nobody asked for.
     *
     * @return its exit code
     */
    int awaitEnd() throws InterruptedException {
        CompletableFuture<Integer> end = app.onExit();
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (app != null && !app.isAlive()) {
            out.println("Stopping the engines");
        } else if (app != null) {
            out.println("Stopping: the app finishes what it has begun, then the engines");
            app.stop();
        }
        stack.close();
        if (claim != null) {
            claim.close();
        }
    }
}
