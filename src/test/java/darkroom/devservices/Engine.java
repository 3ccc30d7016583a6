package darkroom.devservices;

import java.time.Duration;

/** One kind of engine of the stack: how its process is started, and when it is ready. Immutable. */
interface Engine {
    /** Longer than any of them ever took on two busy cores, recovery after a kill included. */
    Duration START_LIMIT = Duration.ofSeconds(90);

    /** Where it listens. */
    Listener listener();

    /** As in {@code run/NAME.pid}. */
    default String name() {
        return listener().lowerCase();
    }

    /** Starts its process and returns at once. */
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
}
