package darkroom.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU of a process since its start, user and system, in ms: in all, and that of the threads that compile and that collect
 * garbage. A compiler's thread that has ended takes its own part with it.
 */
record CpuTime(double all, double compiler, double collector) {
    private static final double TICK_MILLIS = 10;

    static CpuTime of(long pid) {
        double compiler = 0;
        double collector = 0;
        Path process = Path.of("/proc/" + pid);
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                String stat = stat(thread);
                String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler")) {
                    compiler += millis(stat);
                } else if (name.startsWith("GC Thread") || name.startsWith("G1 ") || name.equals("VM Thread")) {
                    collector += millis(stat);
                }
            }
            return new CpuTime(millis(stat(process)), compiler, collector);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stat(Path folder) throws IOException {
        try {
            return Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            if (Files.exists(folder)) {
                throw e;
            }
            return "0 (ended) 0 0 0 0 0 0 0 0 0 0 0 0 0 0"; // between the list and the look
        }
    }

    /** Fields 14 and 15 of proc(5), counted behind the name, which may hold anything. */
    private static double millis(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
    }

    /** What has been used since an earlier look, for each of so many images. */
    CpuTime since(CpuTime earlier, int images) {
        return new CpuTime(
                (all - earlier.all) / images,
                Math.max(0, compiler - earlier.compiler) / images,
                Math.max(0, collector - earlier.collector) / images);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return all + " " + compiler + " " + collector;
    }

    static CpuTime parse(String text) {
        String[] parts = text.strip().split(" ", -1);
        return new CpuTime(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
    }
}
