package darkroom.chaos;

import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.util.FileSystemUtils;

/** {@code ./darkroom chaos}: see its help. Engines, data and ports of its own; what is left after a failure is kept. */
public final class Chaos {
    private Chaos() {}

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        int code = 1;
        try {
            List<String> words = List.of(args);
            if (words.equals(List.of("--fault", "list"))) {
                System.out.print(Fault.list());
                code = 0;
            } else if (FaultOptions.areIn(words)) {
                code = run(asked(() -> FaultOptions.of(words))) ? 0 : 1;
            } else {
                code = run(asked(() -> Options.of(words))) ? 0 : 1;
            }
        } catch (Exception e) {
            e.printStackTrace(System.err);
        }
        System.exit(code); // idle connections keep threads
    }

    private static <T> T asked(Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            System.err.println("darkroom: " + e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    /** @return whether all is as promised */
    private static boolean run(FaultOptions options) throws Exception {
        Path folder = folder(options.seed());
        Optional<FullDisk> disk =
                options.faults().contains(Fault.DISK_FULL) ? FullDisk.under(folder.resolve("s3")) : Optional.empty();
        FaultReport report;
        try (Stack stack = Stack.start(folder, Listener.anyPorts())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, disk), "stop-stack")); // Ctrl-C
            report = FaultRun.run(stack, options, "fault", disk, System.err);
        } finally {
            disk.ifPresent(FullDisk::close);
        }
        System.out.print(report.text());
        return done(report.passed(), report.markdown(), options.report(), folder);
    }

    private static void stop(Stack stack, Optional<FullDisk> disk) {
        stack.close();
        disk.ifPresent(FullDisk::close);
    }

    private static Path folder(long seed) throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "chaos-");
        System.err.println("starting the engines in " + folder + "; seed " + seed);
        return folder;
    }

    /** @return whether all is as promised */
    private static boolean run(Options options) throws Exception {
        Path folder = folder(options.seed());
        boolean passed;
        String table;
        try (Stack stack = Stack.start(folder, Listener.anyPorts())) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-stack")); // Ctrl-C
            if (options.mutations()) {
                MutationReport report = MutationReport.run(stack, options, folder.resolve("routes"), System.err);
                table = report.markdown();
                System.out.print(table);
                passed = report.passed();
            } else {
                ChaosReport report = ChaosRun.run(stack, options, "chaos", System.err);
                table = report.markdown();
                System.out.print(report.text());
                passed = report.passed();
            }
        }
        return done(passed, table, options.report(), folder);
    }

    private static boolean done(boolean passed, String table, Path file, Path folder) throws IOException {
        if (file != null) {
            Files.writeString(file, table);
        }
        if (passed) {
            FileSystemUtils.deleteRecursively(folder);
        } else {
            System.err.println("The logs and data of this run are kept in " + folder);
        }
        return passed;
    }
}
