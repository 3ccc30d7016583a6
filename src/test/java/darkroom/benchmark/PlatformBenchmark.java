package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import imaging.Pictures;
import java.io.IOException;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.util.FileSystemUtils;

/**
 * What an image costs the app from end to end, with every engine on the same machine. {@code http}: a 12-megapixel JPEG
 * posted, archived and announced, against the same bean called in a loop in a process of its own (the peer, under the same
 * options of the virtual machine): the rest is plumbing. {@code kafka}: 640x480 JPEGs from the topic to rows; {@code
 * kafka-long} fails where CPU or RSS do not stay flat. CPU is that of the app's process, user and system.
 *
 * <p>args: {@code http}, {@code kafka} or {@code kafka-long}, then the number of images after the warm-up.
 */
public final class PlatformBenchmark {
    private static final String CUSTOMER = "bench";
    private static final int CONNECTIONS = 2;

    /** Until the compiler has little left to do: after fewer images a good part of the CPU is still its. */
    private static final int HTTP_WARM_UP = 1_000;

    private static final int KAFKA_WARM_UP = 1_000;
    private static final int STEPS = 10;
    private static final Duration STALL = Duration.ofMinutes(2);

    /** What one step of {@code kafka} has cost: ms of CPU an image without the compiler's, and MB of RSS at its end. */
    private record Step(double cpu, long rss) {}

    private final Stack stack;
    private final AppProcess app;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String key;

    private PlatformBenchmark(Stack stack, AppProcess app, String key) {
        this.stack = stack;
        this.app = app;
        this.key = key;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-platform");
        System.out.println("starting the engines and the app in " + folder);
        boolean passed;
        try (Stack stack = Stack.start(folder, Listener.anyPorts());
                AppProcess app = AppProcess.start(stack, Map.of()).awaitReady()) {
            String key = stack.newKey(CUSTOMER);
            PlatformBenchmark benchmark = new PlatformBenchmark(stack, app, key);
            int images = Integer.parseInt(args[1]);
            passed = switch (args[0]) {
                case "http" -> benchmark.http(images);
                case "kafka" -> !benchmark.kafka(images).isEmpty();
                default -> benchmark.kafkaLong(images);
            };
        } finally {
            FileSystemUtils.deleteRecursively(folder); // gigabytes
        }
        System.exit(passed ? 0 : 1); // idle HTTP connections keep threads
    }

    private boolean http(int images) throws Exception {
        Path shared = Path.of("../shared/photos/cam12_420.jpg");
        byte[] picture = Files.exists(shared) ? Files.readAllBytes(shared) : Pictures.jpeg(4032, 3024);
        post(picture, HTTP_WARM_UP);
        CpuTime before = CpuTime.of(app.pid());
        long start = System.nanoTime();
        post(picture, images);
        double wall = (System.nanoTime() - start) / 1e6;
        CpuTime cpu = CpuTime.of(app.pid()).since(before, images);
        long rss = rssMegabytes(app.pid());
        Path file = Files.write(Files.createTempFile("picture", ".jpg"), picture);
        CpuTime bean = beanAlone(file, images);
        Files.delete(file);
        System.out.printf(
                "%n| 12 MP JPEG (%d bytes) -> web@1, %d images after %d | CPU ms an image | of it compiler | collector |%n",
                picture.length, images, HTTP_WARM_UP);
        System.out.println("|---|---|---|---|");
        row("HTTP, archived and announced (app, %.1f images/s, RSS %d MB)".formatted(images * 1000 / wall, rss), cpu);
        row("the bean alone, in a loop", bean);
        row(
                "plumbing",
                new CpuTime(
                        cpu.all() - bean.all(), cpu.compiler() - bean.compiler(), cpu.collector() - bean.collector()));
        return true;
    }

    private static void row(String what, CpuTime cpu) {
        System.out.printf("| %s | %.1f | %.1f | %.1f |%n", what, cpu.all(), cpu.compiler(), cpu.collector());
    }

    private void post(byte[] picture, int images) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        AtomicInteger left = new AtomicInteger(images);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            workers.add(threads.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    HttpRequest request = HttpRequest.newBuilder(URI.create(app.baseUrl() + "/v1/images"))
                            .header("Authorization", "Bearer " + key)
                            .timeout(Duration.ofSeconds(60))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
                            .build();
                    int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                    if (status != 201) {
                        throw new IllegalStateException("the app answered " + status);
                    }
                }
                return null;
            }));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        threads.shutdown();
    }

    private static CpuTime beanAlone(Path picture, int images) throws IOException, InterruptedException {
        return CpuTime.parse(
                AppJvm.run(BeanLoop.class, picture.toString(), String.valueOf(HTTP_WARM_UP), String.valueOf(images)));
    }

    private boolean kafkaLong(int images) throws Exception {
        List<Step> steps = kafka(images);
        List<Flatness> verdicts = List.of(
                Flatness.of("App CPU without the compiler's, ms an image", steps, Step::cpu),
                Flatness.of("App RSS, MB", steps, Step::rss));
        System.out.println();
        verdicts.forEach(System.out::println);
        return verdicts.stream().allMatch(Flatness::isFlat);
    }

    /** @return what each step after the warm-up has cost */
    private List<Step> kafka(int images) throws Exception {
        Path shared = Path.of("../shared/photos/small640.jpg");
        byte[] picture = Files.exists(shared) ? Files.readAllBytes(shared) : Pictures.jpeg(640, 480);
        System.out.printf(
                "%n| images so far | images/s, all engines on this machine | app CPU ms an image | of it compiler"
                        + " | app RSS MB |%n");
        System.out.println("|---|---|---|---|---|");
        List<Step> steps = new ArrayList<>();
        step(picture, 0, KAFKA_WARM_UP, " (warming up)");
        for (int i = 0; i < STEPS; i++) {
            steps.add(step(picture, KAFKA_WARM_UP + i * (images / STEPS), images / STEPS, ""));
        }
        return steps;
    }

    private Step step(byte[] picture, int done, int batch, String remark) throws Exception {
        CpuTime before = CpuTime.of(app.pid());
        long start = System.nanoTime();
        send(picture, done, batch);
        awaitRows(done + batch);
        double seconds = (System.nanoTime() - start) / 1e9;
        CpuTime cpu = CpuTime.of(app.pid()).since(before, batch);
        long rss = rssMegabytes(app.pid());
        System.out.printf(
                "| %d%s | %.1f | %.1f | %.1f | %d |%n",
                done + batch, remark, batch / seconds, cpu.all(), cpu.compiler(), rss);
        return new Step(cpu.all() - cpu.compiler(), rss);
    }

    private void send(byte[] picture, int from, int count) {
        Map<String, Object> config = Map.of("bootstrap.servers", stack.kafkaBrokers(), "acks", "all");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (int i = from; i < from + count; i++) {
                ProducerRecord<String, byte[]> record = new ProducerRecord<>("darkroom.images", picture);
                record.headers().add("ce_id", String.valueOf(i).getBytes(StandardCharsets.US_ASCII));
                record.headers().add("ce_customer", CUSTOMER.getBytes(StandardCharsets.US_ASCII));
                var unused = producer.send(record); // close() waits for all; a lost one shows as a row that never comes
            }
        }
    }

    private void awaitRows(int images) throws IOException, InterruptedException {
        HttpRequest count = HttpRequest.newBuilder(stack.clickhouseUrl())
                .POST(HttpRequest.BodyPublishers.ofString("SELECT sum(images) FROM darkroom.bi_tallies"))
                .build();
        String rows = "";
        long changed = System.nanoTime();
        while (!rows.equals(String.valueOf(images))) {
            Thread.sleep(200);
            String now = http.send(count, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .strip();
            if (!now.equals(rows)) {
                rows = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > STALL.toNanos()) {
                throw new IllegalStateException("Of " + images + " images " + rows + " have a row, and none came for "
                        + STALL.toSeconds() + " s; the app's log: " + app.log());
            }
        }
    }

    private static long rssMegabytes(long pid) throws IOException {
        return Resident.now(pid) >> 20;
    }
}
