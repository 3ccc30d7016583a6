package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.JarCommand;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import darkroom.model.Receipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.util.FileSystemUtils;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How fast ClickHouse is rebuilt, on real engines: receipts from S3 to the topic by the command of the jar as an operator runs
 * it, its start included; then receipts from the first offset of the topic to rows, from when the app is ready.
 * Fails where a row is missing, or over a bound.
 */
public final class ReplayBenchmark {
    private static final String BUCKET = "darkroom-archive";
    private static final Duration S3_BOUND = Duration.ofSeconds(20);
    private static final Duration TOPIC_BOUND = Duration.ofSeconds(60);

    private final Instant now = Instant.now();
    private final Stack stack;
    private final MadeUpReceipts receipts;

    private ReplayBenchmark(Stack stack) {
        this.stack = stack;
        this.receipts = new MadeUpReceipts(stack, now);
    }

    /** @param args receipts in S3, receipts on the topic */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-replay");
        boolean passed;
        try (Stack stack = Stack.start(folder, Listener.anyPorts())) {
            passed = new ReplayBenchmark(stack).run(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(passed ? 0 : 1);
    }

    private boolean run(int stored, int announced) throws Exception {
        store(stored);
        long begin = System.nanoTime();
        Process replay = command();
        String said = new String(replay.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        double fromS3 = (System.nanoTime() - begin) / 1e9;
        if (replay.waitFor() != 0 || !said.startsWith(stored + " receipts")) {
            throw new IllegalStateException("the command said: " + said);
        }
        publish(announced);
        long rows = (long) MadeUpReceipts.VARIANTS * (stored + announced);
        try (AppProcess app = AppProcess.start(stack, Map.of())) {
            app.awaitReady();
            long start = System.nanoTime();
            long before = receipts.rows();
            while (receipts.rows() < rows) {
                Thread.sleep(50);
            }
            double toRows = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%n| what | seconds | bound |%n|---|---|---|%n"
                            + "| %d receipts of S3 announced, the start of the command included | %.1f | %d: %s |%n"
                            + "| %d receipts of the topic to rows, %d of %d rows in before it was ready | %.1f | %d: %s |%n",
                    stored,
                    fromS3,
                    S3_BOUND.toSeconds(),
                    verdict(fromS3, S3_BOUND),
                    stored + announced,
                    before,
                    rows,
                    toRows,
                    TOPIC_BOUND.toSeconds(),
                    verdict(toRows, TOPIC_BOUND));
            return fromS3 <= S3_BOUND.toSeconds() && toRows <= TOPIC_BOUND.toSeconds();
        }
    }

    private static String verdict(double seconds, Duration bound) {
        return seconds <= bound.toSeconds() ? "met" : "**missed**";
    }

    /** As the launcher runs it. */
    private Process command() throws IOException {
        return JarCommand.builder(
                        stack.environment(),
                        List.of(
                                "replay",
                                "receipts",
                                "--from",
                                now.minusSeconds(3600).toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void store(int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(stack.s3Endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("darkroom", "darkroom-dev")))
                .httpClient(ApacheHttpClient.create())
                .build()) {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                puts.add(threads.submit(() -> {
                    Receipt receipt = receipts.made();
                    String key = "archive/" + MadeUpReceipts.CUSTOMER + "/" + receipt.id() + "/receipt.json";
                    s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(receipts.bytes(receipt)));
                    return null;
                }));
            }
            for (Future<?> put : puts) {
                put.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private void publish(int count) throws IOException {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBrokers(), "acks", "all", "linger.ms", 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                Receipt receipt = receipts.made();
                Future<RecordMetadata> unused = producer.send(
                        new ProducerRecord<>("darkroom.receipts", receipt.id().toString(), receipts.bytes(receipt)));
            }
            producer.flush();
        }
    }
}
