package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.chaos.ChaosReport;
import darkroom.chaos.ChaosRun;
import darkroom.chaos.Options;
import org.junit.jupiter.api.Test;

/**
 * A dozen kills under load, every point once, on the engines that the other tests use; {@code ./darkroom chaos} makes as
 * many as one likes.
 */
class ChaosIT {
    private static final int ONE_ROUND = 12;
    private static final long SEED = 1;

    @Test
    void twoReplicasThatAreKilledAtEveryPointLoseNothingAndDoNothingTwice() throws Exception {
        Options options = Options.defaults().withKills(ONE_ROUND).withSeed(SEED);

        ChaosReport report = ChaosRun.run(Platform.stackAlone(), options, "chaos", System.err);

        assertThat(report.passed()).as(report.text()).isTrue();
    }
}
