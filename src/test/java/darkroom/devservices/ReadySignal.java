package darkroom.devservices;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * How an engine's process tells its parent that it is ready: one line on standard output, which the parent reads. All
 * else that the process prints goes to standard error, and so into its log.
 */
public final class ReadySignal {
    /** The line. */
    static final String LINE = "READY";

    private final PrintStream parent;

    private ReadySignal(PrintStream parent) {
        this.parent = parent;
    }

    /** To be called first in main: takes standard output for the signal and gives everybody else standard error. */
    public static ReadySignal take() {
        PrintStream parent = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        return new ReadySignal(parent);
    }

    /** Tells the parent; a parent that has gone meanwhile is no error. */
    public void send() {
        parent.println(LINE);
    }
}
