package darkroom.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.ApiAnswers;
import darkroom.CommandLines;
import darkroom.devservices.AppProcess;
import darkroom.devservices.JarCommand;
import darkroom.devservices.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The whole platform on real engines, and the eyes and hands of its users: what a test needs to drive and to audit it. */
final class Platform {
    static final String ARCHIVE = "darkroom-archive";
    static final String INBOX = "darkroom-inbox";

    /** What others wait for after a crash, in little; with {@code --long} it takes as long as in production. */
    private static final Map<String, String> SOONER = Boolean.getBoolean("darkroom.long")
            ? Map.of()
            : Map.of(
                    "DARKROOM_IMAGES_SESSION_MILLIS", "6000",
                    "DARKROOM_RECEIPTS_SESSION_MILLIS", "6000",
                    "DARKROOM_INBOX_VISIBILITY_SECONDS", "8",
                    "DARKROOM_INBOX_WAIT_SECONDS", "1",
                    "DARKROOM_WEBHOOKS_WAIT_SECONDS", "1",
                    "DARKROOM_WEBHOOKS_VISIBILITY_SECONDS", "8",
                    // it is started twenty times, and never lives long enough for the second compiler to pay
                    "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    private static final ApiAnswers API = new ApiAnswers();

    private static Platform shared;

    final Stack stack;
    final S3Client admin;
    final S3Client s3;
    final SqsClient sqs;
    final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private final List<Message> deadNotices = new ArrayList<>();
    private AppProcess app;
    private boolean isUsual;

    /** Started once, with the app, for all tests of the JVM; again where another test had it with settings of its own. */
    static synchronized Platform shared() throws Exception {
        Platform platform = engines();
        if (platform.app == null || !platform.app.isAlive() || !platform.isUsual) {
            platform.stopApp();
            platform.startApp(Map.of());
        }
        return platform;
    }

    /** For tests that start the app with settings of their own: whether one runs, and with which, is as it comes. */
    static synchronized Platform engines() {
        if (shared == null) {
            shared = new Platform(Stack.shared());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> shared.stopApp()));
        }
        return shared;
    }

    /** The engines without the app, which {@link #shared()} starts again. */
    static synchronized Stack stackAlone() {
        if (shared != null) {
            shared.stopApp();
        }
        return Stack.shared();
    }

    private Platform(Stack stack) {
        this.stack = stack;
        this.admin = s3("admin", "admin-dev");
        this.s3 = s3("darkroom", "darkroom-dev");
        this.sqs = SqsClient.builder()
                .endpointOverride(stack.sqsEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClient(ApacheHttpClient.create())
                .build();
        Properties config = new Properties();
        config.put("bootstrap.servers", stack.kafkaBrokers());
        config.put("max.request.size", 22085632);
        config.put("acks", "all");
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    private S3Client s3(String key, String secret) {
        return S3Client.builder()
                .endpointOverride(stack.s3Endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
                .httpClient(ApacheHttpClient.create())
                .build();
    }

    // the app

    void stopApp() {
        if (app != null) {
            app.stop();
        }
    }

    AppProcess startApp(Map<String, String> environment) throws Exception {
        isUsual = environment.isEmpty();
        app = AppProcess.start(stack, sooner(environment));
        app.awaitReady();
        return app;
    }

    /** With classes of the tests in it; see {@link AppProcess#start(Stack, Map, Path, Class)}. */
    AppProcess startApp(Map<String, String> environment, Class<?> source) throws Exception {
        isUsual = false;
        app = AppProcess.start(stack, sooner(environment), Path.of("target/test-classes"), source);
        app.awaitReady();
        return app;
    }

    /** With classes and resources in these folders behind its own. */
    AppProcess startApp(Map<String, String> environment, List<Path> folders) throws Exception {
        isUsual = false;
        app = AppProcess.start(stack, sooner(environment), folders);
        app.awaitReady();
        return app;
    }

    private static Map<String, String> sooner(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(SOONER);
        all.put("DARKROOM_UPLOADS_SINGLEBYTES", "1000000"); // what is larger is sent in parts,
        all.put("DARKROOM_UPLOADS_PARTBYTES", "5242880"); // of which S3 takes no smaller
        all.putAll(environment);
        return all;
    }

    AppProcess app() {
        return app;
    }

    /** A key of a customer, made as the command makes it; the customer is known from then on. */
    String key(String customer) throws Exception {
        String known = keys.get(customer);
        if (known == null) {
            known = newKey(customer);
            keys.put(customer, known);
        }
        return known;
    }

    /** One more. */
    String newKey(String customer) throws Exception {
        return stack.newKey(customer);
    }

    /** How a command of the jar ended. */
    record Ended(int exit, String out, String err) {}

    /** A command of the jar, whatever comes of it: in this process where it can be, or in one of its own. */
    Ended ended(Map<String, String> environment, String... words) throws Exception {
        if (CommandLines.knows(words[0])) {
            CommandLines.Ended ended = CommandLines.run(variables(environment), words);
            return new Ended(ended.exit(), ended.out(), ended.err());
        }
        return process(environment, words);
    }

    private Map<String, String> variables(Map<String, String> environment) {
        Map<String, String> variables = sooner(stack.environment());
        variables.remove("JAVA_TOOL_OPTIONS"); // which the virtual machine tells on standard error
        variables.putAll(environment);
        return variables;
    }

    /** The same in a process of its own, for what happens at its end. */
    Ended process(Map<String, String> environment, String... words) throws Exception {
        Map<String, String> variables = variables(environment);
        Path err = Files.createTempFile(Path.of("target"), "command", ".err");
        ProcessBuilder builder = JarCommand.builder(variables, List.of(words)).redirectError(err.toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        String told = Files.readString(err);
        Files.delete(err);
        return new Ended(exit, out, told);
    }

    /** The same, under way; what it says on standard error goes to a file. */
    Process begun(Path err, Map<String, String> environment, String... words) throws IOException {
        return JarCommand.builder(variables(environment), List.of(words))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
    }

    /** What a command of the jar prints. */
    String command(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", "target/darkroom.jar"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(stack.environment());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", words) + " ended with " + process.exitValue());
        }
        return out;
    }

    // HTTP

    HttpResponse<byte[]> post(String customer, String query, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = request("/v1/images" + query, headers)
                .header("Authorization", "Bearer " + key(customer))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(request);
    }

    HttpResponse<byte[]> get(String customer, String path, String... headers) throws Exception {
        return send(request(path, headers).header("Authorization", "Bearer " + key(customer)));
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(app.baseUrl() + path)).timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    /** What the app answers is held against its description, whatever the test is about. */
    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        URI uri = answer.request().uri();
        if (app != null && uri.toString().startsWith(app.baseUrl() + "/")) {
            String method = answer.request().method();
            List<String> faults = API.faults(
                    method,
                    uri.getRawPath(),
                    answer.statusCode(),
                    answer.headers().map(),
                    answer.body());
            if (!faults.isEmpty()) {
                throw new AssertionError(
                        method + " " + uri + " is answered otherwise than openapi.yaml says: " + faults);
            }
        }
        return answer;
    }

    JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return json.readTree(response.body());
    }

    // Kafka

    RecordMetadata record(String customer, String ceId, byte[] value, String... headers) throws Exception {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("darkroom.images", value);
        if (ceId != null) {
            record.headers().add("ce_id", ceId.getBytes(StandardCharsets.UTF_8));
        }
        if (customer != null) {
            record.headers().add("ce_customer", customer.getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return producer.send(record).get(30, TimeUnit.SECONDS);
    }

    RecordMetadata send(ProducerRecord<String, byte[]> record) throws Exception {
        return producer.send(record).get(30, TimeUnit.SECONDS);
    }

    /** Every record of a topic, from its beginning. */
    List<ConsumerRecord<String, byte[]>> topic(String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (var consumer = consumer(null)) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < end.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    /** Whether everything on a topic is committed by a group. */
    boolean drained(String group, String topic) {
        try (var consumer = consumer(group)) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            var committed = consumer.committed(new java.util.HashSet<>(partitions));
            return partitions.stream()
                    .allMatch(p -> end.get(p) == 0
                            || (committed.get(p) != null && committed.get(p).offset() == end.get(p)));
        }
    }

    private KafkaConsumer<String, byte[]> consumer(String group) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                stack.kafkaBrokers(),
                "enable.auto.commit",
                false,
                "max.partition.fetch.bytes",
                22085632));
        if (group != null) {
            config.put("group.id", group);
        }
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
    }

    static String header(ConsumerRecord<?, ?> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    // S3 and SQS

    /** Puts an object into the inbox. @return its version */
    String drop(String key, byte[] bytes) {
        return s3.putObject(r -> r.bucket(INBOX).key(key), RequestBody.fromBytes(bytes))
                .versionId();
    }

    /** S3's own notice of a version, without the queue. */
    static String notice(String key, String version) {
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);
        String object = "{\"key\":\"" + encoded + "\",\"size\":1"
                + (version == null ? "" : ",\"versionId\":\"" + version + "\"") + "}";
        return "{\"Records\":[{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\",\"eventTime\":\"2026-01-01T00:00:00.000Z\","
                + "\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"" + INBOX + "\"},\"object\":"
                + object
                + "}}]}";
    }

    void announce(String message) {
        String url = queue("darkroom-inbox");
        sqs.sendMessage(r -> r.queueUrl(url).messageBody(message));
    }

    String queue(String name) {
        return sqs.getQueueUrl(r -> r.queueName(name)).queueUrl();
    }

    /** Whether no notice of the inbox waits or is in work: of one version there may be two, and each announces its receipt. */
    boolean hasNoNotices() {
        QueueAttributeName waiting = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        QueueAttributeName inWork = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;
        return sqs
                .getQueueAttributes(r -> r.queueUrl(queue("darkroom-inbox")).attributeNames(waiting, inWork))
                .attributes()
                .values()
                .stream()
                .allMatch("0"::equals);
    }

    /** What was ever in the dead letters of the inbox: taken from the queue, and remembered here. */
    synchronized List<Message> allDeadNotices() {
        String url = queue("darkroom-inbox-dead");
        while (true) {
            List<Message> messages = sqs.receiveMessage(
                            r -> r.queueUrl(url).maxNumberOfMessages(10).messageAttributeNames("All"))
                    .messages();
            if (messages.isEmpty()) {
                return List.copyOf(deadNotices);
            }
            for (Message message : messages) {
                deadNotices.add(message);
                sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
        }
    }

    /** The receipts that the archive holds of a customer, by image id. */
    Map<String, JsonNode> receipts(String customer) throws IOException {
        Map<String, JsonNode> found = new HashMap<>();
        for (var object : admin.listObjectsV2Paginator(r -> r.bucket(ARCHIVE).prefix("archive/" + customer + "/"))
                .contents()) {
            if (object.key().endsWith("/receipt.json")) {
                found.put(object.key().split("/")[2], json.readTree(object(object.key())));
            }
        }
        return found;
    }

    byte[] object(String key) {
        return admin.getObjectAsBytes(r -> r.bucket(ARCHIVE).key(key)).asByteArray();
    }

    boolean exists(String bucket, String key) {
        try {
            admin.headObject(r -> r.bucket(bucket).key(key));
            return true;
        } catch (NoSuchKeyException none) {
            return false;
        }
    }

    /** The newest version of what lies in the inbox. */
    String version(String key) {
        return s3.headObject(r -> r.bucket(INBOX).key(key)).versionId();
    }

    /** Versions that lie in the inbox under a prefix. */
    long inboxVersions(String prefix) {
        return admin.listObjectVersions(r -> r.bucket(INBOX).prefix(prefix))
                .versions()
                .size();
    }

    // ClickHouse

    /** The answer of the engine itself, rows by line, columns by tab. */
    String sql(String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.clickhouseUrl())
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.body());
        }
        return response.body().strip();
    }
}
