package darkroom.chaos;

import darkroom.chaos.Finding.Kind;
import darkroom.chaos.proxy.HttpProxy;
import darkroom.chaos.proxy.KafkaProxy;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The platform under load as a {@link Trouble} finds it: real engines, a proxy in front of each that only the replicas go
 * through, two replicas. One trouble at a time; {@link #heal} makes everything good again. For one thread.
 */
final class Scene implements AutoCloseable {
    private static final List<String> ENGINES = List.of("kafka", "s3", "sqs", "clickhouse");

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Stack stack;
    private final Pace pace;
    private final Random random;
    private final Optional<FullDisk> disk;
    private final HttpProxy s3;
    private final HttpProxy sqs;
    private final HttpProxy clickhouse;
    private final KafkaProxy kafka;
    private final List<Replica> replicas;
    private final Replica third;
    private final List<Finding> findings = new ArrayList<>();
    private Album album;
    private Backends backends;
    private Load load;
    private Announcements announcements;
    private int deadLetters;
    private boolean looked;

    /** @param disk under the data of S3, where it can be filled */
    Scene(Stack stack, Pace pace, long seed, Optional<FullDisk> disk) {
        this.stack = stack;
        this.pace = pace;
        this.random = new Random(seed);
        this.disk = disk;
        this.s3 = new HttpProxy("s3-proxy", stack.s3Endpoint());
        this.sqs = new HttpProxy("sqs-proxy", stack.sqsEndpoint());
        this.clickhouse = new HttpProxy("clickhouse-proxy", stack.clickhouseUrl());
        this.kafka = new KafkaProxy(stack.kafkaBrokers());
        Map<String, String> variables = new HashMap<>(pace.variables());
        variables.put("DARKROOM_S3_ENDPOINT", s3.uri().toString());
        variables.put("DARKROOM_SQS_ENDPOINT", sqs.uri().toString());
        variables.put("DARKROOM_CLICKHOUSE_URL", clickhouse.uri().toString());
        variables.put("DARKROOM_KAFKA_BROKERS", kafka.brokers());
        this.replicas = List.of(replica("app-1", variables), replica("app-2", variables));
        this.third = replica("app-3", variables);
    }

    private Replica replica(String name, Map<String, String> variables) {
        return new Replica(stack, name, variables, List.of(Sabotage.class));
    }

    /** The load has begun. */
    void opened(Backends its, Load running, Announcements following, Album drawn) {
        backends = its;
        load = running;
        announcements = following;
        album = drawn;
    }

    Stack stack() {
        return stack;
    }

    Pace pace() {
        return pace;
    }

    Random random() {
        return random;
    }

    Optional<FullDisk> disk() {
        return disk;
    }

    HttpProxy s3() {
        return s3;
    }

    HttpProxy sqs() {
        return sqs;
    }

    HttpProxy clickhouse() {
        return clickhouse;
    }

    KafkaProxy kafka() {
        return kafka;
    }

    /** Those that the load knows. */
    List<Replica> replicas() {
        return replicas;
    }

    /** One that may come and go beside them. */
    Replica third() {
        return third;
    }

    Album album() {
        return album;
    }

    Backends backends() {
        return backends;
    }

    Load load() {
        return load;
    }

    Announcements announcements() {
        return announcements;
    }

    /** Images come in meanwhile. */
    void hold(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    /** A condition that is only looked at. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits until something is so. @return whether it came to be in time */
    boolean await(Duration limit, Condition condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(LOOK.toMillis());
        }
        return true;
    }

    /** Does all of it at once, and waits for the end. */
    void together(List<Callable<Void>> work) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<Future<Void>> all = threads.invokeAll(work);
            for (Future<Void> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** That the fault really was there, as something that it met has shown: what nobody looked at is no fault. */
    void tookPlace(boolean seen, String otherwise) {
        looked = true;
        expect(seen, "the fault", otherwise);
    }

    /** What a fault has to show beside the audit. */
    void expect(boolean holds, String check, String detail) {
        if (!holds) {
            findings.add(new Finding(Kind.WRONG, "the scene", check, detail));
        }
    }

    /** So many letters more are no finding. */
    void expectDeadLetters(int number) {
        deadLetters += number;
    }

    int deadLetters() {
        return deadLetters;
    }

    /** What was found since the last call; also where nothing was looked at by which the fault could be seen. */
    List<Finding> takeFindings() {
        expect(looked, "the fault", "nothing looked whether it took place");
        looked = false;
        List<Finding> taken = List.copyOf(findings);
        findings.clear();
        return taken;
    }

    /** Nothing is in between any more, every engine serves, both replicas are ready and the third is gone. */
    void heal() throws IOException, InterruptedException {
        List.of(s3, sqs, clickhouse).forEach(HttpProxy::heal);
        kafka.heal();
        disk.ifPresent(FullDisk::free);
        for (String engine : ENGINES) {
            if (stack.ports().containsKey(engine) && !stack.isAlive(engine)) {
                stack.restart(engine);
            }
        }
        List.of(Source.values()).forEach(source -> load.rest(source, false));
        third.close();
        for (Replica replica : replicas) {
            if (replica.isAlive()) {
                replica.signal("CONT");
            } else {
                replica.start();
            }
        }
        for (Replica replica : replicas) {
            replica.awaitReady();
        }
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        third.close();
        List.of(s3, sqs, clickhouse).forEach(HttpProxy::close);
        kafka.close();
    }
}
