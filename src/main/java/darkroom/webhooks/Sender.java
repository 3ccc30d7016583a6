package darkroom.webhooks;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts to addresses that customers have named, and trusts neither them nor what answers: no redirects, no proxy, no cookies,
 * no retries, no decompression; names are resolved by a {@link CheckedResolver}; of an answer only its status counts, and no
 * more than some bytes of it are read; and all of it ends at a deadline, however slowly bytes drip. Thread-safe.
 */
public final class Sender implements AutoCloseable {
    private static final ContentType EVENT = ContentType.parse("application/cloudevents+json; charset=UTF-8");
    private static final int HEADERS = 100;
    private static final int HEADER_BYTES = 16_384;
    private static final Duration KEPT = Duration.ofSeconds(60);

    private final CheckedResolver dns;
    private final Duration total;
    private final int responseBytes;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines;

    /**
     * @param allowPrivate addresses that are not public; for development
     * @param connections that may be open at once, and to one host
     * @param connect the longest that a connection, or its TLS handshake, may take
     * @param total the longest that a try may take
     * @param responseBytes the most that is read of an answer
     */
    public record Limits(
            boolean allowPrivate,
            int connections,
            int connectionsPerHost,
            Duration connect,
            Duration total,
            int responseBytes) {}

    /** @param dns the system's, or a stand-in */
    public Sender(Limits limits, DnsResolver dns) {
        this.dns = new CheckedResolver(dns, limits.allowPrivate());
        this.total = limits.total();
        this.responseBytes = limits.responseBytes();
        this.client = client(limits);
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, Sender::thread);
        one.setRemoveOnCancelPolicy(true);
        this.deadlines = one;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "webhook-deadlines");
        thread.setDaemon(true);
        return thread;
    }

    private CloseableHttpClient client(Limits limits) {
        Timeout connect = Timeout.of(limits.connect());
        Timeout whole = Timeout.of(limits.total());
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(dns)
                        .setMaxConnTotal(limits.connections())
                        .setMaxConnPerRoute(limits.connectionsPerHost())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setMaxHeaderCount(HEADERS)
                                        .setMaxLineLength(HEADER_BYTES)
                                        .build())
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(whole)
                                .setTimeToLive(TimeValue.of(KEPT)) // then its name is resolved, and checked, anew
                                .build())
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(connect).build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(whole)
                        .setResponseTimeout(whole)
                        .setRedirectsEnabled(false)
                        .build())
                .evictIdleConnections(TimeValue.of(KEPT))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Darkroom-Webhooks")
                .build();
    }

    /**
     * How a try ended.
     *
     * @param status of HTTP; 0 where there was no answer
     * @param error a word where there was none: {@code timeout}, {@code unknown-host}, {@code address-not-allowed}, {@code
     *     not-connected}, {@code tls} or {@code broken-off}; else empty
     */
    public record Answer(int status, String error) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** The endpoint wants no more of it (410). */
        boolean isGone() {
            return status == 410;
        }
    }

    /**
     * Whether a host may be connected to, as of now.
     *
     * @throws CheckedResolver.NotAllowedException where it leads to an address that is not public
     * @throws UnknownHostException where it leads nowhere
     */
    void check(String host) throws UnknownHostException {
        dns.resolve(host);
    }

    /** Posts an event; never throws for what the other side does. */
    Answer post(URI url, Map<String, String> headers, byte[] body) {
        HttpPost request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, EVENT));
        AtomicBoolean late = new AtomicBoolean(); // said before it ends the request, whose end is seen at once
        ScheduledFuture<?> deadline = deadlines.schedule(
                () -> {
                    late.set(true);
                    request.cancel();
                },
                total.toMillis(),
                TimeUnit.MILLISECONDS);
        int status = 0;
        try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
            status = response.getCode();
            if (!drop(response.getEntity())) {
                request.cancel(); // so that closing it reads no more
            }
            return new Answer(status, "");
        } catch (IOException e) {
            // once its status had come it counts, however the rest of it ends
            return status != 0 ? new Answer(status, "") : new Answer(0, word(e, late.get()));
        } finally {
            deadline.cancel(false);
        }
    }

    /** Whether it ended within the bound; then its connection can be used again. What an answer says is not for us. */
    private boolean drop(HttpEntity entity) {
        if (entity == null) {
            return true;
        }
        try {
            InputStream in = entity.getContent();
            byte[] buffer = new byte[4096];
            int left = responseBytes;
            int n = in.read(buffer);
            while (n >= 0 && left > 0) {
                left -= n;
                n = in.read(buffer);
            }
            return n < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String word(IOException e, boolean late) {
        if (late || e instanceof SocketTimeoutException) { // that of connecting is one, too
            return "timeout";
        }
        if (e instanceof CheckedResolver.NotAllowedException) {
            return "address-not-allowed";
        }
        if (e instanceof UnknownHostException) {
            return "unknown-host";
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return "not-connected";
        }
        return e instanceof SSLException ? "tls" : "broken-off";
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
