package darkroom.chaos;

import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** {@code ./darkroom chaos}: see its help. Engines, data and ports of its own; what is left after a failure is kept. */
public final class Chaos {
    private Chaos() {}

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        int code = 1;
        try {
            code = run(options(args)) ? 0 : 1;
        } catch (Exception e) {
            e.printStackTrace(System.err);
        }
        System.exit(code); // idle connections keep threads
    }

    private static Options options(String[] args) {
        try {
            return Options.of(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("darkroom: " + e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    /** @return whether all is as promised */
    private static boolean run(Options options) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "chaos-");
        System.err.println("starting the engines in " + folder + "; seed " + options.seed());
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
        if (options.report() != null) {
            Files.writeString(options.report(), table);
        }
        if (passed) {
            FileSystemUtils.deleteRecursively(folder);
        } else {
            System.err.println("The logs and data of this run are kept in " + folder);
        }
        return passed;
    }
}
