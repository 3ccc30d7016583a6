package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofMillis(5000));

    @ParameterizedTest
    @CsvSource({"1, 500", "2, 1000", "3, 2000", "4, 4000", "5, 5000", "6, 5000", "1000000, 5000"})
    void doublesUpToTheMostAndLeavesUpToHalfOfItToChance(int failures, long whole) {
        Set<Long> waits = IntStream.range(0, 300)
                .mapToObj(i -> backoff.after(failures).toMillis())
                .collect(Collectors.toSet());
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(whole / 2, whole));
        assertThat(waits).as("replicas do not come back together").hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "-1, 10", "11, 10"})
    void whatIsNoTimeToWaitIsRefusedWithBothSettings(long first, long most) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofMillis(first), Duration.ofMillis(most)))
                .withMessageContaining("darkroom.outage.first-millis is " + first)
                .withMessageContaining("darkroom.outage.most-millis " + most);
    }

    @Test
    void aDayIsNoOverflow() {
        Backoff daily = new Backoff(Duration.ofDays(1), Duration.ofDays(2));
        assertThat(daily.after(Integer.MAX_VALUE)).isBetween(Duration.ofDays(1), Duration.ofDays(2));
    }
}
