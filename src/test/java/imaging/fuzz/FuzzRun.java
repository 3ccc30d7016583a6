package imaging.fuzz;

import imaging.BusyException;
import imaging.DeadlineException;
import imaging.Engine;
import imaging.Engines;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Recipes;
import imaging.RejectedImageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands mutants to an engine, in a process of its own: what kills native code kills this process alone, and the file
 * {@code place} still says which mutant it was. Every mutant must be rendered or refused; anything else is printed with
 * its number, and the file that it is.
 *
 * <p>args: engine, seed, first mutant, mutants, place. Exit 0 where none did harm, 1 otherwise.
 */
public final class FuzzRun {
    /** An image may take 20 s; one that takes long only because the machine is busy does no harm. */
    private static final Duration LONGEST = Duration.ofSeconds(25);

    private static final long MOST_GROWTH_BYTES = 100 << 20;

    private final Pipeline pipeline;
    private final Recipe recipe;
    private int rendered;
    private int refused;
    private int harmful;
    private long slowestNanos;

    private FuzzRun(Engine engine) {
        this.pipeline = new Pipeline(engine, Limits.defaults(), new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        this.recipe = Recipes.load(Path.of("processors/recipes")).find("web").orElseThrow();
    }

    public static void main(String[] args) throws IOException {
        Limits limits = Limits.defaults();
        Engine engine = Engines.named(args[0], limits);
        long seed = Long.parseLong(args[1]);
        int first = Integer.parseInt(args[2]);
        int count = Integer.parseInt(args[3]);
        FuzzRun run = new FuzzRun(engine);
        List<byte[]> seeds = Seeds.of(engine);
        seeds.forEach(file -> run.outcome(file)); // code and pools are loaded before memory is looked at
        long before = residentBytes();
        Mutations mutations = new Mutations(seeds, seed);
        try (RandomAccessFile file = new RandomAccessFile(args[4], "rw")) {
            MappedByteBuffer place = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES);
            for (int i = first; i < first + count; i++) {
                place.putInt(0, i);
                run.one(mutations.mutant(i), i);
            }
        }
        long growth = residentBytes() - before;
        System.out.printf(
                "fuzz %s: mutants=%d rendered=%d refused=%d harmful=%d slowest=%d ms growth=%d MB seed=%d%n",
                engine.name(),
                count,
                run.rendered,
                run.refused,
                run.harmful,
                run.slowestNanos / 1_000_000,
                growth >> 20,
                seed);
        System.exit(run.harmful == 0 && growth <= MOST_GROWTH_BYTES ? 0 : 1);
    }

    private void one(byte[] mutant, int number) throws IOException {
        long start = System.nanoTime();
        String outcome = outcome(mutant);
        long nanos = System.nanoTime() - start;
        slowestNanos = Math.max(slowestNanos, nanos);
        switch (outcome) {
            case "rendered" -> rendered++;
            case "refused" -> refused++;
            default -> harm(mutant, number, outcome);
        }
        if (nanos > LONGEST.toNanos()) {
            harm(mutant, number, "took " + nanos / 1_000_000 + " ms");
        }
    }

    private void harm(byte[] mutant, int number, String outcome) throws IOException {
        harmful++;
        Path file = Files.write(Files.createTempFile("mutant-" + number + "-", ".bin"), mutant);
        System.out.println("mutant " + number + " " + outcome + ": " + file);
    }

    private String outcome(byte[] bytes) {
        try {
            pipeline.render(bytes, recipe);
            return "rendered";
        } catch (RejectedImageException e) {
            return "refused";
        } catch (DeadlineException | BusyException e) {
            return "ran out of time or memory: " + e.getMessage();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return "threw " + e;
        }
    }

    private static long residentBytes() throws IOException {
        System.gc();
        List<Long> kilobytes = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                kilobytes.add(Long.parseLong(line.replaceAll("\\D", "")));
            }
        }
        return kilobytes.get(0) << 10;
    }
}
