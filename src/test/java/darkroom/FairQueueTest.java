package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private String customer = "";
    private final FairQueue<String> queue = new FairQueue<>(8, () -> customer);

    private boolean offer(String owner, String task) {
        customer = owner;
        return queue.offer(task);
    }

    @Test
    void linesTakeTurnsAndEachIsInOrder() {
        for (String task : List.of("a1", "a2", "a3", "b1", "c1", "b2")) {
            assertThat(offer(task.substring(0, 1), task)).isTrue();
        }
        List<String> taken = new ArrayList<>();
        for (String next = queue.poll(); next != null; next = queue.poll()) {
            taken.add(next);
        }
        assertThat(taken).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    }

    @Test
    void whoComesBackHasLostNoTurnAndGainedNone() {
        offer("a", "a1");
        offer("a", "a2");
        assertThat(queue.poll()).isEqualTo("a1");
        offer("b", "b1");
        offer("a", "a3");
        assertThat(List.of(queue.poll(), queue.poll(), queue.poll())).containsExactly("a2", "b1", "a3");
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
        assertThat(queue).containsExactlyInAnyOrder("n0", "n1", "n2", "n3", "n4", "n5", "q1", "t1");
    }

    @Test
    void whatIsTakenOutLeavesNoEmptyLine() {
        offer("a", "a1");
        offer("b", "b1");
        assertThat(queue.remove("a1")).isTrue();
        assertThat(queue.remove("a1")).isFalse();
        assertThat(queue.peek()).isEqualTo("b1");
        List<String> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(1);
        assertThat(queue.poll()).isNull();
    }

    /** As the workers use it: more of one customer's tasks than there are places, then one of another's. */
    @Test
    void anotherCustomersTaskIsNextHoweverManyWait() throws InterruptedException {
        ThreadLocal<String> whose = ThreadLocal.withInitial(() -> "noisy");
        FairQueue<Runnable> waiting = new FairQueue<>(100, whose::get);
        ThreadPoolExecutor workers = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, waiting);
        try {
            CountDownLatch begin = new CountDownLatch(1);
            BlockingQueue<String> done = new ArrayBlockingQueue<>(200);
            workers.execute(() -> await(begin));
            int accepted = 0;
            for (int i = 0; i < 90; i++) {
                try {
                    workers.execute(() -> done.add("noisy"));
                    accepted++;
                } catch (RejectedExecutionException full) {
                    assertThat(accepted).isEqualTo(75);
                }
            }
            whose.set("quiet");
            workers.execute(() -> done.add("quiet"));
            begin.countDown();
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("noisy");
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("quiet");
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
