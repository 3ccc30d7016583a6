package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private String customer = "";
    private final List<String> ran = new ArrayList<>();
    private final FairQueue queue = new FairQueue(8, 4, () -> customer, ended -> {});

    /** A task that tells its name when it is run. */
    private boolean offer(String owner, String task) {
        customer = owner;
        return queue.offer(() -> ran.add(task));
    }

    private void runAll() {
        for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
    }

    @Test
    void linesTakeTurnsAndEachIsInOrder() {
        for (String task : List.of("a1", "a2", "a3", "b1", "c1", "b2")) {
            assertThat(offer(task.substring(0, 1), task)).isTrue();
        }
        runAll();
        assertThat(ran).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    }

    @Test
    void whoComesBackHasLostNoTurnAndGainedNone() {
        offer("a", "a1");
        offer("a", "a2");
        queue.poll().run();
        offer("b", "b1");
        offer("a", "a3");
        runAll();
        assertThat(ran).containsExactly("a1", "a2", "b1", "a3");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void oneLineLeavesPlacesForOthers() {
        for (int i = 0; i < 6; i++) {
            assertThat(offer("noisy", "n" + i)).isTrue();
        }
        assertThat(offer("noisy", "n6")).isFalse();
        assertThat(offer("quiet", "q1")).isTrue();
        assertThat(offer("third", "t1")).isTrue();
        assertThat(offer("quiet", "q2")).as("the ninth of eight").isFalse();
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue).hasSize(8);
    }

    @Test
    void oneLineLeavesWorkersForOthersUntilOneOfItsOwnHasRun() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            offer("noisy", "n" + i);
        }
        List<Runnable> taken = List.of(queue.take(), queue.take(), queue.take());
        assertThat(queue.poll()).as("a fourth of four").isNull();
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
        offer("quiet", "q");
        queue.take().run();
        assertThat(ran).containsExactly("q");
        taken.get(1).run();
        runAll();
        assertThat(ran).containsExactly("q", "n1", "n3", "n4");
    }

    @Test
    void aTaskThatFailsGivesItsWorkerBack() {
        customer = "a";
        for (int i = 0; i < 4; i++) {
            queue.offer(() -> {
                throw new IllegalStateException("fails");
            });
            Runnable task = queue.poll();
            assertThat(task).isNotNull();
            assertThatThrownBy(task::run).hasMessage("fails");
        }
    }

    @Test
    void whatIsTakenOutLeavesNoEmptyLine() {
        customer = "a";
        Runnable first = () -> ran.add("a1");
        queue.offer(first);
        offer("b", "b1");
        assertThat(queue.remove(first)).isTrue();
        assertThat(queue.remove(first)).isFalse();
        assertThat(queue.peek()).isNotNull();
        List<Runnable> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(1);
        drained.forEach(Runnable::run);
        assertThat(ran).containsExactly("b1");
        assertThat(queue.poll()).isNull();
    }

    /** As the workers use it: more of one customer's tasks than there are places, then one of another's. */
    @Test
    void anotherCustomersTaskHasAWorkerHoweverManyWait() throws InterruptedException {
        ThreadLocal<String> whose = ThreadLocal.withInitial(() -> "noisy");
        FairQueue waiting = new FairQueue(100, 4, whose::get, ended -> {});
        ThreadPoolExecutor workers = new ThreadPoolExecutor(4, 4, 1, TimeUnit.SECONDS, waiting);
        workers.prestartAllCoreThreads();
        try {
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(3);
            CountDownLatch done = new CountDownLatch(78);
            for (int i = 0; i < 3; i++) {
                workers.execute(() -> {
                    begun.countDown();
                    await(end);
                    done.countDown();
                });
            }
            await(begun);
            for (int i = 0; i < 75; i++) {
                workers.execute(done::countDown);
            }
            assertThatThrownBy(() -> workers.execute(done::countDown)).isInstanceOf(RejectedExecutionException.class);
            whose.set("quiet");
            CountDownLatch quiet = new CountDownLatch(1);
            workers.execute(quiet::countDown);
            assertThat(quiet.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(done.getCount()).as("none of the others had it").isEqualTo(78);
            end.countDown();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            workers.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
