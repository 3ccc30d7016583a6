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
 * The quick rows of the fault matrix, one after the other on the same two replicas under one load, and one audit; with
 * {@code --long} all of them, as long as in production, {@code disk-full} on engines of its own and where this user may mount. {@code ./darkroom chaos --faults} runs them on engines of their own.
 */
class FaultsIT {
    private static final boolean LONG = Boolean.getBoolean("darkroom.long");
    private static final long SEED = 1;
    private static FaultReport report;

    static List<Fault> faults() {
        return (LONG ? Fault.scenarios() : Fault.quick())
                .stream().filter(fault -> fault != Fault.DISK_FULL).toList();
    }

    @BeforeAll
    static void letThemHappen() throws Exception {
        report =
                FaultRun.run(Platform.stackAlone(), new FaultOptions(faults(), SEED, LONG, null), "faults", System.err);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void nothingIsLostDoubledOrWrong(Fault fault) {
        FaultReport.Row row = report.rows().stream()
                .filter(r -> r.fault() == fault)
                .findFirst()
                .orElseThrow();
        assertThat(row.skipped()).as("why it did not take place").isNull();
        assertThat(row.accepted()).as("images that were handed in meanwhile").isPositive();
        assertThat(row.findings()).as(fault.sentence()).isEmpty();
    }

    /** The engines of the other tests lie on a disk that is not ours to fill. */
    @Test
    void aFullDiskUnderS3LosesNothing(@TempDir Path folder) throws Exception {
        assumeThat(LONG).as("--long").isTrue();
        FaultReport alone =
                FaultRun.alone(folder, new FaultOptions(List.of(Fault.DISK_FULL), SEED, LONG, null), System.err);
        FaultReport.Row row = alone.rows().get(0);
        assumeThat(row.skipped())
                .as("SKIPPED, and not shown on this machine: disk-full: " + row.skipped())
                .isNull();
        assertThat(alone.passed()).as(alone.text()).isTrue();
        assertThat(row.accepted()).as("images that were handed in meanwhile").isPositive();
    }

    @Test
    void nothingIsLeftToDoAndNothingIsDead() {
        assertThat(report.everywhere()).as(report.text()).isEmpty();
    }
}
