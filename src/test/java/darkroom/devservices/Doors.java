package darkroom.devservices;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The three ways in, as three applications of a company would use them. */
final class Doors implements AutoCloseable {
    private static final StaticCredentialsProvider CREDENTIAL =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("darkroom", "darkroom-dev"));

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String baseUrl;
    private final KafkaProducer<String, byte[]> kafka;
    private final S3Client s3;
    private final SqsClient sqs;

    Doors(Stack stack, String baseUrl) {
        this.baseUrl = baseUrl;
        this.kafka = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBrokers(), "acks", "all", "max.request.size", 22_020_096),
                new StringSerializer(),
                new ByteArraySerializer());
        this.s3 = S3Client.builder()
                .endpointOverride(stack.s3Endpoint())
                .region(Region.US_EAST_1)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .chunkedEncodingEnabled(false)
                        .build())
                .credentialsProvider(CREDENTIAL)
                .build();
        this.sqs = SqsClient.builder()
                .endpointOverride(stack.sqsEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIAL)
                .build();
    }

    /** A web application posts. @return the status of the answer */
    int post(String key, byte[] picture) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/v1/images"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** The receipt of an image as its customer gets it. @return its status */
    HttpResponse<byte[]> get(String key, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .header("Authorization", "Bearer " + key)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Another application streams. */
    void send(String customer, String identity, byte[] picture) throws ExecutionException, InterruptedException {
        List<Header> headers = List.of(header("ce_id", identity), header("ce_customer", customer));
        kafka.send(new ProducerRecord<>("darkroom.images", null, identity, picture, headers))
                .get();
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A large image goes straight into the inbox.
     *
     * @param announced whether S3 sends a notice; without one the inbox sweep finds the object
     */
    void drop(String customer, String name, byte[] picture, boolean announced) throws IOException {
        String key = customer + "/web/" + name;
        String version = s3.putObject(put -> put.bucket(Buckets.INBOX).key(key), RequestBody.fromBytes(picture))
                .versionId();
        if (announced) {
            String notice = notice(key, version, picture.length);
            String queue =
                    sqs.getQueueUrl(get -> get.queueName("darkroom-inbox")).queueUrl();
            sqs.sendMessage(send -> send.queueUrl(queue).messageBody(notice));
        }
    }

    /** As S3 writes it: the key URL-encoded. */
    private String notice(String key, String version, int size) throws IOException {
        Map<String, Object> object =
                Map.of("key", URLEncoder.encode(key, StandardCharsets.UTF_8), "versionId", version, "size", size);
        Map<String, Object> record = Map.of(
                "eventVersion", "2.1",
                "eventSource", "aws:s3",
                "eventName", "ObjectCreated:Put",
                "s3", Map.of("bucket", Map.of("name", Buckets.INBOX), "object", object));
        return json.writeValueAsString(Map.of("Records", List.of(record)));
    }

    @Override
    public void close() {
        kafka.close();
        s3.close();
        sqs.close();
    }
}
