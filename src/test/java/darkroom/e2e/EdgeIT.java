package darkroom.e2e;

import static darkroom.RawHttp.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.RawHttp;
import imaging.Pictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever speaks HTTP otherwise than it is meant, bytes on a socket, against the real app. */
class EdgeIT {
    private static final String CUSTOMER = "edge";

    /** More than Tomcat has threads. */
    private static final int SLOW = 200;

    private static Platform platform;
    private static String credential;
    private static JsonNode made;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
        made = platform.json(platform.post(CUSTOMER, "", Pictures.jpeg(120, 90)));
        credential = "Authorization: Bearer " + platform.key(CUSTOMER) + "\r\n";
    }

    private static int port() {
        return URI.create(platform.app().baseUrl()).getPort();
    }

    // one request that is two for somebody in front

    static Stream<Arguments> twoRequestsInOne() {
        String chunked = "Transfer-Encoding: chunked\r\n";
        return Stream.of(
                Arguments.of("two lengths", "Content-Length: 0\r\nContent-Length: 4\r\n\r\n"),
                Arguments.of("two lengths in one", "Content-Length: 0, 4\r\n\r\n"),
                Arguments.of("a length with a sign", "Content-Length: +0\r\n\r\n"),
                Arguments.of("a length in hexadecimal", "Content-Length: 0x0\r\n\r\n"),
                Arguments.of("a length of two words", "Content-Length: 0 0\r\n\r\n"),
                Arguments.of("a blank before the colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("an encoding that is nearly one", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("an encoding in quotes", "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunked and then something", "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                Arguments.of("a header with a NUL", "X: y\u0000z\r\n" + chunked + "\r\n0\r\n\r\n"),
                Arguments.of("a header that ends with CR alone", "X: y\rContent-Length: 4\r\n\r\n"),
                Arguments.of("a chunk in hexadecimal with 0x", chunked + "\r\n0x0\r\n\r\n"),
                Arguments.of("a chunk with a sign", chunked + "\r\n-0\r\n\r\n"),
                Arguments.of("a chunk longer than there are numbers", chunked + "\r\nfffffffffffffffff0\r\n\r\n"),
                Arguments.of("a chunk without its end", chunked + "\r\n1\r\nab0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twoRequestsInOne")
    void whatTwoServersCouldReadDifferentlyIsRefusedAndNothingBehindItIsARequest(String what, String rest)
            throws Exception {
        String head = "POST /v1/images HTTP/1.1\r\nHost: x\r\n" + credential;
        byte[] hidden = bytes("GET /v1/hidden HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        String all = RawHttp.everything(port(), bytes(head + rest), hidden);
        assertThat(all)
                .containsPattern("^HTTP/1.1 (400|501) ")
                .contains("application/problem+json", "Connection: close")
                .containsOnlyOnce("HTTP/1.1")
                .doesNotContain("/v1/hidden");
    }

    /** RFC 9112 5.2: a fold is either refused or taken for a blank; then it is no header of its own. */
    @Test
    void aFoldedHeaderIsNoHeaderOfItsOwn() throws Exception {
        String all = RawHttp.everything(
                port(),
                bytes("GET /v1/recipes HTTP/1.1\r\nHost: x\r\n" + credential
                        + "X: y\r\n Content-Length: 70\r\nConnection: close\r\n\r\n"));
        assertThat(all).containsPattern("^HTTP/1.1 (200|400) ").containsOnlyOnce("HTTP/1.1");
    }

    /** RFC 9112 2.2: a line feed alone may end a line, and does it everywhere in a head. */
    @Test
    void aLineFeedAloneEndsALine() throws Exception {
        String all = RawHttp.everything(
                port(),
                bytes(("GET /v1/recipes HTTP/1.1\r\nHost: x\r\n" + credential + "Connection: close\r\n\r\n")
                        .replace("\r\n", "\n")));
        assertThat(all).startsWith("HTTP/1.1 200").containsOnlyOnce("HTTP/1.1");
    }

    @Test
    void twoCredentialsAreNone() throws Exception {
        String head = "GET /v1/recipes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        for (String both : List.of(credential + credential, "Authorization: Bearer x\r\n" + credential)) {
            RawHttp.Answer answer = RawHttp.breakOff(port(), bytes(head + both + "\r\n"));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("malformed-request", "Authorization is there 2 times");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/recipes", "/v1/usage", "/v1/images/x", "/v1/shared/x", "/v1/nothing", "/", "/openapi.json"})
    void noBrowserTakesAnAnswerForSomethingElse(String path) throws Exception {
        assertThat(platform.get(CUSTOMER, path).headers().allValues("X-Content-Type-Options"))
                .containsExactly("nosniff");
    }

    // one path that is another for somebody in front

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../v1/recipes",
                "/x/../v1/recipes",
                "/./v1/recipes",
                "/v1/recipes/.",
                "/v1/recipes/",
                "//v1/recipes",
                "/v1//recipes",
                "/v1/recipes;x=1",
                "/v1;x=1/recipes",
                "/;/v1/recipes",
                "/%761/recipes",
                "/v1/recipe%73",
                "/v1%2frecipes",
                "/v1/%2e%2e/v1/recipes",
                "/v1/recipes%00",
                "/v1/recipes%0d%0a",
                "/v1/recipes%3bx",
                "/v1\\recipes",
                "/V1/recipes",
                "/v1/images/../recipes",
                "/docs/..%2fapplication.yaml",
                "/docs/../application.yaml",
                "/%2e%2e/application.yaml",
                "/..;/application.yaml",
                "/js/..%5c..%5capplication.yaml"
            })
    void aPathHasOneSpelling(String path) throws Exception {
        RawHttp.Answer answer = RawHttp.breakOff(
                port(), bytes("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + credential + "\r\n"));
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
    }

    @Test
    void theSpellingThatThereIsIsCountedAndAnswered() throws Exception {
        HttpResponse<byte[]> answer = platform.get(CUSTOMER, "/v1/recipes");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("RateLimit")).isPresent();
    }

    // what is no part of HTTP

    @Test
    void noHeaderAndNoParameterMakesAMethodAnotherOne() throws Exception {
        String path = "/v1/images/" + made.get("id").asText();
        for (String name : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            HttpRequest.Builder post = platform.request(path + "?_method=DELETE", name, "DELETE")
                    .header("Authorization", "Bearer " + platform.key(CUSTOMER))
                    .POST(HttpRequest.BodyPublishers.ofString("_method=DELETE"));
            HttpResponse<byte[]> answer = platform.send(post);
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow").orElseThrow()).contains("GET", "DELETE");
        }
        String rewritten = "GET /v1/nothing HTTP/1.1\r\nHost: x\r\n" + credential
                + "X-Original-URL: /v1/recipes\r\nX-Rewrite-URL: /v1/recipes\r\nX-Forwarded-Prefix: /v1/recipes\r\n\r\n";
        assertThat(RawHttp.breakOff(port(), bytes(rewritten)).status()).isEqualTo(404);
    }

    @Test
    void moreHeadersThanAnybodyNeedsAreAProblem() throws Exception {
        String many = "X: y\r\n".repeat(150);
        RawHttp.Answer answer =
                RawHttp.breakOff(port(), bytes("GET /v1/recipes HTTP/1.1\r\nHost: x\r\n" + many + "\r\n"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%0d%0aSet-Cookie:%20x=y", "a%22;filename=b", "a%00b", "%e2%80%ae gpj.exe", "..%2f..%2fb"})
    void aNameToSaveUnderIsNoHeader(String name) throws Exception {
        String href = made.at("/variants/0/href").asText() + "?download=" + name.replace(" ", "%20");
        RawHttp.Answer answer = RawHttp.breakOff(
                port(), bytes("GET " + href + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + credential + "\r\n"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).doesNotContainKey("Set-Cookie");
        assertThat(answer.headers().get("Content-Disposition"))
                .matches("attachment; filename=\"[ !#-\\[\\]-~]*\"(; filename\\*=UTF-8''[A-Za-z0-9%!#$&+.^_`|~-]*)?")
                .doesNotContain("/");
    }

    @Test
    void anIdThatIsNoneIsNotRepeated() throws Exception {
        for (String id : List.of("a b", "{\"x\":1}", "a".repeat(65), "\u00fc")) {
            RawHttp.Answer answer = RawHttp.breakOff(
                    port(), bytes("GET /openapi.json HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + id + "\r\n\r\n"));
            assertThat(answer.headers().get("X-Request-Id")).hasSize(36).isNotEqualTo(id);
        }
    }

    // the two ports

    @Test
    void whatIsForOperatorsIsOnThePortOfTheirsAndNothingElseIs() throws Exception {
        for (String path :
                List.of("/health", "/health/live", "/health/ready", "/prometheus", "/actuator", "/actuator/env")) {
            assertThat(platform.send(platform.request(path)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        for (String path : List.of("/v1/recipes", "/openapi.yaml", "/env", "/heapdump", "/actuator/env")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(platform.app().managementUrl() + path))
                    .header("Authorization", "Bearer " + platform.key(CUSTOMER));
            assertThat(platform.send(request).statusCode()).as(path).isEqualTo(404);
        }
    }

    // those who take their time

    static Stream<Arguments> slowly() {
        String upload = "POST /v1/images HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n";
        return Stream.of(
                Arguments.of("headers without an end", "POST /v1/images HTTP/1.1\r\nHost: x\r\nX: "),
                Arguments.of(
                        "a wrong key, and the beginning of a body", upload + "Authorization: Bearer x\r\n\r\nslow"),
                Arguments.of("no key, and the beginning of a body", upload + "\r\nslow"),
                Arguments.of("no such path, and the beginning of a body", upload.replace("images", "x") + "\r\nslow"),
                Arguments.of("another's key, and the beginning of a body", upload + "KEY\r\nslow"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slowly")
    void hundredsWhoSendNothingMoreHoldNobodyUp(String what, String begin) throws Exception {
        String slow = "Authorization: Bearer " + platform.key("edge-slow") + "\r\n";
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
                sockets.add(socket);
                socket.getOutputStream().write(bytes(begin.replace("KEY\r\n", slow + "\r\n")));
            }
            for (String query : List.of("", "?recipe=web")) {
                // sooner than Tomcat gives up on anybody
                assertThat(CompletableFuture.supplyAsync(() -> upload(query)))
                        .succeedsWithin(Duration.ofSeconds(12))
                        .isEqualTo(201);
            }
        } finally {
            close(sockets);
        }
    }

    /** Nobody needs a key to ask for a page, or to leave it unread; many requests on a connection fill what is between. */
    @Test
    void hundredsWhoDoNotReadPagesHoldNobodyUp() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.setReceiveBufferSize(1_024);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
                socket.getOutputStream().write(bytes("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(90)));
            }
            await().atMost(Duration.ofSeconds(12)).until(() -> begun(sockets).size() == SLOW);
            // sooner than Tomcat gives up on anybody
            assertThat(CompletableFuture.supplyAsync(() -> upload("")))
                    .succeedsWithin(Duration.ofSeconds(12))
                    .isEqualTo(201);
        } finally {
            close(sockets);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void theGuideIsAFolder(String method) throws Exception {
        HttpResponse<byte[]> answer =
                platform.send(HttpRequest.newBuilder(URI.create(platform.app().baseUrl() + "/docs"))
                        .method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(answer.headers().firstValue("Location")).contains("/docs/");
    }

    /** As in an installation that lists no origin: a browser asks, and is told that it may not. */
    @Test
    void pagesOfOtherOriginsMayNotCallWhereNoneIsNamed() throws Exception {
        RawHttp.Answer preflight = RawHttp.breakOff(
                URI.create(platform.app().baseUrl()).getPort(),
                ("OPTIONS /v1/images HTTP/1.1\r\nHost: x\r\nOrigin: https://app.example.com"
                                + "\r\nAccess-Control-Request-Method: POST\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers().keySet())
                .noneMatch(header -> header.toLowerCase(Locale.ROOT).startsWith("access-control-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs/", "/js/app.js", "/openapi.yaml", "/openapi.json"})
    void aPageComesWholeAndAgainOnlyWhenItHasChanged(String path) throws Exception {
        URI page = URI.create(platform.app().baseUrl() + path);
        HttpResponse<byte[]> whole = platform.send(HttpRequest.newBuilder(page));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValueAsLong("Content-Length")).hasValue(whole.body().length);
        HttpResponse<byte[]> head =
                platform.send(HttpRequest.newBuilder(page).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length").orElse(whole.body().length))
                .isEqualTo(whole.body().length);
        assertThat(head.body()).isEmpty();
        HttpResponse<byte[]> again = platform.send(HttpRequest.newBuilder(page)
                .header("If-None-Match", whole.headers().firstValue("ETag").orElseThrow()));
        assertThat(again.statusCode()).isEqualTo(304);
    }

    /** Of one link each: whoever has one holds up its own customer alone. */
    @Test
    void hundredsWhoReadALinkSlowlyHoldNobodyElseUp() throws Exception {
        // more than all buffers between take
        byte[] large = Pictures.withChunk(Pictures.png(60, 40, false), "prVt", noise(12_000_000));
        String theirs = link("edge-link", platform.post("edge-link", "?recipe=print", large), "original");
        String another = link(CUSTOMER, platform.post(CUSTOMER, "", Pictures.jpeg(60, 40)), "web");
        int logged = Files.readString(platform.app().log()).length();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.setReceiveBufferSize(4_096);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
                socket.getOutputStream().write(bytes("GET " + theirs + " HTTP/1.1\r\nHost: x\r\n\r\n"));
            }
            // the others wait for a worker
            await().atMost(Duration.ofSeconds(12)).until(() -> begun(sockets).size() >= SLOW - 64);
            // sooner than Tomcat gives up on anybody
            assertThat(CompletableFuture.supplyAsync(() -> opened(another)))
                    .succeedsWithin(Duration.ofSeconds(12))
                    .isEqualTo(200);
            List<Socket> waiting = new ArrayList<>(sockets);
            waiting.removeAll(begun(sockets));
            close(waiting);
            // and no page of the log each
            assertThat(Files.readString(platform.app().log()).substring(logged))
                    .contains("Answered 503 busy: ")
                    .doesNotContain("RejectedExecutionException", "Servlet.service()");
            String metrics = new String(
                    platform.send(HttpRequest.newBuilder(
                                    URI.create(platform.app().managementUrl() + "/prometheus")))
                            .body(),
                    StandardCharsets.UTF_8);
            assertThat(metrics).containsPattern("darkroom_http_refused_total\\{[^}]*reason=\"busy\"[^}]*} [1-9]");
            // who takes nothing is given up, and its worker is free again
            await().atMost(Duration.ofSeconds(60)).until(() -> opened(theirs) == 200);
        } finally {
            close(sockets);
        }
    }

    /** Those to whom anything was sent. */
    private static List<Socket> begun(List<Socket> sockets) {
        return sockets.stream()
                .filter(socket -> {
                    try {
                        return socket.getInputStream().available() > 0;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    /** @return its path */
    private static String link(String customer, HttpResponse<byte[]> posted, String variant) throws Exception {
        String path = "/v1/images/" + platform.json(posted).get("id").asText() + "/" + variant + "/share";
        return platform.json(platform.send(platform.request(path, "Authorization", "Bearer " + platform.key(customer))
                        .POST(HttpRequest.BodyPublishers.noBody())))
                .get("url")
                .asText();
    }

    private static int opened(String link) {
        try {
            return platform.send(platform.request(link)).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int upload(String query) {
        try {
            return platform.post(CUSTOMER, query, Pictures.jpeg(60, 40)).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRefusedBodyThatComesAtOnceIsReadAndTheConnectionGoesOn() throws Exception {
        byte[] body = new byte[3_000_000];
        String upload = "POST /v1/images HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length
                + "\r\nAuthorization: Bearer x\r\n\r\n";
        byte[] next = bytes("GET /v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(RawHttp.everything(port(), bytes(upload), body, next))
                .startsWith("HTTP/1.1 401")
                .contains("HTTP/1.1 404");
    }

    @Test
    void noAnswerTellsWhatItIsMadeBy() throws Exception {
        for (String path : List.of("/", "/v1/recipes", "/nothing", "/openapi.yaml")) {
            Map<String, List<String>> headers =
                    platform.send(platform.request(path)).headers().map();
            assertThat(headers).as(path).doesNotContainKeys("server", "x-powered-by", "x-application-context");
        }
    }
}
