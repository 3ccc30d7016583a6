package darkroom.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.intake.ImageIds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The applications and customers of a company, who hand in images as long as they are let, each door at its own pace: an
 * upload is repeated with its key until the answer is definite, some records are sent twice, some inbox objects are
 * announced twice and some never. What they were told is accepted is kept for the audit. Thread-safe.
 */
final class Load implements AutoCloseable {
    private static final int UPLOADERS = 2;
    private static final int PARTITIONS = 12;

    /** One in so many is sent or announced twice; as many inbox objects are announced by nobody. */
    private static final int TWICE = 6;

    private static final int AGAIN_MILLIS = 200;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Backends backends;
    private final List<Replica> replicas;
    private final Map<String, String> keys;
    private final Album album;
    private final long seed;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final KafkaProducer<String, byte[]> producer;
    private final ConcurrentLinkedQueue<Handed> accepted = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Finding> findings = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** The run has broken off: nobody answers any more. */
    private volatile boolean abandoned;

    /** @param keys an API key for each customer */
    Load(Backends backends, List<Replica> replicas, Map<String, String> keys, Album album, long seed) {
        this.backends = backends;
        this.replicas = List.copyOf(replicas);
        this.keys = Map.copyOf(keys);
        this.album = album;
        this.seed = seed;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", backends.brokers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** One thing that a sender does, again and again. */
    private interface Sender {
        void send(Random random) throws Exception;
    }

    void start(Set<Source> sources) {
        for (Source source : sources) {
            switch (source) {
                case HTTP -> {
                    for (int i = 0; i < UPLOADERS; i++) {
                        run("upload-" + i, 400, this::upload);
                    }
                }
                case KAFKA -> run("stream", 250, this::stream);
                case SQS -> run("drop", 500, this::drop);
            }
        }
    }

    private void run(String name, int everyMillis, Sender sender) {
        Thread thread = new Thread(
                () -> {
                    Random random = new Random(seed ^ name.hashCode());
                    try {
                        while (!stopped) {
                            sender.send(random);
                            Thread.sleep(everyMillis);
                        }
                    } catch (Exception e) {
                        findings.add(new Finding(Finding.Kind.WRONG, name, "the load", "ended early: " + e));
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    /** No new images; returns when the last answers are there. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    List<Handed> accepted() {
        return List.copyOf(accepted);
    }

    /** What the answers were that they should not have been. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    private String customer(Random random) {
        List<String> customers = List.copyOf(new TreeSet<>(keys.keySet()));
        return customers.get(random.nextInt(customers.size()));
    }

    // http

    private void upload(Random random) throws InterruptedException {
        String customer = customer(random);
        String key = "upload-" + number.incrementAndGet();
        Original original = album.any(random);
        UUID id = ImageIds.httpKey(customer, key);
        Handed handed = new Handed(Source.HTTP, customer, id, original, Set.of(), System.nanoTime(), key);
        int replica = random.nextInt(replicas.size());
        HttpResponse<byte[]> answer = post(replica, handed, key);
        while (answer == null || answer.statusCode() == 409 || answer.statusCode() == 503) {
            if (abandoned) {
                return;
            }
            Thread.sleep(AGAIN_MILLIS);
            answer = post(++replica, handed, key); // it may be another one that lives
        }
        accepted.add(handed);
        check(handed, answer);
    }

    /** @return null where there was no answer */
    private HttpResponse<byte[]> post(int replica, Handed handed, String key) throws InterruptedException {
        String baseUrl = replicas.get(replica % replicas.size()).baseUrl();
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/v1/images?recipe=" + Album.RECIPE))
                .header("Authorization", "Bearer " + keys.get(handed.customer()))
                .header("Idempotency-Key", key)
                .timeout(ANSWER)
                .POST(HttpRequest.BodyPublishers.ofByteArray(handed.original().bytes()))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            return null;
        }
    }

    private void check(Handed handed, HttpResponse<byte[]> answer) {
        boolean ok = handed.original().reason() == null;
        String named = "";
        try {
            JsonNode body = json.readTree(answer.body());
            named = body.path(ok ? "id" : "imageId").asText();
        } catch (IOException e) {
            // no JSON: named by nothing
        }
        if (ok != (answer.statusCode() == 201) || !named.equals(handed.id().toString())) {
            findings.add(new Finding(
                    Finding.Kind.WRONG,
                    handed.toString(),
                    "the answer",
                    answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8)));
        }
    }

    // kafka

    private void stream(Random random) throws InterruptedException, ExecutionException {
        String customer = customer(random);
        String identity = "record-" + number.incrementAndGet();
        Original original = album.any(random);
        Set<Instant> receivedAt = new TreeSet<>();
        long now = System.nanoTime();
        int times = random.nextInt(TWICE) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++) {
            // to partitions of their own, which different replicas may read at the same time
            var record = new ProducerRecord<String, byte[]>(
                    "darkroom.images", random.nextInt(PARTITIONS), null, original.bytes());
            record.headers().add("ce_id", identity.getBytes(StandardCharsets.UTF_8));
            record.headers().add("ce_customer", customer.getBytes(StandardCharsets.UTF_8));
            record.headers().add("ce_recipe", Album.RECIPE.getBytes(StandardCharsets.UTF_8));
            receivedAt.add(Instant.ofEpochMilli(producer.send(record).get().timestamp()));
        }
        accepted.add(new Handed(
                Source.KAFKA,
                customer,
                ImageIds.kafkaId(customer, identity),
                original,
                receivedAt,
                now,
                identity + (times == 2 ? ", sent twice" : "")));
    }

    // inbox

    private void drop(Random random) {
        String customer = customer(random);
        Original original = album.any(random);
        String key = customer + "/" + Album.RECIPE + "/drop-" + number.incrementAndGet();
        long now = System.nanoTime();
        HeadObjectResponse version = backends.drop(key, original.bytes());
        int luck = random.nextInt(TWICE);
        int notices = luck == 0 ? 0 : luck == 1 ? 2 : 1;
        accepted.add(new Handed(
                Source.SQS,
                customer,
                ImageIds.s3Version(customer, Backends.INBOX, key, version.versionId()),
                original,
                Set.of(version.lastModified()),
                now,
                key + ", " + notices + " notices"));
        for (int i = 0; i < notices; i++) {
            backends.announce(key, version.versionId(), original.bytes().length);
        }
    }

    @Override
    public void close() {
        stopped = true;
        abandoned = true;
        producer.close();
    }
}
