package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MIB = 1 << 20;

    @Test
    void givesBackWhatIsReleased() {
        MemoryBudget budget = new MemoryBudget(10 * MIB, Duration.ofMillis(1));
        for (int i = 0; i < 100; i++) {
            budget.reserve(10 * MIB).release();
        }
        budget.reserve(10 * MIB);
        assertThatThrownBy(() -> budget.reserve(1)).isInstanceOf(BusyException.class);
    }

    @Test
    void saysBusyWhenTheWaitIsOver() {
        MemoryBudget budget = new MemoryBudget(10 * MIB, Duration.ofMillis(20));
        budget.reserve(8 * MIB);
        long before = System.nanoTime();
        assertThatThrownBy(() -> budget.reserve(3 * MIB))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("3 MiB")
                .hasMessageContaining("20 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        budget.reserve(2 * MIB);
    }

    @Test
    void roundsUpToWholeMebibytes() {
        MemoryBudget budget = new MemoryBudget(2 * MIB, Duration.ofMillis(1));
        budget.reserve(MIB + 1);
        assertThatThrownBy(() -> budget.reserve(1)).isInstanceOf(BusyException.class);
    }

    @Test
    void aReservationGrowsAndShrinks() {
        MemoryBudget budget = new MemoryBudget(10 * MIB, Duration.ofMillis(1));
        MemoryBudget.Reservation one = budget.reserve(2 * MIB);
        one.resize(8 * MIB);
        assertThatThrownBy(() -> budget.reserve(3 * MIB)).isInstanceOf(BusyException.class);
        one.resize(3 * MIB);
        budget.reserve(7 * MIB);
        assertThatThrownBy(() -> budget.reserve(1)).isInstanceOf(BusyException.class);
    }

    @Test
    void aReservationThatCannotGrowKeepsWhatItHas() {
        MemoryBudget budget = new MemoryBudget(10 * MIB, Duration.ofMillis(1));
        MemoryBudget.Reservation one = budget.reserve(6 * MIB);
        assertThatThrownBy(() -> one.resize(11 * MIB)).isInstanceOf(BusyException.class);
        assertThatThrownBy(() -> budget.reserve(5 * MIB)).isInstanceOf(BusyException.class);
        budget.reserve(4 * MIB);
    }

    @Test
    void isGivenBackOnce() {
        MemoryBudget budget = new MemoryBudget(2 * MIB, Duration.ofMillis(1));
        MemoryBudget.Reservation one = budget.reserve(MIB);
        one.release();
        one.release();
        budget.reserve(2 * MIB);
        assertThatThrownBy(() -> budget.reserve(1)).isInstanceOf(BusyException.class);
    }

    @Test
    void knowsWhatCanNeverBeServed() {
        MemoryBudget budget = new MemoryBudget(10 * MIB, Duration.ofMillis(1));
        assertThat(budget.holds(10 * MIB)).isTrue();
        assertThat(budget.holds(10 * MIB + 1)).isFalse();
        assertThat(budget.holds(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void doesNotPassALargeImageOverForSmallOnes() throws InterruptedException {
        MemoryBudget budget = new MemoryBudget(10 * MIB, Duration.ofSeconds(10));
        List<String> served = new CopyOnWriteArrayList<>();
        MemoryBudget.Reservation first = budget.reserve(5 * MIB);
        Thread large = waiting("large", budget, 10 * MIB, served);
        await().until(() -> large.getState() == Thread.State.TIMED_WAITING);
        // there is room for the small one, but the large one was first
        Thread small = waiting("small", budget, MIB, served);
        await().until(() -> small.getState() == Thread.State.TIMED_WAITING);
        assertThat(served).isEmpty();
        first.release();
        large.join();
        small.join();
        assertThat(served).containsExactly("large", "small");
    }

    @Test
    void oneLineLeavesSomeForAnother() {
        MemoryBudget budget = new MemoryBudget(10 * MIB, 7 * MIB, Duration.ofMillis(1));
        MemoryBudget.Reservation noisy = budget.reserve(6 * MIB, "noisy");
        assertThatThrownBy(() -> budget.reserve(2 * MIB, "noisy")).isInstanceOf(BusyException.class);
        assertThatThrownBy(() -> noisy.resize(8 * MIB)).isInstanceOf(BusyException.class);
        MemoryBudget.Reservation quiet = budget.reserve(3 * MIB, "quiet");
        noisy.resize(7 * MIB);
        quiet.release();
        noisy.release();
        assertThat(budget.reserve(7 * MIB, "quiet")).isNotNull();
    }

    private static Thread waiting(String name, MemoryBudget budget, long bytes, List<String> served) {
        Thread thread = new Thread(() -> {
            MemoryBudget.Reservation mine = budget.reserve(bytes);
            served.add(name);
            mine.release();
        });
        thread.start();
        return thread;
    }

    @Test
    void staysInterruptedAfterAnInterrupt() {
        MemoryBudget budget = new MemoryBudget(MIB, Duration.ofSeconds(10));
        budget.reserve(MIB);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> budget.reserve(MIB)).isInstanceOf(BusyException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesABudgetOfNothing() {
        assertThatThrownBy(() -> new MemoryBudget(1_000, Duration.ZERO)).hasMessageContaining("1000 bytes");
    }
}
