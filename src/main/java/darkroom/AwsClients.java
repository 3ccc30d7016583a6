package darkroom;

import darkroom.archive.RetentionInterceptor;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3Utilities;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Clients of the stores, by their settings. camel-aws2-s3 and camel-aws2-sqs have no starter, so they get these. */
class AwsClients {
    private static final int CONNECTIONS = 64;

    @Bean
    S3Client s3Client(Settings settings, Breaker s3Breaker) {
        return s3(settings.s3(), new StoreBreaker(s3Breaker));
    }

    /** S3 as the app sees it, for commands. */
    static S3Client app(Settings settings) {
        return s3(settings.s3());
    }

    /**
     * S3 as an administrator sees it, for commands.
     *
     * @throws IllegalStateException where that would be the app's own credential
     */
    static S3Client administrator(Settings settings) {
        Settings.Aws app = settings.s3();
        Settings.Admin admin = settings.admin();
        if (!admin.accessKey().isEmpty() && admin.accessKey().equals(app.accessKey())) {
            throw new IllegalStateException("DARKROOM_ADMIN_ACCESS_KEY is " + admin.accessKey()
                    + ", the app's own: it must not be able to change buckets. Give an administrator's credential.");
        }
        return s3(
                new Settings.Aws(app.endpoint(), app.region(), admin.accessKey(), admin.secretKey(), app.pathStyle()));
    }

    private static S3Client s3(Settings.Aws aws, ExecutionInterceptor... more) {
        return located(S3Client.builder(), aws)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(aws.pathStyle())
                        .chunkedEncodingEnabled(false) // some servers would store Content-Encoding: aws-chunked
                        .build())
                // the sha-256 of every object is sent: no second checksum
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(o -> {
                    o.addExecutionInterceptor(new RetentionInterceptor());
                    List.of(more).forEach(o::addExecutionInterceptor);
                })
                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(CONNECTIONS))
                .build();
    }

    /** Signs requests that clients send to S3 themselves. */
    @Bean
    S3Presigner s3Presigner(Settings settings) {
        Settings.Aws aws = settings.s3();
        S3Presigner.Builder presigner = S3Presigner.builder()
                .region(Region.of(aws.region()))
                .credentialsProvider(credentials(aws))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(aws.pathStyle())
                        .build());
        uploadsEndpoint(aws, settings.uploads().endpoint()).ifPresent(presigner::endpointOverride);
        return presigner.build();
    }

    /** Scheme, host and port of what {@link #s3Presigner} signs, without a credential. */
    static URI uploads(Settings.Aws aws, String endpoint, String bucket) {
        URL url = S3Utilities.builder()
                .region(Region.of(aws.region()))
                .s3Configuration(S3Configuration.builder()
                        .pathStyleAccessEnabled(aws.pathStyle())
                        .build())
                .build()
                .getUrl(object -> {
                    object.bucket(bucket).key("any");
                    uploadsEndpoint(aws, endpoint).ifPresent(object::endpoint);
                });
        return URI.create(url.getProtocol() + "://" + url.getAuthority());
    }

    private static Optional<URI> uploadsEndpoint(Settings.Aws aws, String endpoint) {
        return Stream.of(endpoint, Objects.toString(aws.endpoint(), ""))
                .filter(given -> !given.isEmpty())
                .findFirst()
                .map(URI::create);
    }

    @Bean
    SqsClient sqsClient(Settings settings, Breaker sqsBreaker) {
        return sqs(settings.sqs(), new StoreBreaker(sqsBreaker));
    }

    /** SQS as the app sees it, for commands. */
    static SqsClient queues(Settings settings) {
        return sqs(settings.sqs());
    }

    private static SqsClient sqs(Settings.Aws aws, ExecutionInterceptor... more) {
        return located(SqsClient.builder(), aws)
                .overrideConfiguration(o -> List.of(more).forEach(o::addExecutionInterceptor))
                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(CONNECTIONS))
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B located(B builder, Settings.Aws aws) {
        if (aws.endpoint() != null && !aws.endpoint().toString().isEmpty()) {
            builder.endpointOverride(aws.endpoint());
        }
        return builder.region(Region.of(aws.region())).credentialsProvider(credentials(aws));
    }

    private static AwsCredentialsProvider credentials(Settings.Aws aws) {
        return aws.accessKey() == null || aws.accessKey().isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKey(), aws.secretKey()));
    }
}
