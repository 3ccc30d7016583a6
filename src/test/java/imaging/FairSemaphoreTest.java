package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairSemaphoreTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<Thread> threads = new ArrayList<>();
    private final List<String> served = new CopyOnWriteArrayList<>();

    @AfterEach
    void nobodyIsLeft() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
    }

    /** Begins to wait, and does so when this returns. */
    private Thread wait(FairSemaphore semaphore, String who, int permits) {
        Thread thread = new Thread(() -> {
            try {
                if (semaphore.tryAcquire(who.substring(0, 1), permits, LONG)) {
                    served.add(who);
                }
            } catch (InterruptedException e) {
                served.add(who + " left");
            }
        });
        threads.add(thread);
        thread.start();
        soon().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    private void expect(String... inOrder) {
        soon().untilAsserted(() -> assertThat(served).containsExactly(inOrder));
    }

    private static boolean now(FairSemaphore semaphore, String line, int permits) throws InterruptedException {
        return semaphore.tryAcquire(line, permits, Duration.ZERO);
    }

    @Test
    void linesTakeTurnsAndEachIsInOrder() throws InterruptedException {
        FairSemaphore semaphore = new FairSemaphore(1, 1);
        assertThat(now(semaphore, "x", 1)).isTrue();
        for (String who : List.of("a1", "a2", "a3", "b1", "c1", "b2")) {
            wait(semaphore, who, 1);
        }
        List<String> order = new ArrayList<>();
        String holder = "x";
        for (String next : List.of("a1", "b1", "c1", "a2", "b2", "a3")) {
            semaphore.release(holder.substring(0, 1), 1);
            order.add(next);
            expect(order.toArray(String[]::new));
            holder = next;
        }
    }

    /** Fifty of one line wait; whoever comes then with another waits for one of them at most. */
    @Test
    void whoComesFromAnotherLineIsNextHoweverManyWait() throws InterruptedException {
        FairSemaphore semaphore = new FairSemaphore(1, 1);
        assertThat(now(semaphore, "n", 1)).isTrue();
        for (int i = 0; i < 50; i++) {
            wait(semaphore, "n" + i, 1);
        }
        wait(semaphore, "quiet", 1);
        semaphore.release("n", 1);
        expect("n0");
        semaphore.release("n", 1);
        expect("n0", "quiet");
        semaphore.release("q", 1);
        for (int i = 1; i < 50; i++) {
            int all = i + 2;
            soon().until(() -> served.size() == all);
            semaphore.release("n", 1);
        }
    }

    @Test
    void aLineLeavesSomeForAnotherEvenWhereNobodyElseWaits() throws InterruptedException {
        FairSemaphore semaphore = new FairSemaphore(3, 2);
        assertThat(now(semaphore, "n", 2)).isTrue();
        assertThat(now(semaphore, "n", 1)).isFalse();
        wait(semaphore, "noisy", 1);
        assertThat(now(semaphore, "q", 1)).as("passes whoever may have no more").isTrue();
        semaphore.release("q", 1);
        assertThat(served).isEmpty();
        semaphore.release("n", 1);
        expect("noisy");
    }

    @Test
    void whatALineMayHoldCanChangeWhileItWaits() throws InterruptedException {
        FairSemaphore semaphore = new FairSemaphore(10, 3);
        assertThat(now(semaphore, "n", 3)).isTrue();
        wait(semaphore, "noisy", 1);
        semaphore.setMostALine(4);
        expect("noisy");
        semaphore.setMostALine(2);
        semaphore.release("n", 1);
        assertThat(now(semaphore, "n", 1))
                .as("it holds three, and two are allowed")
                .isFalse();
        semaphore.release("n", 2);
        assertThat(now(semaphore, "n", 1)).isTrue();
    }

    @Test
    void nobodyPassesALargeRequestWhoseTurnItIs() throws InterruptedException {
        FairSemaphore semaphore = new FairSemaphore(10, 10);
        assertThat(now(semaphore, "x", 6)).isTrue();
        wait(semaphore, "large", 8);
        assertThat(now(semaphore, "small", 4)).as("there would be four").isFalse();
        wait(semaphore, "small", 4);
        semaphore.release("x", 6);
        expect("large");
        semaphore.release("l", 8);
        expect("large", "small");
    }

    @Test
    void whoLeavesLetsThoseBehindItGoOn() throws InterruptedException {
        FairSemaphore semaphore = new FairSemaphore(10, 10);
        assertThat(now(semaphore, "x", 6)).isTrue();
        Thread large = wait(semaphore, "large", 8);
        wait(semaphore, "small", 4);
        large.interrupt();
        soon().untilAsserted(() -> assertThat(served).containsExactlyInAnyOrder("large left", "small"));
        semaphore.release("x", 6);
        assertThat(now(semaphore, "y", 6)).as("it took nothing along").isTrue();
        assertThat(now(semaphore, "y", 1)).isFalse();
    }
}
