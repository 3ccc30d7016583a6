package darkroom.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** One way to make the variants of one original. */
interface Contender extends AutoCloseable {
    /** Of all repeats together; {@code variants} of the last. */
    record Run(double cpuMillis, double wallMillis, List<byte[]> variants) {}

    Run run(int repeats) throws Exception;

    @Override
    default void close() {}

    /** Something in this process. */
    interface Work {
        List<byte[]> render() throws Exception;
    }

    /** CPU is of the whole process: garbage collection and compilation included. */
    static Contender of(Work work) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return repeats -> {
            long cpu = system.getProcessCpuTime();
            long wall = System.nanoTime();
            List<byte[]> variants = List.of();
            for (int i = 0; i < repeats; i++) {
                variants = work.render();
            }
            return new Run((system.getProcessCpuTime() - cpu) / 1e6, (System.nanoTime() - wall) / 1e6, variants);
        };
    }
}
