package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The real client of S3, and a server that answers whatever status it is told to. */
class StoreBreakerTest {
    private static final int MOST = 3;

    private final AtomicInteger asked = new AtomicInteger();
    private final Breaker breaker = new Breaker(
            "s3", MOST, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)), () -> 0); // no time goes by
    private volatile int status = 200;
    private volatile String code = "Any";
    private HttpServer server;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = status == 200
                    ? new byte[0]
                    : ("<Error><Code>" + code + "</Code></Error>").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        s3 = S3Client.builder()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClientBuilder(ApacheHttpClient.builder())
                .overrideConfiguration(o -> o.retryStrategy(RetryMode.STANDARD)
                        .retryStrategy(r -> r.maxAttempts(1))
                        .addExecutionInterceptor(new StoreBreaker(breaker)))
                .build();
    }

    @AfterEach
    void stop() {
        s3.close();
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void whoIsAwayOrRefusesEverybodyIsNotAskedAgain(int refusal) {
        status = refusal;
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(this::get).isInstanceOf(SdkException.class);
        }
        assertThat(asked).hasValue(MOST);
        assertThat(breaker.isOpen()).isTrue();
        assertThatThrownBy(this::get).isInstanceOf(SdkClientException.class).hasMessageContaining("s3 is away");
    }

    @Test
    void nobodyListeningIsAwayToo() {
        server.stop(0);
        for (int i = 0; i < MOST; i++) {
            assertThatThrownBy(this::get).isInstanceOf(SdkClientException.class);
        }
        assertThat(breaker.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 412})
    void toSayNoIsToAnswer(int answer) {
        status = answer;
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(this::get).isInstanceOf(SdkException.class);
        }
        assertThat(asked).hasValue(10);
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void credentialsThatAreOverComeBack() {
        status = 400;
        code = "ExpiredToken";
        for (int i = 0; i < MOST; i++) {
            assertThatThrownBy(this::get).isInstanceOf(SdkException.class);
        }
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void successesInBetweenKeepItClosed() {
        for (int i = 0; i < 10; i++) {
            status = 503;
            assertThatThrownBy(this::get).isInstanceOf(SdkException.class);
            status = 200;
            get();
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    private void get() {
        s3.getObjectAsBytes(r -> r.bucket("archive").key("some"));
    }
}
