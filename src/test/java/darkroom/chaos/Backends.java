package darkroom.chaos;

import darkroom.devservices.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** S3, SQS, Kafka and ClickHouse as they are, past the app: with the administrator's credential. Thread-safe. */
final class Backends implements AutoCloseable {
    static final String ARCHIVE = "darkroom-archive";
    static final String INBOX = "darkroom-inbox";
    static final String INBOX_DEAD = "darkroom-inbox-dead";
    static final List<String> DEAD_TOPICS = List.of("darkroom.images.dead", "darkroom.receipts.dead");

    private final URI clickhouse;
    private final String brokers;
    private final S3Client s3;
    private final SqsClient sqs;
    private final Admin kafka;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Backends(Stack stack) {
        clickhouse = stack.clickhouseUrl();
        brokers = stack.kafkaBrokers();
        s3 = S3Client.builder()
                .endpointOverride(stack.s3Endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(credential("admin", "admin-dev"))
                .httpClient(ApacheHttpClient.create())
                .build();
        sqs = SqsClient.builder()
                .endpointOverride(stack.sqsEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credential("darkroom", "darkroom-dev"))
                .httpClient(ApacheHttpClient.create())
                .build();
        kafka = Admin.create(Map.of("bootstrap.servers", brokers));
    }

    private static StaticCredentialsProvider credential(String key, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret));
    }

    // S3

    /** What lies under a prefix. Of a delete marker the size is negative. */
    record Version(String key, String versionId, long size) {
        boolean isDeleteMarker() {
            return size < 0;
        }
    }

    /** Every version and every delete marker. */
    List<Version> versions(String bucket, String prefix) {
        return s3.listObjectVersionsPaginator(r -> r.bucket(bucket).prefix(prefix)).stream()
                .flatMap(Backends::all)
                .toList();
    }

    private static Stream<Version> all(ListObjectVersionsResponse page) {
        return Stream.concat(
                page.versions().stream().map(v -> new Version(v.key(), v.versionId(), v.size())),
                page.deleteMarkers().stream().map(v -> new Version(v.key(), v.versionId(), -1)));
    }

    byte[] bytes(Version version) {
        return s3.getObjectAsBytes(r -> r.bucket(ARCHIVE).key(version.key()).versionId(version.versionId()))
                .asByteArray();
    }

    /** Until when nobody can delete it. */
    Instant lockedUntil(Version version) {
        return s3.headObject(r -> r.bucket(ARCHIVE).key(version.key()).versionId(version.versionId()))
                .objectLockRetainUntilDate();
    }

    /**
     * How long a version is kept.
     *
     * @param lockedUntil null where nothing locks it
     * @param expires its header as it came, or null
     */
    record Kept(Instant lockedUntil, String expires, Map<String, String> tags) {}

    Kept kept(Version version) {
        HeadObjectResponse head =
                s3.headObject(r -> r.bucket(ARCHIVE).key(version.key()).versionId(version.versionId()));
        Map<String, String> tags = s3
                .getObjectTagging(r -> r.bucket(ARCHIVE).key(version.key()).versionId(version.versionId()))
                .tagSet()
                .stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
        return new Kept(head.objectLockRetainUntilDate(), head.expiresString(), tags);
    }

    /** A plain DELETE, which leaves a marker over what is there. */
    void delete(String key) {
        s3.deleteObject(r -> r.bucket(ARCHIVE).key(key));
    }

    /** Puts an object into the inbox. @return the version's id and time */
    HeadObjectResponse drop(String key, byte[] bytes) {
        String version = s3.putObject(r -> r.bucket(INBOX).key(key), RequestBody.fromBytes(bytes))
                .versionId();
        return s3.headObject(r -> r.bucket(INBOX).key(key).versionId(version));
    }

    // SQS

    /** The notice that S3 writes of a version. */
    void announce(String key, String version, int size) {
        String body =
                "{\"Records\":[{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\",\"eventName\":\"ObjectCreated:Put\","
                        + "\"s3\":{\"bucket\":{\"name\":\"" + INBOX + "\"},\"object\":{\"key\":\""
                        + URLEncoder.encode(key, StandardCharsets.UTF_8) + "\",\"versionId\":\"" + version
                        + "\",\"size\":" + size + "}}}]}";
        sqs.sendMessage(r -> r.queueUrl(url(INBOX)).messageBody(body));
    }

    /** Messages of a queue, those in somebody's hands too. */
    int queued(String queue) {
        return sqs
                .getQueueAttributes(r -> r.queueUrl(url(queue))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private String url(String queue) {
        return sqs.getQueueUrl(r -> r.queueName(queue)).queueUrl();
    }

    // Kafka

    String brokers() {
        return brokers;
    }

    /** Where each partition ends. */
    Map<TopicPartition, Long> ends(String topic) throws InterruptedException, ExecutionException {
        int partitions = kafka.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .size();
        return kafka
                .listOffsets(IntStream.range(0, partitions)
                        .mapToObj(p -> new TopicPartition(topic, p))
                        .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    /** Members of a group that have partitions; one that leaves and comes back has another id. */
    Set<String> owners(String group) throws InterruptedException, ExecutionException {
        return kafka.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .map(MemberDescription::consumerId)
                .collect(Collectors.toSet());
    }

    /** Records of a topic that a group has not committed. */
    long uncommitted(String group, String topic) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> committed = kafka.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends(topic).entrySet().stream()
                .mapToLong(end -> end.getValue()
                        - (committed.get(end.getKey()) == null
                                ? 0
                                : committed.get(end.getKey()).offset()))
                .sum();
    }

    /** Records in the dead letters and notices in theirs, ever. */
    long deadLetters() throws InterruptedException, ExecutionException {
        long dead = queued(INBOX_DEAD);
        for (String topic : DEAD_TOPICS) {
            dead += ends(topic).values().stream().mapToLong(end -> end).sum();
        }
        return dead;
    }

    // ClickHouse

    /** The engine's own answer: rows, each a list of columns. */
    List<List<String>> sql(String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(clickhouse)
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.body());
        }
        return answer.body().lines().map(line -> List.of(line.split("\t", -1))).toList();
    }

    @Override
    public void close() {
        s3.close();
        sqs.close();
        kafka.close();
    }
}
