package darkroom.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Reads objects side by side, a bounded number at a time. Thread-safe. */
public final class ParallelReads implements AutoCloseable {
    private final ExecutorService threads;

    /** @param atOnce threads, which are made when they are needed and do not keep the process alive */
    public ParallelReads(int atOnce) {
        this.threads = Executors.newFixedThreadPool(atOnce, task -> {
            Thread thread = new Thread(task, "read-receipts");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param read may return null
     * @return what was read, in the order of the items
     * @throws RuntimeException the first that a read failed with
     */
    <T, R> List<Optional<R>> all(List<T> items, Function<T, R> read) {
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
            throw new IllegalStateException("stopped while receipts were read", e);
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
