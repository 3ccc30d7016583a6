package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import darkroom.chaos.Fault;
import darkroom.chaos.FaultOptions;
import darkroom.chaos.FaultReport;
import darkroom.chaos.FaultRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fault matrix: one row after the other on the same two replicas under one load, and one audit, as {@code ./darkroom
 * chaos --faults} runs it; in little, or with {@code --long} as long as in production. On engines of its own, for not every
 * machine lets it fill the disk of one.
 */
class FaultsIT {
    private static final boolean LONG = Boolean.getBoolean("darkroom.long");
    private static final long SEED = 1;

    @TempDir
    private static Path folder;

    private static FaultReport report;

    static List<Fault> faults() {
        return Fault.scenarios();
    }

    @BeforeAll
    static void letThemHappen() throws Exception {
        report = FaultRun.alone(folder, new FaultOptions(faults(), SEED, LONG, null), System.err);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void nothingIsLostDoubledOrWrong(Fault fault) {
        FaultReport.Row row = report.rows().stream()
                .filter(r -> r.fault() == fault)
                .findFirst()
                .orElseThrow();
        if (fault == Fault.DISK_FULL) {
            assumeThat(row.skipped())
                    .as("SKIPPED, and not shown on this machine: " + row.skipped())
                    .isNull();
        }
        assertThat(row.skipped()).as("why it did not take place").isNull();
        assertThat(row.accepted()).as("images that were handed in meanwhile").isPositive();
        assertThat(row.findings()).as(fault.sentence()).isEmpty();
    }

    @Test
    void nothingIsLeftToDoAndNothingIsDead() {
        assertThat(report.everywhere()).as(report.text()).isEmpty();
    }
}
