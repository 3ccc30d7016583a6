package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;

/** The port with a certificate, as docs/operations.md says it. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static WebServer server;
    private static SSLContext trusting;

    /** Says how long a body is, read as the door reads it. */
    private static final class Door extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body =
                    RawBody.of(request, new BodyPace(1, Duration.ofDays(1))).readAllBytes();
            response.getOutputStream().print(body.length);
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        KeyStore keys = certificate(folder.resolve("keys.p12"));
        trusting = trusting(keys);
        Ssl ssl = new Ssl();
        ssl.setCertificate(pem(
                folder.resolve("fullchain.pem"),
                "CERTIFICATE",
                keys.getCertificate("app").getEncoded()));
        ssl.setCertificatePrivateKey(pem(
                folder.resolve("privkey.pem"),
                "PRIVATE KEY",
                keys.getKey("app", PASSWORD).getEncoded()));
        ssl.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.setSsl(ssl);
        new Edge().bodiesAreRead().customize(factory);
        server = factory.getWebServer(
                context -> context.addServlet("door", new Door()).addMapping("/door"));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
        server.destroy();
    }

    private static KeyStore certificate(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "app",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("app", keys.getCertificate("app"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static String pem(Path file, String what, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
        return file.toUri().toString();
    }

    private static HttpResponse<String> send(String protocol, HttpRequest.Builder request) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(trusting)
                .sslParameters(new SSLParameters(null, new String[] {protocol}))
                .build();
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.getPort() + path));
    }

    @Test
    void bodiesAreReadUnderBothVersions() throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            HttpResponse<String> read =
                    send(protocol, request("/door").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3_000_000])));
            assertThat(read.body()).as(protocol).isEqualTo("3000000");
        }
    }

    @Test
    void whoDoesNotTrustTheCertificateSendsNothing() {
        HttpRequest request = request("/door").build();
        assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void whoSpeaksWithoutTlsGetsNothingOfTheApp() throws Exception {
        String all = RawHttp.everything(
                server.getPort(), RawHttp.bytes("POST /door HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
        assertThat(all).doesNotStartWith("HTTP/1.1 200");
    }
}
