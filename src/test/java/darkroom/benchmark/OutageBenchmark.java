package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import darkroom.model.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.util.FileSystemUtils;

/**
 * ClickHouse is killed while receipts are announced at a steady pace, and comes back: until all of them have their rows.
 * Fails where one is lost, where that takes longer than the bound, or where the tally writer left its group meanwhile.
 */
public final class OutageBenchmark {
    private static final int A_SECOND = 50;
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration STALL = Duration.ofMinutes(5);
    private static final String GROUP = "darkroom-tallies";

    private final Stack stack;
    private final MadeUpReceipts receipts;

    private OutageBenchmark(Stack stack) {
        this.stack = stack;
        this.receipts = new MadeUpReceipts(stack, Instant.now());
    }

    /** @param args seconds without ClickHouse */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench-outage");
        boolean passed;
        try (Stack stack = Stack.start(folder, Listener.anyPorts());
                AppProcess app = AppProcess.start(stack, Map.of())) {
            app.awaitReady();
            passed = new OutageBenchmark(stack).run(Integer.parseInt(args[0]));
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(passed ? 0 : 1);
    }

    private boolean run(int seconds) throws Exception {
        announce(10); // the writer is at work
        awaitRows(10L * A_SECOND, STALL);
        Set<String> members = members();
        stack.kill("clickhouse");
        announce(seconds);
        long back = System.nanoTime();
        stack.restart("clickhouse");
        double started = since(back);
        long wanted = (10L + seconds) * A_SECOND;
        long there = awaitRows(wanted, STALL);
        double drained = since(back);
        long lost = wanted - there;
        boolean stayed = members.equals(members());
        boolean passed = lost == 0 && stayed && drained <= BOUND.toSeconds();
        System.out.printf(
                "%n| ClickHouse away | receipts meanwhile | lost | back -> all rows | of it the engine's start | bound |"
                        + " the writer stayed in its group |%n|---|---|---|---|---|---|---|%n"
                        + "| %d s at %d receipts/s | %d | %d | %.1f s | %.1f s | %d s: %s | %s |%n",
                seconds,
                A_SECOND,
                (long) seconds * A_SECOND,
                lost,
                drained,
                started,
                BOUND.toSeconds(),
                drained <= BOUND.toSeconds() && lost == 0 ? "met" : "**missed**",
                stayed ? "yes" : "**no**");
        return passed;
    }

    /** Each second's receipts at its beginning, all stored by the broker in the end. */
    private void announce(int seconds) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBrokers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            long start = System.nanoTime();
            for (int second = 0; second < seconds; second++) {
                for (int i = 0; i < A_SECOND; i++) {
                    Receipt receipt = receipts.made();
                    Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(
                            "darkroom.receipts", receipt.id().toString(), receipts.bytes(receipt)));
                }
                TimeUnit.NANOSECONDS.sleep(start + TimeUnit.SECONDS.toNanos(second + 1) - System.nanoTime());
            }
        }
    }

    /** @return images with all their rows, when they are as many, or no more came for so long */
    private long awaitRows(long images, Duration stall) throws InterruptedException {
        long there = 0;
        long changed = System.nanoTime();
        while (there < images && System.nanoTime() - changed < stall.toNanos()) {
            Thread.sleep(100);
            long now = receipts.rows() / MadeUpReceipts.VARIANTS;
            if (now != there) {
                there = now;
                changed = System.nanoTime();
            }
        }
        return there;
    }

    private Set<String> members() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBrokers()))) {
            return admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP).members().stream()
                    .map(MemberDescription::consumerId)
                    .collect(Collectors.toSet());
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
