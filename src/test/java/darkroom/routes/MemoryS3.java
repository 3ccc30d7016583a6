package darkroom.routes;

import darkroom.model.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * As much of S3 as a route's beans ask for, in memory, one version a key and a delete marker over it. It stands in where a route is looked at by itself;
 * what a real server does is tested on a real server.
 */
final class MemoryS3 implements S3Client {
    /** When everything was stored. */
    static final Instant STORED = Instant.parse("2026-11-20T10:15:30Z");

    /** Its clock stands still, an hour later. */
    private static final Instant NOW = STORED.plusSeconds(3600);

    private static final String MARKER = "marker";

    private final Map<String, Stored> objects = new TreeMap<>();
    private final Set<String> markers = new TreeSet<>();
    private final List<String> calls = new ArrayList<>();
    private final Map<String, Runnable> before = new HashMap<>();

    record Stored(
            byte[] bytes, String version, String contentType, Map<String, String> metadata, Instant lock, Tag tag) {}

    /** What was asked for, in order: {@code VERB bucket/key}. */
    List<String> calls() {
        return calls;
    }

    /** Something that happens once, just before this is asked for: another replica was faster. */
    void before(String call, Runnable event) {
        before.put(call, event);
    }

    /** Keys of one bucket, sorted. */
    List<String> keys(String bucket) {
        return objects.keySet().stream()
                .filter(k -> k.startsWith(bucket + "/"))
                .map(k -> k.substring(bucket.length() + 1))
                .toList();
    }

    Stored get(String bucket, String key) {
        return objects.get(bucket + "/" + key);
    }

    void put(String bucket, String key, String version, byte[] bytes) {
        objects.put(bucket + "/" + key, new Stored(bytes, version, "application/octet-stream", Map.of(), null, null));
    }

    /** As another replica left it. */
    void put(String bucket, StoredObject object, Instant lock) {
        Map<String, String> metadata = new TreeMap<>(object.metadata());
        metadata.put("sha256", object.sha256());
        objects.put(
                bucket + "/" + object.key(),
                new Stored(object.bytes(), "v1", object.contentType(), metadata, lock, null));
    }

    /** What aws2-s3 does with an exchange: a conditional PUT. */
    void put(String bucket, Exchange exchange) {
        Message message = exchange.getMessage();
        String path = bucket + "/" + message.getHeader("CamelAwsS3Key", String.class);
        calls.add("PUT " + path);
        if (objects.containsKey(path)) {
            throw refusal(412);
        }
        @SuppressWarnings("unchecked") // the component takes no other
        Map<String, String> metadata = message.getHeader("CamelAwsS3Metadata", Map.class);
        String lock = metadata.get("darkroom-lock");
        objects.put(
                path,
                new Stored(
                        message.getBody(byte[].class),
                        "v1",
                        message.getHeader("CamelAwsS3ContentType", String.class),
                        metadata,
                        lock == null ? null : Instant.parse(lock),
                        null));
    }

    /** Whether a delete marker is the newest of a key. */
    boolean isHidden(String bucket, String key) {
        return markers.contains(bucket + "/" + key);
    }

    void remove(String bucket, String key) {
        objects.remove(bucket + "/" + key);
    }

    static S3Exception refusal(int status) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .message("status " + status)
                .build();
    }

    private Stored find(String verb, String bucket, String key, String version) {
        String call = verb + " " + bucket + "/" + key;
        calls.add(call);
        Optional.ofNullable(before.remove(call)).ifPresent(Runnable::run);
        Stored stored = get(bucket, key);
        boolean hidden = version == null && markers.contains(bucket + "/" + key);
        if (stored == null || hidden || (version != null && !version.equals(stored.version()))) {
            throw NoSuchKeyException.builder().statusCode(404).build();
        }
        return stored;
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest r) {
        Stored stored = find("HEAD", r.bucket(), r.key(), r.versionId());
        return HeadObjectResponse.builder()
                .contentLength((long) stored.bytes().length)
                .contentType(stored.contentType())
                .metadata(stored.metadata())
                .versionId(stored.version())
                .lastModified(STORED)
                .objectLockRetainUntilDate(stored.lock())
                .build();
    }

    @Override
    public <T> T getObject(GetObjectRequest r, ResponseTransformer<GetObjectResponse, T> transformer) {
        Stored stored = find("GET", r.bucket(), r.key(), r.versionId());
        try {
            return transformer.transform(
                    GetObjectResponse.builder().metadata(stored.metadata()).build(),
                    AbortableInputStream.create(new ByteArrayInputStream(stored.bytes())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void list(String bucket, String prefix) {
        String call = "LIST " + bucket + "/" + prefix;
        calls.add(call);
        Optional.ofNullable(before.remove(call)).ifPresent(Runnable::run);
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request r) {
        list(r.bucket(), r.prefix());
        ListObjectsV2Response.Builder answer = ListObjectsV2Response.builder()
                .contents(keys(r.bucket()).stream()
                        .filter(k -> k.startsWith(r.prefix()))
                        .map(k -> S3Object.builder().key(k).lastModified(STORED).build())
                        .toList());
        answer.sdkHttpResponse(SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.atOffset(ZoneOffset.UTC)))
                .build());
        return answer.build();
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest r) {
        list(r.bucket(), r.prefix());
        return ListObjectVersionsResponse.builder()
                .deleteMarkers(markers.stream()
                        .filter(path -> path.startsWith(r.bucket() + "/" + r.prefix()))
                        .map(path -> DeleteMarkerEntry.builder()
                                .key(path.substring(r.bucket().length() + 1))
                                .versionId(MARKER)
                                .isLatest(true)
                                .build())
                        .toList())
                .versions(keys(r.bucket()).stream()
                        .filter(k -> r.prefix() == null || k.startsWith(r.prefix()))
                        .map(k -> ObjectVersion.builder()
                                .key(k)
                                .versionId(get(r.bucket(), k).version())
                                .lastModified(STORED)
                                .size((long) get(r.bucket(), k).bytes().length)
                                .build())
                        .toList())
                .build();
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest r) {
        String path = r.bucket() + "/" + r.key();
        calls.add("DELETE " + path);
        if (r.versionId() == null) {
            markers.add(path);
            Optional.ofNullable(before.remove("MARKED " + path)).ifPresent(Runnable::run);
            return DeleteObjectResponse.builder()
                    .deleteMarker(true)
                    .versionId(MARKER)
                    .build();
        }
        if (r.versionId().equals(MARKER)) {
            markers.remove(path);
        }
        objects.computeIfPresent(path, (k, stored) -> stored.version().equals(r.versionId()) ? null : stored);
        return DeleteObjectResponse.builder().build();
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest r, RequestBody body) {
        calls.add("PUT " + r.bucket() + "/" + r.key());
        String path = r.bucket() + "/" + r.key();
        if (r.ifNoneMatch() != null && objects.containsKey(path)) {
            throw refusal(412);
        }
        try (InputStream bytes = body.contentStreamProvider().newStream()) {
            markers.remove(path);
            objects.put(path, new Stored(bytes.readAllBytes(), "v1", r.contentType(), r.metadata(), null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PutObjectResponse.builder().versionId("v1").build();
    }

    @Override
    public PutObjectRetentionResponse putObjectRetention(PutObjectRetentionRequest r) {
        Stored s = find("LOCK", r.bucket(), r.key(), r.versionId());
        Instant until = r.retention().retainUntilDate();
        objects.put(
                r.bucket() + "/" + r.key(),
                new Stored(s.bytes(), s.version(), s.contentType(), s.metadata(), until, s.tag()));
        return PutObjectRetentionResponse.builder().build();
    }

    @Override
    public PutObjectTaggingResponse putObjectTagging(PutObjectTaggingRequest r) {
        Stored s = find("TAG", r.bucket(), r.key(), r.versionId());
        Tag tag = r.tagging().tagSet().get(0);
        objects.put(
                r.bucket() + "/" + r.key(),
                new Stored(s.bytes(), s.version(), s.contentType(), s.metadata(), s.lock(), tag));
        return PutObjectTaggingResponse.builder().build();
    }

    @Override
    public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest r) {
        Tag tag = find("TAGS", r.bucket(), r.key(), r.versionId()).tag();
        return GetObjectTaggingResponse.builder()
                .tagSet(tag == null ? List.of() : List.of(tag))
                .build();
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {}
}
