package darkroom.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of a process that is in RAM, in bytes, as proc(5) tells it. */
public final class Resident {
    private Resident() {}

    public static long now(long pid) throws IOException {
        return bytes(pid, "VmRSS:");
    }

    /** The most since its start. */
    static long peak(long pid) throws IOException {
        return bytes(pid, "VmHWM:");
    }

    private static long bytes(long pid, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
