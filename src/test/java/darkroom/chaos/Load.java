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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final String CUSTOMER = "ce_customer";
    private static final String RECIPE = "ce_recipe";

    private final Backends backends;
    private final List<Replica> replicas;
    private final Map<String, String> keys;
    private final Album album;
    private final long seed;
    private final boolean repeats;
    private final Duration patience;
    private final int calm;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final KafkaProducer<String, byte[]> producer;
    private final ConcurrentLinkedQueue<Handed> accepted = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Finding> findings = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final Set<Source> resting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** The run has broken off: nobody answers any more. */
    private volatile boolean abandoned;

    /**
     * @param keys an API key for each customer
     * @param repeats whether some are sent or announced twice: the second one heals what befell the first
     * @param patience after so long without an answer an upload is repeated
     * @param calm how many times as long as usual each sender waits between two images
     */
    Load(
            Backends backends,
            List<Replica> replicas,
            Map<String, String> keys,
            Album album,
            long seed,
            boolean repeats,
            Duration patience,
            int calm) {
        this.backends = backends;
        this.replicas = List.copyOf(replicas);
        this.keys = Map.copyOf(keys);
        this.album = album;
        this.seed = seed;
        this.repeats = repeats;
        this.patience = patience;
        this.calm = calm;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", backends.brokers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /**
     * One try of an upload.
     *
     * @param replica its place among the replicas
     * @param begun and ended: {@link System#nanoTime}
     * @param status of HTTP, or {@link #NO_ANSWER}
     */
    record Attempt(int replica, UUID image, long begun, long ended, int status) {
        static final int NO_ANSWER = 0;
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
                        run(source, "upload-" + i, 400, this::upload);
                    }
                }
                case KAFKA -> run(source, "stream", 250, this::stream);
                case SQS -> run(source, "drop", 500, this::drop);
            }
        }
    }

    private void run(Source source, String name, int everyMillis, Sender sender) {
        Thread thread = new Thread(
                () -> {
                    Random random = new Random(seed ^ name.hashCode());
                    try {
                        while (!stopped) {
                            if (!resting.contains(source)) {
                                sender.send(random);
                            }
                            Thread.sleep((long) everyMillis * calm);
                        }
                    } catch (Exception e) {
                        findings.add(new Finding(Finding.Kind.WRONG, name, "the load", "ended early: " + e));
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    /** What goes through a door pauses, whatever is on its way there, or goes on. */
    void rest(Source source, boolean rests) {
        if (rests) {
            resting.add(source);
        } else {
            resting.remove(source);
        }
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

    /** Every try of an upload that is over. */
    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** How many of them had such an answer. */
    int tries(int status) {
        return (int) attempts.stream().filter(one -> one.status() == status).count();
    }

    /** What the answers were that they should not have been. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    String customer(Random random) {
        List<String> customers = List.copyOf(new TreeSet<>(keys.keySet()));
        return customers.get(random.nextInt(customers.size()));
    }

    // http

    private void upload(Random random) throws InterruptedException {
        deliver(newUpload(random, album.any(random)), random.nextInt(replicas.size()));
    }

    /** One that nobody has handed in yet; its key is where it is found. */
    Handed newUpload(Random random, Original original) {
        String customer = customer(random);
        String key = "upload-" + number.incrementAndGet();
        UUID id = ImageIds.httpKey(customer, key);
        return new Handed(Source.HTTP, customer, id, original, Set.of(), System.nanoTime(), false, key);
    }

    /**
     * Hands an upload in until the answer is definite.
     *
     * @param replica who is asked first
     */
    void deliver(Handed handed, int replica) throws InterruptedException {
        HttpResponse<byte[]> answer = post(replica, handed);
        while (answer == null || answer.statusCode() == 409 || answer.statusCode() == 503) {
            if (abandoned) {
                return;
            }
            Thread.sleep(AGAIN_MILLIS);
            answer = post(++replica, handed); // it may be another one that lives
        }
        accepted.add(handed);
        check(handed, answer);
    }

    /** As the sender of an upload knows itself and it. */
    HttpRequest.Builder request(Handed handed, String baseUrl) {
        return HttpRequest.newBuilder(URI.create(baseUrl + "/v1/images?recipe=" + Album.RECIPE))
                .header("Authorization", "Bearer " + keys.get(handed.customer()))
                .header("Idempotency-Key", handed.where());
    }

    /** @return null where there was no answer */
    private HttpResponse<byte[]> post(int replica, Handed handed) throws InterruptedException {
        int one = replica % replicas.size();
        HttpRequest request = request(handed, replicas.get(one).baseUrl())
                .timeout(patience)
                .POST(HttpRequest.BodyPublishers.ofByteArray(handed.original().bytes()))
                .build();
        long begun = System.nanoTime();
        HttpResponse<byte[]> answer = null;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            // no answer
        }
        int status = answer == null ? Attempt.NO_ANSWER : answer.statusCode();
        attempts.add(new Attempt(one, handed.id(), begun, System.nanoTime(), status));
        return answer;
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
        send(random, List.of(album.any(random)), repeats && random.nextInt(TWICE) == 0 ? 2 : 1);
    }

    /** A record each, so many times, in any order, to partitions that different replicas may read at the same time. */
    void send(Random random, List<Original> originals, int times) throws InterruptedException, ExecutionException {
        long now = System.nanoTime();
        List<Streamed> records = originals.stream()
                .map(original ->
                        new Streamed(customer(random), "record-" + number.incrementAndGet(), original, new TreeSet<>()))
                .toList();
        List<Streamed> order = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            order.addAll(records);
        }
        Collections.shuffle(order, random);
        for (Streamed streamed : order) {
            var record = new ProducerRecord<String, byte[]>(
                    "darkroom.images",
                    random.nextInt(PARTITIONS),
                    null,
                    streamed.original().bytes());
            header(record, "ce_id", streamed.identity());
            header(record, CUSTOMER, streamed.customer());
            header(record, RECIPE, Album.RECIPE);
            streamed.receivedAt()
                    .add(Instant.ofEpochMilli(producer.send(record).get().timestamp()));
        }
        for (Streamed streamed : records) {
            accepted.add(new Handed(
                    Source.KAFKA,
                    streamed.customer(),
                    ImageIds.kafkaId(streamed.customer(), streamed.identity()),
                    streamed.original(),
                    Set.copyOf(streamed.receivedAt()),
                    now,
                    false,
                    streamed.identity() + (times > 1 ? ", sent " + times + " times" : "")));
        }
    }

    /** What keeps a record from ever becoming an image. */
    enum Poison {
        NOBODYS,
        A_STRANGERS,
        OF_NO_RECIPE,
        EMPTY
    }

    /** A record that is no image and never will be: nobody has handed in anything. */
    void poison(Random random, Poison how) throws InterruptedException, ExecutionException {
        byte[] value = how == Poison.EMPTY ? new byte[0] : album.any(random).bytes();
        var record = new ProducerRecord<String, byte[]>("darkroom.images", random.nextInt(PARTITIONS), null, value);
        header(record, "ce_id", "poison-" + number.incrementAndGet());
        if (how != Poison.NOBODYS) {
            header(record, CUSTOMER, how == Poison.A_STRANGERS ? "stranger" : customer(random));
        }
        header(record, RECIPE, how == Poison.OF_NO_RECIPE ? "of-nobody" : Album.RECIPE);
        producer.send(record).get();
    }

    private record Streamed(String customer, String identity, Original original, Set<Instant> receivedAt) {}

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    // inbox

    private void drop(Random random) {
        int luck = random.nextInt(TWICE);
        int notices = luck == 0 ? 0 : luck == 1 && repeats ? 2 : 1;
        Dropped dropped = drop(newKey(random), album.any(random), notices == 0);
        for (int i = 0; i < notices; i++) {
            announce(dropped);
        }
    }

    /** Of a random customer, and of nothing that is there. */
    String newKey(Random random) {
        return customer(random) + "/" + Album.RECIPE + "/drop-" + number.incrementAndGet();
    }

    /** A version in the inbox, of which nobody has told yet. */
    record Dropped(String key, String version, int size) {}

    /** @param swept that nobody will announce it in good time */
    Dropped drop(String key, Original original, boolean swept) {
        String customer = key.substring(0, key.indexOf('/'));
        long now = System.nanoTime();
        HeadObjectResponse version = backends.drop(key, original.bytes());
        accepted.add(new Handed(
                Source.SQS,
                customer,
                ImageIds.s3Version(customer, Backends.INBOX, key, version.versionId()),
                original,
                Set.of(version.lastModified()),
                now,
                swept,
                key));
        return new Dropped(key, version.versionId(), original.bytes().length);
    }

    void announce(Dropped dropped) {
        backends.announce(dropped.key(), dropped.version(), dropped.size());
    }

    @Override
    public void close() {
        stopped = true;
        abandoned = true;
        producer.close();
    }
}
