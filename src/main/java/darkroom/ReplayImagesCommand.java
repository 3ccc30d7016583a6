package darkroom;

import darkroom.intake.ImageIds;
import darkroom.intake.Seen;
import darkroom.model.IntakeImage;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import darkroom.recovery.ImageReplay;
import darkroom.recovery.ImageReplay.Fate;
import darkroom.recovery.Period;
import darkroom.recovery.Progress;
import imaging.BusyException;
import imaging.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code replay images}: the images of a period once more, by another recipe, where their originals were kept. */
@Command(
        name = "images",
        sortOptions = false,
        description = {
            "Makes images of a period again by another recipe, or another version of theirs, of the originals that their recipe",
            "kept (keep: [original]). Each becomes an image of its own, whose receipt says replayOf; its variants are counted, it",
            "is not, and it is dated as the image it is made of. The id follows from that image and the recipe: run twice, nothing",
            "new is made. The work is done here, one image after the other. Exit 1 where one failed, or a receipt is none."
        })
final class ReplayImagesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PeriodOptions options;

    @Option(
            names = "--recipe",
            paramLabel = "NAME[@VERSION]",
            converter = RecipeChoice.Converter.class,
            description = "only images that this recipe made")
    private RecipeChoice recipe;

    @Option(
            names = "--to-recipe",
            required = true,
            paramLabel = "NAME[@VERSION]",
            converter = RecipeChoice.Converter.class,
            description = "the recipe that makes them again")
    private RecipeChoice target;

    @Option(names = "--dry-run", description = "name them, and work on none")
    private boolean dryRun;

    @Option(
            names = "--resume",
            paramLabel = "CUSTOMER/ID",
            converter = ReplayReceiptsCommand.Place.class,
            description = "go on behind this image: what a run that was stopped has printed")
    private String resume;

    @Override
    public Integer call() throws IOException {
        Period period = options.period(Clock.systemUTC().instant(), null);
        try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools();
                Workshop workshop = new Workshop(tools.routes());
                SideBySide reads = new SideBySide(tools.settings().reconcile().reads())) {
            Recipe to = recipe(workshop);
            ImageReplay replay = new ImageReplay(
                    tools.archive(), reads, of -> dryRun ? due(workshop, of, to) : again(workshop, of, to));
            ImageReplay.Wish wish = new ImageReplay.Wish(
                    recipe == null ? null : recipe.name(), recipe == null ? null : recipe.version(), to.id());
            PrintWriter err = spec.commandLine().getErr();
            Progress progress = new Progress(err, RecoveryCommands.onTerminal(), replay.count(period, resume));
            Thread stopped = new Thread(() -> ReplayReceiptsCommand.goOn(err, progress));
            Runtime.getRuntime().addShutdownHook(stopped);
            ImageReplay.Result result = replay.run(period, wish, resume, progress);
            Runtime.getRuntime().removeShutdownHook(stopped);
            progress.end();
            result.unreadable().forEach(image -> err.println("darkroom: the receipt of " + image + " is none"));
            sum(result, to);
            return result.count(Fate.failed) + result.count(Fate.busy) == 0
                            && result.unreadable().isEmpty()
                    ? 0
                    : 1;
        }
    }

    private Recipe recipe(Workshop workshop) {
        try {
            return target.among(workshop.recipes());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--to-recipe=" + target + ": " + e.getMessage());
        }
    }

    private Fate due(Workshop workshop, Receipt of, Recipe to) {
        UUID id = ImageIds.replay(of.customer(), of.id(), to.id());
        if (workshop.receipts().read(of.customer(), id) != null) {
            return Fate.before;
        }
        if (!workshop.downloads().isKept(of)) {
            return Fate.without;
        }
        line(of, id, to, "would be made");
        return Fate.due;
    }

    private Fate again(Workshop workshop, Receipt of, Recipe to) {
        UUID id = ImageIds.replay(of.customer(), of.id(), to.id());
        Receipt earlier = workshop.receipts().read(of.customer(), id);
        if (earlier != null) {
            workshop.announce(earlier); // whoever made it may have been stopped before that
            return Fate.before;
        }
        Optional<byte[]> original = workshop.downloads().kept(of);
        if (original.isEmpty()) {
            return Fate.without;
        }
        byte[] bytes = original.get();
        IntakeImage image = new IntakeImage(
                id, false, of.customer(), of.source(), to.name(), of.receivedAt(), bytes.length, bytes, null, of.id());
        Fate fate;
        try {
            fate = Fate.valueOf(workshop.process(image, Seen.perhaps).outcome().name());
        } catch (BusyException e) {
            line(of, id, to, "skipped: " + e.getMessage());
            return Fate.busy;
        }
        if (fate != Fate.ok) {
            line(of, id, to, fate.name());
        }
        return fate;
    }

    private void line(Receipt of, UUID id, Recipe to, String what) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%s  %s  %s  %s  ->  %s  %s  %s%n",
                        of.customer(), of.id(), of.receivedAt(), of.recipe(), id, to.id(), what);
    }

    private void sum(ImageReplay.Result result, Recipe to) {
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            out.printf("%d would be made again by %s", result.count(Fate.due), to.id());
        } else {
            out.printf(
                    "%d ok, %d rejected, %d failed",
                    result.count(Fate.ok), result.count(Fate.rejected), result.count(Fate.failed));
        }
        out.printf(
                ", %d done before, %d by %s in the first place; no original kept: %d%n",
                result.count(Fate.before), result.count(Fate.already), to.id(), result.count(Fate.without));
        if (result.count(Fate.busy) > 0) {
            out.printf(
                    "%d were left alone, for others may be at work on them: run it again%n", result.count(Fate.busy));
        }
        if (result.fates().isEmpty()) {
            out.println(
                    result.recipes().isEmpty()
                            ? "The period holds no image that is done."
                            : "The period holds none of the recipe " + recipe + ", but images of: " + result.recipes());
        }
    }
}
