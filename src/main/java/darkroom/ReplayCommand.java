package darkroom;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code replay WHAT}. */
@Command(
        name = "replay",
        subcommands = {
            ReplayReceiptsCommand.class,
            ReplayDeadCommand.class,
            ReplayFailedCommand.class,
            ReplayImagesCommand.class
        },
        description = "Does again what got lost. Every way of it may be gone twice, and while images come in.")
final class ReplayCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "replay what? One of " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
