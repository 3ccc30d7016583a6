package darkroom.devservices;

import java.time.Duration;
import java.util.Map;

/** One kind of engine of the stack: how its process is started, and how the app finds it. Immutable. */
interface Engine {
    /** Longer than any of them ever took on two busy cores, recovery after a kill included. */
    Duration START_LIMIT = Duration.ofSeconds(90);

    /** As in {@code run/NAME.pid}. */
    String name();

    /** As people call it, for messages. */
    String title();

    /** The variable that moves its port. */
    String portVariable();

    int defaultPort();

    /** The variable by which a server is configured that is used instead. */
    String endpointVariable();

    /** Its address for clients on this machine. */
    String endpoint(int port);

    /** Starts its process on data that may be new, or left by any kind of end. Returns at once. */
    Daemon launch(DataFolder data, int port);

    /**
     * Waits until it serves, and makes what the app expects to find in it.
     *
     * @throws StartException when it does not become ready
     */
    default void awaitReady(Daemon daemon, DataFolder data, int port) throws InterruptedException {
        daemon.awaitReady(START_LIMIT);
    }

    /** What is to be cleared away when its process has ended. */
    default void cleanUp(DataFolder data, int port) {}

    /** What the app must know. */
    default Map<String, String> environment(int port) {
        return Map.of(portVariable(), Integer.toString(port), endpointVariable(), endpoint(port));
    }
}
