package darkroom.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.devservices.AppProcess;
import darkroom.devservices.JarCommand;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
    private static final String CUSTOMER = "bench";
    private static final int VARIANTS = 2;
    private static final Duration S3_BOUND = Duration.ofSeconds(20);
    private static final Duration TOPIC_BOUND = Duration.ofSeconds(60);

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant now = Instant.now();
    private final Stack stack;

    private ReplayBenchmark(Stack stack) {
        this.stack = stack;
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
        long rows = (long) VARIANTS * (stored + announced);
        try (AppProcess app = AppProcess.start(stack, Map.of())) {
            app.awaitReady();
            long start = System.nanoTime();
            long before = rows();
            while (rows() < rows) {
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

    private void store(int receipts) throws Exception {
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
            for (int i = 0; i < receipts; i++) {
                puts.add(threads.submit(() -> {
                    Receipt receipt = receipt();
                    String key = "archive/" + CUSTOMER + "/" + receipt.id() + "/receipt.json";
                    s3.putObject(
                            r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(json.writeValueAsBytes(receipt)));
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

    private void publish(int receipts) throws IOException {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBrokers(), "acks", "all", "linger.ms", 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < receipts; i++) {
                Receipt receipt = receipt();
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(
                        "darkroom.receipts", receipt.id().toString(), json.writeValueAsBytes(receipt)));
            }
            producer.flush();
        }
    }

    private Receipt receipt() {
        UUID id = UUID.randomUUID();
        List<Receipt.Variant> variants = new ArrayList<>();
        for (String name : List.of("web", "thumb")) {
            variants.add(new Receipt.Variant(
                    name,
                    "jpeg",
                    1280,
                    960,
                    200_000,
                    "0a".repeat(32),
                    List.of("orient", "srgb", "fit"),
                    "/v1/images/" + id + '/' + name));
        }
        return new Receipt(
                id,
                CUSTOMER,
                "kafka",
                "web@1",
                "imgscalr-4.2",
                Outcome.ok,
                null,
                now,
                now.plusSeconds(1),
                now.plusSeconds(8 * 86_400),
                3,
                41,
                new Receipt.Original("jpeg", 4032, 3024, 1, 2_650_000L, "0b".repeat(32), null),
                variants);
    }

    /** None as long as there is no table. */
    private long rows() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.clickhouseUrl() + "/"))
                .POST(HttpRequest.BodyPublishers.ofString("SELECT uniqExact(tally_id) FROM darkroom.image_tallies"))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 ? Long.parseLong(answer.body().strip()) : 0;
    }
}
