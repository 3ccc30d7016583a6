package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;

/**
 * What the edge costs, and what it holds off: CPU of the app for a key and its limits, and for an Idempotency-Key; how long
 * a customer waits who sends one picture after the other, alone, beside 500 sockets that send next to nothing, and
 * beside 1,000 requests a second with wrong keys, of a process that gives way. Phases alternate; all engines and senders
 * are on one machine. args: rounds.
 */
public final class EdgeBenchmark {
    private static final int WARM_UP = 2_000;
    private static final int PICTURES = 150;

    /** Until who guesses is compiled, too. */
    private static final int MEANWHILE = 50;

    private static final int REFUSALS = 4_000;
    private static final int SLOW = 500;
    private static final int WRONG_A_SECOND = 1_000;
    private static final double LEAST_PACE = 0.9;
    private static final double MOST_MILLIS = 1;
    private static final double MOST_SHARE = 1.2;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AppProcess app;
    private final URI door;
    private final String key;
    private final byte[] picture;

    private EdgeBenchmark(AppProcess app, String key, byte[] picture) {
        this.app = app;
        this.door = URI.create(app.baseUrl() + "/v1/images");
        this.key = key;
        this.picture = picture;
    }

    public static void main(String[] args) throws Exception {
        byte[] picture = OneByOne.picture();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-edge");
        try (Stack stack = Stack.start(folder, Listener.anyPorts());
                AppProcess app = AppProcess.start(
                                stack,
                                Map.of(
                                        "DARKROOM_QUOTAS_PLANS_STANDARD_REQUESTS_PER_SECOND",
                                        "100000",
                                        "DARKROOM_QUOTAS_PLANS_STANDARD_BURST",
                                        "100000",
                                        // as it is five minutes after a start
                                        "DARKROOM_HTTP_WARY_SECONDS",
                                        "0"))
                        .awaitReady()) {
            String key = stack.newKey("quiet");
            EdgeBenchmark benchmark = new EdgeBenchmark(app, key, picture);
            try (KeyForwarder warm = new KeyForwarder(benchmark.door, key, 8)) {
                warm.warm(Files.write(folder.resolve("picture.jpg"), picture), "", WARM_UP);
            }
            int rounds = Integer.parseInt(args[0]);
            benchmark.cpu(rounds);
            benchmark.patience(rounds, stack.newKey("slow"));
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(0); // idle HTTP connections keep threads
    }

    private void cpu(int rounds) throws Exception {
        URI nothing = URI.create(app.baseUrl() + "/v1/nothing");
        HttpRequest without = HttpRequest.newBuilder(nothing).build();
        HttpRequest with = HttpRequest.newBuilder(nothing)
                .header("Authorization", "Bearer " + key)
                .build();
        send(without, REFUSALS);
        send(with, REFUSALS);
        for (int i = 0; i < WARM_UP; i += PICTURES) {
            upload(true); // what a key adds is to be as warm as all else
        }
        List<Double> gate = new ArrayList<>();
        List<Double> refusal = new ArrayList<>();
        List<Double> idempotency = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            gate.add(-send(without, REFUSALS) + send(with, REFUSALS));
            refusal.add(send(wrong(), REFUSALS));
            idempotency.add(-upload(false) + upload(true));
        }
        double both = OneByOne.percentile(gate, 50) + OneByOne.percentile(idempotency, 50);
        System.out.printf("%n| of the app, by %d rounds in turn | CPU ms a request, medians |%n|---|---|%n", rounds);
        System.out.printf("| a key and its limits | %.3f |%n", OneByOne.percentile(gate, 50));
        System.out.printf("| a wrong key, its answer included | %.3f |%n", OneByOne.percentile(refusal, 50));
        System.out.printf(
                "| an Idempotency-Key, whose image is looked for | %.2f |%n", OneByOne.percentile(idempotency, 50));
        System.out.printf(
                "| both | %.2f (%.0f wanted: %s) |%n", both, MOST_MILLIS, both <= MOST_MILLIS ? "met" : "missed");
    }

    /** @return CPU of the app, without its compiler's */
    private double send(HttpRequest request, int times) throws IOException, InterruptedException {
        CpuTime before = CpuTime.of(app.pid());
        for (int i = 0; i < times; i++) {
            http.send(request, HttpResponse.BodyHandlers.discarding());
        }
        return since(before, times);
    }

    private double upload(boolean named) throws IOException, InterruptedException {
        CpuTime before = CpuTime.of(app.pid());
        for (int i = 0; i < PICTURES; i++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(OneByOne.request(door, key, picture), (n, v) -> true);
            if (named) {
                request.header("Idempotency-Key", UUID.randomUUID().toString());
            }
            http.send(request.build(), HttpResponse.BodyHandlers.discarding());
        }
        return since(before, PICTURES);
    }

    private double since(CpuTime before, int requests) {
        CpuTime cpu = CpuTime.of(app.pid()).since(before, requests);
        return cpu.all() - cpu.compiler();
    }

    private void patience(int rounds, String slowKey) throws Exception {
        OneByOne quiet = new OneByOne(door, key, picture);
        List<Double> alone = new ArrayList<>();
        List<Double> slow = new ArrayList<>();
        List<Double> wrong = new ArrayList<>();
        List<Double> guessed = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            alone.addAll(quiet.post(PICTURES, null));
            List<Socket> sockets = slow(slowKey);
            slow.addAll(quiet.post(PICTURES, null));
            for (Socket socket : sockets) {
                socket.close();
            }
            try (Beside guesser = Beside.begin(
                    Guesses.class, List.of(Integer.toString(door.getPort()), Integer.toString(WRONG_A_SECOND)))) {
                quiet.post(MEANWHILE, null);
                wrong.addAll(quiet.post(PICTURES, null));
                guesser.end();
                guessed.add(Double.parseDouble(guesser.next()));
            }
        }
        double refused = OneByOne.percentile(guessed, 50);
        System.out.printf("%n| one picture after the other | p50, p99 ms | p99, times that alone |%n|---|---|---|%n");
        row("alone", alone, alone);
        row("beside " + SLOW + " slow sockets", slow, alone);
        row("beside %.0f wrong keys a second".formatted(refused), wrong, alone);
        if (refused < LEAST_PACE * WRONG_A_SECOND) {
            throw new IllegalStateException("only %.0f wrong keys a second".formatted(refused));
        }
    }

    private static void row(String what, List<Double> millis, List<Double> alone) {
        double share = OneByOne.percentile(millis, 99) / OneByOne.percentile(alone, 99);
        System.out.printf(
                "| %s | %.1f, %.1f | %.2f (%.1f wanted: %s) |%n",
                what,
                OneByOne.percentile(millis, 50),
                OneByOne.percentile(millis, 99),
                share,
                MOST_SHARE,
                share <= MOST_SHARE ? "met" : "missed");
    }

    /** A third each: no end of the headers; a wrong key and no body; a right one and no body. */
    private List<Socket> slow(String slowKey) throws IOException {
        String upload = "POST /v1/images HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nAuthorization: Bearer ";
        List<String> begins = List.of(
                "POST /v1/images HTTP/1.1\r\nHost: x\r\nX: ", upload + "x\r\n\r\nx", upload + slowKey + "\r\n\r\nx");
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.getPort());
            socket.getOutputStream().write(begins.get(i % begins.size()).getBytes(StandardCharsets.US_ASCII));
            sockets.add(socket);
        }
        return sockets;
    }

    private HttpRequest wrong() {
        return HttpRequest.newBuilder(URI.create(app.baseUrl() + "/v1/recipes"))
                .header("Authorization", "Bearer " + Guesses.key())
                .timeout(Duration.ofSeconds(30))
                .build();
    }
}
