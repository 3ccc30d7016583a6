package darkroom.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kills the replicas as planned, each as soon as it is ready, whatever the others are at: so one mostly works while another
 * starts, and now and then none does. A point that is not reached in time is no kill.
 */
final class Killer {
    /** Kafka alone takes a dozen seconds to give partitions to a replica after another has died. */
    private static final Duration REACHED = Duration.ofSeconds(90);

    /**
     * A SIGKILL that took place.
     *
     * @param image what stood at the point; empty where that had no id yet, or at a random moment
     * @param at {@link System#nanoTime}; the next process was started at once
     * @param readyMillis how long that took to be ready
     */
    record Done(Kill kill, String replica, String image, long at, long readyMillis) {}

    private final List<Replica> replicas;
    private final Queue<Kill> plan;
    private final int planned;
    private final PrintStream progress;
    private final Queue<Done> done = new ConcurrentLinkedQueue<>();
    private final Queue<String> held = new ConcurrentLinkedQueue<>();
    private final Queue<Kill> missed = new ConcurrentLinkedQueue<>();

    /** @param progress gets a line a kill */
    Killer(List<Replica> replicas, List<Kill> plan, PrintStream progress) {
        this.replicas = List.copyOf(replicas);
        this.plan = new ConcurrentLinkedQueue<>(plan);
        this.planned = plan.size();
        this.progress = progress;
    }

    /** Works the plan off; all replicas are ready then. */
    void run() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(replicas.size());
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Replica replica : replicas) {
                all.add(threads.submit(() -> {
                    for (Kill next = plan.poll(); next != null; next = plan.poll()) {
                        perform(next, replica);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void perform(Kill kill, Replica replica) throws IOException, InterruptedException {
        Optional<String> image = reach(kill, replica);
        image.filter(id -> !id.isEmpty())
                .ifPresent(held::add); // at once: its client comes to the next replica meanwhile
        replica.kill9();
        long at = System.nanoTime();
        replica.start();
        replica.awaitReady();
        long ready = (System.nanoTime() - at) / 1_000_000;
        if (image.isPresent()) {
            done.add(new Done(kill, replica.name(), image.get(), at, ready));
        } else {
            missed.add(kill);
        }
        progress.printf(
                "kill %d of %d: %s at %s%s; ready again after %d ms%n",
                done.size() + missed.size(),
                planned,
                replica.name(),
                kill,
                image.isPresent() ? "" : ", WHICH WAS NOT REACHED",
                ready);
    }

    private Optional<String> reach(Kill kill, Replica replica) throws IOException, InterruptedException {
        if (kill.point() == null) {
            Thread.sleep(kill.afterMillis());
            return Optional.of("");
        }
        // the same image again and again would be given up as one that ends the process, and rightly
        replica.arm(kill.point(), kill.source(), List.copyOf(held));
        return replica.awaitReached(REACHED);
    }

    List<Done> done() {
        return List.copyOf(done);
    }

    /** Points that were not reached. */
    Collection<Kill> missed() {
        return List.copyOf(missed);
    }
}
