package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Answers as AWS S3 words them, read by the real client. What SeaweedFS answers is read by InboxKeysIT. */
class InboxListingTest {
    private static final String TRUE_KEY = "demo/web/a\u0001b +%\n\u00fc.jpg";
    private static final String ENCODED_KEY = "demo/web/a%01b+%2B%25%0A%C3%BC.jpg";

    private final List<String> asked = new ArrayList<>();
    private Iterator<String> answers;
    private HttpServer server;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getRawQuery());
            byte[] answer = answers.next().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        s3 = S3Client.builder()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .build();
    }

    @AfterEach
    void stop() {
        s3.close();
        server.stop(0);
    }

    @Test
    void decodesKeysAndPagesOnFromTheTrueOne() {
        answers = List.of(page(ENCODED_KEY, "v1", "demo/web/%EF%BF%BD", true), page("demo/web/z", "v2", "x", false))
                .iterator();
        assertThat(list()).extracting(v -> v.arrival().key()).containsExactly(TRUE_KEY, "demo/web/z");
        assertThat(asked)
                .satisfiesExactly(first -> assertThat(first).contains("encoding-type=url"), second -> assertThat(second)
                        .contains("key-marker=demo%2Fweb%2F%EF%BF%BD")
                        .contains("version-id-marker=v1"));
    }

    @Test
    void aMarkerThatStandsStillEndsTheList() {
        answers = List.of(page("demo/web/a", "v1", "demo/web/a", true), page("demo/web/b", "v1", "demo/web/a", true))
                .iterator();
        assertThat(list()).hasSize(2);
        assertThat(asked).hasSize(2);
    }

    private List<InboxVersion> list() {
        List<InboxVersion> found = new ArrayList<>();
        new InboxListing(s3, new Inbox(s3, "darkroom-inbox", false)).forEach(found::add);
        return found;
    }

    private static String page(String key, String version, String nextKey, boolean more) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>darkroom-inbox</Name>
                <EncodingType>url</EncodingType><IsTruncated>%s</IsTruncated><NextKeyMarker>%s</NextKeyMarker>
                <NextVersionIdMarker>v1</NextVersionIdMarker><Version><Key>%s</Key><VersionId>%s</VersionId>
                <LastModified>2026-11-20T10:15:30.000Z</LastModified><Size>3</Size></Version></ListVersionsResult>""".formatted(more, nextKey, key, version);
    }
}
