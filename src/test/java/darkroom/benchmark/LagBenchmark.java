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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.util.FileSystemUtils;

/**
 * Receipts at a steady pace, and how long each takes to become rows, as the app's own metric says. Fails where more than one
 * of a hundred takes longer than the bound.
 */
public final class LagBenchmark {
    private static final String LAG = "darkroom_tally_lag_seconds";
    private static final String BOUND = "5.0";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private LagBenchmark() {}

    /** @param args receipts a second, seconds */
    public static void main(String[] args) throws Exception {
        int pace = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-lag");
        boolean passed;
        try (Stack stack = Stack.start(folder, Listener.anyPorts());
                AppProcess app = AppProcess.start(stack, Map.of())) {
            app.awaitReady();
            announce(stack, pace, seconds);
            passed = tell(app, pace, seconds);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(passed ? 0 : 1);
    }

    /** Evenly, and not in bursts. */
    private static void announce(Stack stack, int pace, int seconds) throws Exception {
        MadeUpReceipts receipts = new MadeUpReceipts(stack, Instant.now());
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBrokers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            long start = System.nanoTime();
            for (long i = 0; i < (long) pace * seconds; i++) {
                Future<RecordMetadata> unused = producer.send(
                        new ProducerRecord<>("darkroom.receipts", Long.toString(i), receipts.bytes(receipts.made())));
                TimeUnit.NANOSECONDS.sleep(start + TimeUnit.SECONDS.toNanos(i + 1) / pace - System.nanoTime());
            }
        }
    }

    private static boolean tell(AppProcess app, int pace, int seconds) throws Exception {
        long wanted = (long) pace * seconds;
        long begin = System.nanoTime();
        String page = page(app);
        while (value(page, LAG + "_count") < wanted && System.nanoTime() - begin < PATIENCE.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(500);
            page = page(app);
        }
        double count = value(page, LAG + "_count");
        double within = value(page, LAG + "_bucket{le=\"" + BOUND + "\"}");
        boolean passed = count == wanted && within >= 0.99 * count;
        System.out.printf(
                "%n| receipts | to rows within %s s | mean | longest of the last minutes | bound |%n|---|---|---|---|---|%n"
                        + "| %.0f at %d/s | %.2f %% | %.2f s | %.2f s | 99 %%: %s |%n",
                BOUND,
                count,
                pace,
                100 * within / count,
                value(page, LAG + "_sum") / count,
                value(page, LAG + "_max"),
                passed ? "met" : "**missed**");
        return passed;
    }

    private static String page(AppProcess app) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(app.managementUrl() + "/prometheus"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static double value(String page, String series) {
        return page.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
