package darkroom.chaos;

import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

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
        if (options.faults().stream().allMatch(fault -> fault.proof() != null)) {
            options.faults()
                    .forEach(
                            fault -> System.err.println("darkroom: nothing to run: " + fault + " is " + fault.proof()));
            return false;
        }
        Path folder = RunFolder.make(options.seed());
        FaultReport report = FaultRun.alone(folder, options, System.err);
        System.out.print(report.text());
        return done(report.passed(), report.markdown(), options.report(), folder);
    }

    /** @return whether all is as promised */
    private static boolean run(Options options) throws Exception {
        Path folder = RunFolder.make(options.seed());
        boolean passed;
        String table;
        try (Stack stack = Stack.start(folder, Listener.anyPorts())) {
            Thread stop = new Thread(() -> stopped(stack, folder), "stop-stack"); // Ctrl-C
            Runtime.getRuntime().addShutdownHook(stop);
            try {
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
            } finally { // what breaks off is kept, to be looked at
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
        return done(passed, table, options.report(), folder);
    }

    private static void stopped(Stack stack, Path folder) {
        stack.close();
        RunFolder.remove(folder);
    }

    private static boolean done(boolean passed, String table, Path file, Path folder) throws IOException {
        if (file != null) {
            Files.writeString(file, table);
        }
        if (passed) {
            RunFolder.remove(folder);
        } else {
            System.err.println("The logs and data of this run are kept in " + folder);
        }
        return passed;
    }
}
