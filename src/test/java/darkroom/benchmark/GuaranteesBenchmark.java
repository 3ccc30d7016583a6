package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import imaging.Pictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.util.FileSystemUtils;

/**
 * What the guarantees of the Kafka door cost: images a second from the topic to their receipts, as it is (each offset
 * committed by itself, after its receipt is stored and announced), and with offsets that the client commits by itself every
 * five seconds, as most consumers do. The same engines, pictures and app; rounds in turn, an app of its own for each.
 */
public final class GuaranteesBenchmark {
    private static final String CUSTOMER = "bench";
    private static final double WANTED = 0.9;
    private static final Duration STALL = Duration.ofMinutes(2);
    private static final String IMAGES = "darkroom.images";
    private static final String RECEIPTS = "darkroom.receipts";
    private static final int PARTITIONS = 12;

    private final Stack stack;
    private final Admin kafka;
    private final Path loosely;
    private int sent;

    /** One round: what an image has cost. */
    private record Round(double imagesASecond, double cpuMillis) {}

    private GuaranteesBenchmark(Stack stack, Admin kafka, Path loosely) {
        this.stack = stack;
        this.kafka = kafka;
        this.loosely = loosely;
    }

    /** @param args images of a round, of the warm-up before each, rounds of either kind */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-guarantees");
        boolean passed;
        try (Stack stack = Stack.start(folder, Listener.anyPorts());
                Admin kafka = Admin.create(Map.of("bootstrap.servers", stack.kafkaBrokers()))) {
            stack.newKey(CUSTOMER);
            Path routes = loosely(Files.createDirectories(folder.resolve("loosely")));
            passed = new GuaranteesBenchmark(stack, kafka, routes)
                    .run(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(passed ? 0 : 1);
    }

    /** The routes, but for commits that nobody waits for and that know nothing of the work. */
    private static Path loosely(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path door = folder.resolve("from-kafka.camel.yaml");
        String text = Files.readString(door);
        for (Map.Entry<String, String> edit : Map.of(
                        "autoCommitEnable: false", "autoCommitEnable: true",
                        "allowManualCommit: true", "allowManualCommit: false",
                        "maxPollRecords: 1 ", "maxPollRecords: 100 ")
                .entrySet()) {
            if (!text.contains(edit.getKey())) {
                throw new IllegalStateException("There is no '" + edit.getKey() + "' in " + door + " any more");
            }
            text = text.replace(edit.getKey(), edit.getValue());
        }
        int commit = text.indexOf("        - bean:\n            id: kafka-commit"); // the last step
        Files.writeString(door, text.substring(0, commit));
        return folder;
    }

    private boolean run(int images, int warmUp, int rounds) throws Exception {
        List<Round> guaranteed = new ArrayList<>();
        List<Round> loose = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            // whoever goes first finds the machine as it is, whoever goes second as the first left it: in turn
            if (i % 2 == 0) {
                loose.add(round("committed loosely", Map.of("DARKROOM_ROUTES", pattern()), images, warmUp));
                guaranteed.add(round("with the guarantees", Map.of(), images, warmUp));
            } else {
                guaranteed.add(round("with the guarantees", Map.of(), images, warmUp));
                loose.add(round("committed loosely", Map.of("DARKROOM_ROUTES", pattern()), images, warmUp));
            }
        }
        double share = median(guaranteed) / median(loose);
        System.out.printf(
                "%n| 640x480 JPEGs from the topic to their receipts, %d after %d, %d rounds in turn | images/s, median | all |"
                        + " app CPU ms an image, all |%n|---|---|---|---|%n",
                images, warmUp, rounds);
        row("offsets committed by the client every 5 s", loose);
        row("each offset committed after its receipt is stored and announced", guaranteed);
        System.out.printf(
                "| share (%.0f %% wanted) | %.0f %%: %s | | |%n",
                WANTED * 100, share * 100, share >= WANTED ? "met" : "**missed**");
        return share >= WANTED;
    }

    private String pattern() {
        return "file:" + loosely.toAbsolutePath() + "/*.camel.yaml";
    }

    private static void row(String what, List<Round> rounds) {
        System.out.printf(
                "| %s | %.1f | %s | %s |%n",
                what,
                median(rounds),
                list(rounds.stream().map(Round::imagesASecond).toList()),
                list(rounds.stream().map(Round::cpuMillis).toList()));
    }

    private static String list(List<Double> numbers) {
        return numbers.stream().map("%.1f"::formatted).collect(Collectors.joining(", "));
    }

    private static double median(List<Round> rounds) {
        List<Double> sorted = rounds.stream().map(Round::imagesASecond).sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private Round round(String what, Map<String, String> variables, int images, int warmUp) throws Exception {
        try (AppProcess app = AppProcess.start(stack, variables).awaitReady()) {
            work(warmUp);
            CpuTime before = CpuTime.of(app.pid());
            double seconds = work(images);
            Round round = new Round(
                    images / seconds,
                    CpuTime.of(app.pid()).since(before, images).all());
            System.out.printf("%s: %.1f images/s%n", what, round.imagesASecond());
            app.stop(); // leaves its group, so that the next one need not wait for it
            return round;
        }
    }

    /** @return seconds until each image has its receipt announced */
    private double work(int images) throws Exception {
        long target = end(RECEIPTS) + images;
        long start = System.nanoTime();
        send(images);
        long changed = start;
        long last = -1;
        for (long now = end(RECEIPTS); now < target; now = end(RECEIPTS)) {
            if (now != last) {
                last = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > STALL.toNanos()) {
                throw new IllegalStateException(
                        (target - now) + " of " + images + " images have no receipt, and none came for " + STALL);
            }
            Thread.sleep(50);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void send(int images) throws IOException {
        Path shared = Path.of("../shared/photos/small640.jpg");
        byte[] picture = Files.exists(shared) ? Files.readAllBytes(shared) : Pictures.jpeg(640, 480);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", stack.kafkaBrokers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < images; i++) {
                ProducerRecord<String, byte[]> record =
                        new ProducerRecord<>(IMAGES, sent++ % PARTITIONS, null, picture);
                record.headers().add("ce_id", String.valueOf(sent).getBytes(StandardCharsets.US_ASCII));
                record.headers().add("ce_customer", CUSTOMER.getBytes(StandardCharsets.US_ASCII));
                var unused = producer.send(record); // close() waits for all
            }
        }
    }

    private long end(String topic) throws Exception {
        var partitions = new HashSet<>(IntStream.range(0, PARTITIONS)
                .mapToObj(p -> new TopicPartition(topic, p))
                .toList());
        return kafka
                .listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(end -> end.offset())
                .sum();
    }
}
