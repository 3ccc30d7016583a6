package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.util.FileSystemUtils;

/**
 * How long a customer waits who sends one picture after the other, alone, and beside another customer who sends a thousand
 * at once, each of them again after the time in Retry-After where it is told to, until all of them are done. Phases
 * alternate, so that both see the same machine; all engines and both senders are on it, the other in a process of its own
 * that gives way (nice): what it takes to send a thousand pictures is not what its neighbour waits for. args: uploads of
 * the other, rounds.
 */
public final class NeighbourBenchmark {
    private static final int WARM_UP = 2_000;

    /** The first beside the other, in which the thousand come in. */
    private static final int PICTURES = 150;

    /** As many as beside the other, roughly: a p99 of few is a matter of luck. */
    private static final int ALONE = 700;

    private static final double BOUND = 1.5;

    private NeighbourBenchmark() {}

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        byte[] picture = OneByOne.picture();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-neighbour");
        try (Stack stack = Stack.start(folder, Listener.anyPorts());
                AppProcess app = AppProcess.start(stack, Map.of()).awaitReady()) {
            URI door = URI.create(app.baseUrl() + "/v1/images");
            String noisy = stack.newKey("noisy");
            try (KeyForwarder warm = new KeyForwarder(door, noisy, 8)) {
                warm.warm(Files.write(folder.resolve("picture.jpg"), picture), "", WARM_UP);
            }
            OneByOne quiet = new OneByOne(door, stack.newKey("quiet"), picture);
            run(quiet, List.of(door.toString(), noisy, args[0]), rounds);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(0); // idle HTTP connections keep threads
    }

    private static void line(Beside other) {
        try {
            other.next();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(OneByOne quiet, List<String> other, int rounds) throws Exception {
        quiet.post(PICTURES, null);
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        System.out.printf(
                "%n| round | alone: p50, p99 ms | beside %s uploads: p50, p99 ms | of these the first %d: p99 ms, longest"
                        + " | the other: done/s, told to come again |%n|---|---|---|---|---|%n",
                other.get(2), PICTURES);
        for (int round = 1; round <= rounds; round++) {
            List<Double> before = quiet.post(ALONE, null);
            List<Double> during;
            String[] done;
            try (Beside thousand = Beside.begin(Thousand.class, other)) {
                during = quiet.post(Integer.MAX_VALUE, CompletableFuture.runAsync(() -> line(thousand)));
                done = thousand.next().split(" ", -1);
            }
            List<Double> first = during.subList(0, Math.min(PICTURES, during.size()));
            System.out.printf(
                    "| %d | %.1f, %.1f | %.1f, %.1f (of %d) | %.1f, %.1f | %s, %s |%n",
                    round,
                    OneByOne.percentile(before, 50),
                    OneByOne.percentile(before, 99),
                    OneByOne.percentile(during, 50),
                    OneByOne.percentile(during, 99),
                    during.size(),
                    OneByOne.percentile(first, 99),
                    OneByOne.percentile(first, 100),
                    done[0],
                    done[1]);
            alone.addAll(before);
            beside.addAll(during);
        }
        double share = OneByOne.percentile(beside, 99) / OneByOne.percentile(alone, 99);
        System.out.printf(
                "| all | %.1f, %.1f | %.1f, %.1f: p99 %.2f times (%.1f wanted: %s) | | |%n",
                OneByOne.percentile(alone, 50),
                OneByOne.percentile(alone, 99),
                OneByOne.percentile(beside, 50),
                OneByOne.percentile(beside, 99),
                share,
                BOUND,
                share <= BOUND ? "met" : "missed");
    }
}
