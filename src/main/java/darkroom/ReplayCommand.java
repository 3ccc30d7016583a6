package darkroom;

import darkroom.recovery.DeadLetter;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code replay WHAT}; without a word more, what there is of dead letters. */
@Command(
        name = "replay",
        subcommands = {
            ReplayReceiptsCommand.class,
            ReplayDeadCommand.class,
            ReplayFailedCommand.class,
            ReplayImagesCommand.class
        },
        description = {
            "Does again what got lost. Every way of it may be gone twice, and while images come in.",
            "Without a word more: how many dead letters lie at each door, by reason, and how many of them could be sent back."
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Letters of one reason. */
    private record Count(int all, int due) {
        Count plus(DeadLetter letter) {
            return new Count(all + 1, due + (letter.isDue() ? 1 : 0));
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools()) {
            out.printf("%-10s%-22s%9s%9s%n", "door", "reason", "letters", "to send");
            for (ReplayDeadCommand.Door door : ReplayDeadCommand.Door.values()) {
                Map<String, Count> reasons = new TreeMap<>();
                ReplayDeadCommand.box(tools, door)
                        .list(letter -> reasons.put(
                                letter.reason(),
                                reasons.getOrDefault(letter.reason(), new Count(0, 0))
                                        .plus(letter)));
                if (reasons.isEmpty()) {
                    reasons.put("none", new Count(0, 0));
                }
                reasons.forEach((reason, count) -> out.printf(
                        "%-10s%-22s%9d%9d%n", door, reason.isEmpty() ? "-" : reason, count.all(), count.due()));
            }
        }
        out.println(
                "List them: replay dead --door DOOR. One in full: --show ID. Send them back: --send, by --reason, --customer,"
                        + " --from and --to; --dry-run first.");
        out.println("Failed images: replay failed. Rows from S3: replay receipts. Another recipe: replay images.");
        return 0;
    }
}
