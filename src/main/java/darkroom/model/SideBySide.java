package darkroom.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks a server for many things side by side, a bounded number at a time. Thread-safe. */
public final class SideBySide implements AutoCloseable {
    private final ExecutorService threads;

    /** @param atOnce threads, which are made when they are needed and do not keep the process alive */
    public SideBySide(int atOnce) {
        this.threads = Executors.newFixedThreadPool(atOnce, task -> {
            Thread thread = new Thread(task, "side-by-side");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param read may return null
     * @return what was read, in the order of the items
     * @throws RuntimeException what the first in that order failed with; the others were done
     */
    public <T, R> List<Optional<R>> all(List<T> items, Function<T, R> read) {
        List<Callable<Optional<R>>> tasks = new ArrayList<>(items.size());
        items.forEach(item -> tasks.add(() -> Optional.ofNullable(read.apply(item))));
        try {
            List<Optional<R>> results = new ArrayList<>(items.size());
            for (Future<Optional<R>> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped in the middle", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
