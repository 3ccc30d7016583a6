package darkroom.benchmark;

import darkroom.access.KeyCommand;
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
import java.time.Clock;
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

/**
 * What an image costs the app from end to end, with every engine on the same machine. {@code http}: a 12-megapixel JPEG
 * posted, archived and announced, against the same bean called in a loop in a process of its own (the peer): the rest is
 * plumbing. {@code kafka}: 640x480 JPEGs from the topic to rows. CPU is that of the app's process, user and system.
 *
 * <p>args: {@code http} or {@code kafka}, then the number of images.
 */
public final class PlatformBenchmark {
    private static final String CUSTOMER = "bench";
    private static final int CONNECTIONS = 2;

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
        try (Stack stack = Stack.start(folder, Listener.anyPorts());
                AppProcess app = AppProcess.start(stack, Map.of()).awaitReady()) {
            String key = new KeyCommand(
                            stack.kafkaBrokers(),
                            "darkroom.customers",
                            "for-development-only",
                            com.fasterxml.jackson.databind.json.JsonMapper.builder()
                                    .findAndAddModules()
                                    .build())
                    .make(CUSTOMER, Clock.systemUTC());
            PlatformBenchmark benchmark = new PlatformBenchmark(stack, app, key);
            if (args[0].equals("http")) {
                benchmark.http(Integer.parseInt(args[1]));
            } else {
                benchmark.kafka(Integer.parseInt(args[1]));
            }
        }
        System.exit(0); // idle HTTP connections keep threads
    }

    private void http(int images) throws Exception {
        Path shared = Path.of("../shared/photos/cam12_420.jpg");
        byte[] picture = Files.exists(shared) ? Files.readAllBytes(shared) : Pictures.jpeg(4032, 3024);
        post(picture, 60);
        double before = cpuMillis(app.pid());
        long start = System.nanoTime();
        post(picture, images);
        double wall = (System.nanoTime() - start) / 1e6;
        double cpu = (cpuMillis(app.pid()) - before) / images;
        Path file = Files.write(Files.createTempFile("picture", ".jpg"), picture);
        double bean = beanAlone(file, images);
        System.out.printf("%n| 12 MP JPEG (%d bytes) -> web@1 | CPU ms an image |%n|---|---|%n", picture.length);
        System.out.printf(
                "| HTTP, archived and announced (app, %.1f images/s, RSS %d MB) | %.1f |%n",
                images * 1000 / wall, rssMegabytes(app.pid()), cpu);
        System.out.printf("| the bean alone, in a loop | %.1f |%n| plumbing | %.1f |%n", bean, cpu - bean);
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

    private static double beanAlone(Path picture, int images) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BeanLoop.class.getName(),
                        picture.toString(),
                        "60",
                        String.valueOf(images))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the bean's loop failed");
        }
        return Double.parseDouble(out.strip());
    }

    private void kafka(int images) throws Exception {
        byte[] picture = Pictures.jpeg(640, 480);
        Path shared = Path.of("../shared/photos/small640.jpg");
        if (Files.exists(shared)) {
            picture = Files.readAllBytes(shared);
        }
        System.out.printf(
                "%n| images so far | images/s, all engines on this machine | app CPU ms an image | app RSS MB |%n");
        System.out.println("|---|---|---|---|");
        int done = 0;
        int step = Math.max(500, images / 10);
        while (done < images) {
            int batch = Math.min(done == 0 ? 500 : step, images - done);
            double before = cpuMillis(app.pid());
            long start = System.nanoTime();
            send(picture, done, batch);
            done += batch;
            awaitRows(done);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "| %d%s | %.1f | %.1f | %d |%n",
                    done,
                    done == batch ? " (warming up)" : "",
                    batch / seconds,
                    (cpuMillis(app.pid()) - before) / batch,
                    rssMegabytes(app.pid()));
        }
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
        while (!http.send(count, HttpResponse.BodyHandlers.ofString())
                .body()
                .strip()
                .equals(String.valueOf(images))) {
            Thread.sleep(200);
        }
    }

    private static double cpuMillis(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow()
                        .toNanos()
                / 1e6;
    }

    private static long rssMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
