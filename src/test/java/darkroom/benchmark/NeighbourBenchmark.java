package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.util.FileSystemUtils;

/**
 * How long a customer waits who sends one picture after the other, alone, and beside another customer who sends a thousand
 * at once, each of them again after the time in Retry-After where it is told to, until all of them are done. Phases
 * alternate, so that both see the same machine; all engines and both senders are on it. args: uploads of the other, rounds.
 */
public final class NeighbourBenchmark {
    private static final int WARM_UP = 2_000;

    /** Of the quiet customer alone, and the first beside the other, in which the thousand come in. */
    private static final int PICTURES = 150;

    private static final double BOUND = 1.5;

    private NeighbourBenchmark() {}

    public static void main(String[] args) throws Exception {
        int uploads = Integer.parseInt(args[0]);
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
            run(quiet, OneByOne.request(door, noisy, picture), uploads, rounds);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(0); // idle HTTP connections keep threads
    }

    private static void run(OneByOne quiet, HttpRequest upload, int uploads, int rounds) throws Exception {
        quiet.post(PICTURES, null);
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        System.out.printf(
                "%n| round | alone: p50, p99 ms | beside %,d uploads: p50, p99 ms | of these the first %d: p99 ms, longest"
                        + " | the other: done/s, told to come again |%n|---|---|---|---|---|%n",
                uploads, PICTURES);
        for (int round = 1; round <= rounds; round++) {
            List<Double> before = quiet.post(PICTURES, null);
            Other other = new Other(upload, uploads);
            long start = System.nanoTime();
            CompletableFuture<Void> all = other.start();
            List<Double> during = quiet.post(Integer.MAX_VALUE, all);
            all.join();
            double seconds = (System.nanoTime() - start) / 1e9;
            List<Double> first = during.subList(0, Math.min(PICTURES, during.size()));
            System.out.printf(
                    "| %d | %.1f, %.1f | %.1f, %.1f (of %d) | %.1f, %.1f | %.1f, %d |%n",
                    round,
                    OneByOne.percentile(before, 50),
                    OneByOne.percentile(before, 99),
                    OneByOne.percentile(during, 50),
                    OneByOne.percentile(during, 99),
                    during.size(),
                    OneByOne.percentile(first, 99),
                    OneByOne.percentile(first, 100),
                    uploads / seconds,
                    other.busy.get());
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

    /** The other customer. */
    private static final class Other {
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final AtomicInteger busy = new AtomicInteger();
        private final HttpRequest request;
        private final int uploads;

        Other(HttpRequest request, int uploads) {
            this.request = request;
            this.uploads = uploads;
        }

        CompletableFuture<Void> start() {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                all.add(upload());
            }
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        }

        private CompletableFuture<Void> upload() {
            return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .handle((answer, broken) -> answer == null ? Optional.of(1L) : again(answer))
                    .thenCompose(seconds -> seconds.map(this::later).orElseGet(Other::done));
        }

        /** A sender that is still sending may see the connection end before it has read its 503: that is no answer. */
        private static Optional<Long> again(HttpResponse<Void> answer) {
            return switch (answer.statusCode()) {
                case 201 -> Optional.empty();
                case 429, 503 ->
                    Optional.of(answer.headers().firstValueAsLong("Retry-After").orElse(1));
                default -> throw new IllegalStateException("the other customer is answered " + answer.statusCode());
            };
        }

        private CompletableFuture<Void> later(long seconds) {
            busy.incrementAndGet();
            return CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS))
                    .thenCompose(none -> upload());
        }

        private static CompletableFuture<Void> done() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
