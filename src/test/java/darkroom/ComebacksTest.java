package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComebacksTest {
    private final AtomicLong now = new AtomicLong();
    private final Comebacks comebacks = new Comebacks(Duration.ofMillis(50), Duration.ofSeconds(60), now::get);

    @Test
    void whoIsAloneComesInASecond() {
        assertThat(comebacks.seconds("a")).isOne();
        assertThat(comebacks.seconds("")).as("nobody's").isOne();
    }

    @Test
    void aThousandComeAsManyASecondAsAreDone() {
        List<Long> told = refused("a", 1_000);
        assertThat(told.stream().collect(Collectors.groupingBy(s -> s, Collectors.counting())))
                .allSatisfy((second, count) -> assertThat(count).isLessThanOrEqualTo(30))
                .hasSizeGreaterThan(45);
    }

    @Test
    void anotherCustomerDoesNotWaitForThem() {
        refused("a", 1_000);
        assertThat(comebacks.seconds("b")).isOne();
    }

    @Test
    void nobodyWaitsLongerThanTheMostAndThoseBeyondDoNotComeTogether() {
        List<Long> told = refused("a", 5_000);
        assertThat(told).allSatisfy(seconds -> assertThat(seconds).isBetween(1L, 60L));
        assertThat(told.subList(2_000, 5_000).stream().distinct()).hasSizeGreaterThan(25);
    }

    @Test
    void theyAreAsFarApartAsRequestsEnd() {
        refused("a", 800); // 40 s
        for (int i = 0; i < 60; i++) {
            now.addAndGet(Duration.ofMillis(500).toNanos());
            comebacks.ended("a");
        }
        List<Long> later = refused("a", 20);
        assertThat(later.get(19) - later.get(0)).isBetween(9L, 10L);
    }

    @Test
    void whatIsOverIsForgotten() {
        refused("a", 1_000);
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(comebacks.seconds("a")).isOne();
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        comebacks.ended("a");
        comebacks.ended("never refused");
        assertThat(comebacks.seconds("a")).isOne();
    }

    private List<Long> refused(String customer, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> comebacks.seconds(customer))
                .toList();
    }
}
