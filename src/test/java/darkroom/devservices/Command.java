package darkroom.devservices;

import java.io.PrintStream;

/** What the mains behind {@code ./darkroom} have in common: how they end. */
final class Command {
    /** Work of a command; a {@link StartException} is a message to a person, anything else a defect. */
    interface Work {
        /** @return the exit code */
        int run() throws Exception;
    }

    private Command() {}

    /** Runs a command and ends the process with its exit code: 1 after a message, or what the command says. */
    static void run(Work work) {
        PrintStream err = System.err;
        int code;
        try {
            code = work.run();
        } catch (StartException e) {
            err.println("darkroom: " + e.getMessage());
            code = 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = 1;
        } catch (Exception e) {
            e.printStackTrace(err);
            code = 1;
        }
        System.exit(code);
    }
}
