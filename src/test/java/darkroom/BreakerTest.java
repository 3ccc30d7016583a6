package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final IOException refused = new IOException("connection refused");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private long now;
    private final Breaker breaker = new Breaker("s3", 3, new Backoff(SECOND, Duration.ofSeconds(8)), () -> now);

    @Test
    void admitsEverybodyUntilItHasFailedOftenEnoughInARow() {
        fail(2);
        breaker.answered();
        fail(2);
        assertThat(breaker.admits()).isTrue();
        fail(1);
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.refuses()).isTrue();
        assertThat(breaker.admits()).isFalse();
        assertThat(breaker.refusal()).contains("s3 is away");
    }

    @Test
    void oneInEachWaitMayAskAndTheWaitsGrow() {
        fail(3);
        now += SECOND.toNanos();
        assertThat(breaker.refuses()).isFalse();
        assertThat(breaker.admits()).as("the probe").isTrue();
        assertThat(breaker.admits()).as("the next one").isFalse();
        now += SECOND.toNanos() - 1; // the second wait is 1 to 2 s
        assertThat(breaker.admits()).isFalse();
        now += SECOND.toNanos() + 1;
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.details()).containsEntry("state", "open").containsEntry("probes", 2);
    }

    @Test
    void whatFailsWhileItIsOpenLengthensNothing() {
        fail(100); // so many were on their way when it opened
        now += SECOND.toNanos();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void anAnswerClosesIt() {
        fail(3);
        now += SECOND.toNanos();
        breaker.admits();
        breaker.answered();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.details()).isEqualTo(java.util.Map.of("state", "closed"));
        fail(2);
        assertThat(breaker.admits()).as("it counts anew").isTrue();
    }

    @Test
    void ofManyAtOnceExactlyOneIsTheProbe() throws Exception {
        fail(3);
        now += SECOND.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Boolean>> asked = IntStream.range(0, 16)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return breaker.admits();
                    }))
                    .toList();
            start.countDown();
            int admitted = 0;
            for (Future<Boolean> one : asked) {
                admitted += one.get() ? 1 : 0;
            }
            assertThat(admitted).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void itsGaugeIsOneWhileItIsOpen() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Breaker gauged = breaker.gauge(meters);
        assertThat(meters.get("darkroom.breaker.open")
                        .tag("dependency", "s3")
                        .gauge()
                        .value())
                .isZero();
        fail(3);
        assertThat(gauged.isOpen()).isTrue();
        assertThat(meters.get("darkroom.breaker.open").gauge().value()).isEqualTo(1);
    }

    @Test
    void noFailureAtAllIsRefusedWithItsSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Breaker("s3", 0, new Backoff(SECOND, SECOND), () -> 0))
                .withMessageContaining("darkroom.outage.failures is 0");
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(refused);
        }
    }
}
