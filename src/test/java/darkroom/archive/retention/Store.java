package darkroom.archive.retention;

import darkroom.archive.RetentionInterceptor;
import darkroom.devservices.Stack;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** The S3 server of the shared stack, as an administrator and as the app see it, with two buckets of a test's own. */
final class Store implements AutoCloseable {
    final Stack stack = Stack.shared();
    final S3Client admin = client("admin", "admin-dev");
    final S3Client app = client("darkroom", "darkroom-dev");
    final String archive = "archive-" + UUID.randomUUID();
    final String inbox = "inbox-" + UUID.randomUUID();

    /** An administrator who may delete nothing, for whom the server is not even asked. */
    S3Client reader() {
        ExecutionInterceptor refusal = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                if (context.request() instanceof DeleteObjectRequest) {
                    throw S3Exception.builder()
                            .statusCode(403)
                            .message("AccessDenied")
                            .build();
                }
            }
        };
        return builder("admin", "admin-dev")
                .overrideConfiguration(o -> o.addExecutionInterceptor(refusal))
                .build();
    }

    private S3Client client(String access, String secret) {
        return builder(access, secret)
                .overrideConfiguration(o -> o.addExecutionInterceptor(new RetentionInterceptor()))
                .build();
    }

    private S3ClientBuilder builder(String access, String secret) {
        return S3Client.builder()
                .endpointOverride(stack.s3Endpoint())
                .region(Region.US_EAST_1)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .chunkedEncodingEnabled(false)
                        .build())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret)));
    }

    /** Lock and Expires may be null, for none. @return the version */
    String put(String bucket, String key, Map<String, String> tags, Instant lock, Instant expires) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .expires(expires)
                .tagging(Tagging.builder()
                        .tagSet(tags.entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList())
                        .build());
        if (lock != null) {
            put.objectLockMode(ObjectLockMode.GOVERNANCE).objectLockRetainUntilDate(lock);
        }
        S3Client who = bucket.equals(archive) ? admin : app;
        return who.putObject(put.build(), RequestBody.fromString("pixels of " + key))
                .versionId();
    }

    @Override
    public void close() {
        admin.close();
        app.close();
    }
}
