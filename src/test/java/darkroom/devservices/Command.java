package darkroom.devservices;

import java.io.PrintStream;

/** What the mains behind {@code ./darkroom} have in common: how they end. */
final class Command {
    /** Work of a command; a {@link StartException} is a message to a person, anything else a defect. */
    interface Work {
        /** @return the exit code */
        int run() throws Exception;
    }

    private static volatile boolean stopping;

    private Command() {}

    /**
     * Runs a command and ends the process with its exit code: 1 after a message, or what the command says. What breaks
     * because the process was asked to stop is no news to whoever asked.
     */
    static void run(Work work) {
        PrintStream err = System.err;
        int code = 1;
        try {
            code = work.run();
        } catch (StartException e) {
            if (!stopping) {
                err.println("darkroom: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            if (!stopping) {
                e.printStackTrace(err);
            }
        }
        System.exit(code);
    }

    /** Has work done when the process ends: by itself, by Ctrl-C or by SIGTERM. */
    static void onStop(Runnable work) {
        Thread stop = new Thread(
                () -> {
                    stopping = true;
                    work.run();
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(stop);
    }
}
