package darkroom.devservices;

import darkroom.archive.retention.BucketSetUp;
import darkroom.archive.retention.LifecyclePlan;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** The two buckets and their lifecycles, made with the administrator's credential, which the app does not have. */
final class Buckets implements AutoCloseable {
    static final String ARCHIVE = "darkroom-archive";
    static final String INBOX = "darkroom-inbox";

    /** The credential for {@code ./darkroom retention} and {@code erase}, as in src/test/engines/s3.json. */
    static final Map<String, String> ADMINISTRATOR =
            Map.of("DARKROOM_ADMIN_ACCESS_KEY", "admin", "DARKROOM_ADMIN_SECRET_KEY", "admin-dev");

    /** With an administrator's credential: the one that is given, else the embedded server's where S3 is that. */
    static Settings administered(Settings settings) {
        boolean embedded = settings.server(Listener.S3).isEmpty()
                && settings.get("DARKROOM_ADMIN_ACCESS_KEY").isEmpty();
        return embedded ? settings.with(ADMINISTRATOR) : settings;
    }

    /** What the app tags by its default settings; for others there is {@code ./darkroom retention --set-up}. */
    private static final Set<Integer> DAYS = Set.of(8, 30, 1_830);

    private final S3Client s3;

    Buckets(URI endpoint) {
        s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("admin", "admin-dev")))
                .overrideConfiguration(client ->
                        client.retryStrategy(DefaultRetryStrategy.doNotRetry()).apiCallTimeout(Duration.ofSeconds(5)))
                .build();
    }

    /**
     * Makes what is absent. Safe to repeat, also after a try that got half way.
     *
     * @return false when the server does not answer yet
     */
    boolean make() {
        try {
            new BucketSetUp(s3, ARCHIVE, INBOX).run(LifecyclePlan.of(DAYS));
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    @Override
    public void close() {
        s3.close();
    }
}
