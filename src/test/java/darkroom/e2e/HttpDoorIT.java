package darkroom.e2e;

import static darkroom.RawHttp.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.RawHttp;
import darkroom.model.Hashes;
import imaging.Pictures;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What a web application reads, on real engines: every code that exists, and every way to download. */
class HttpDoorIT {
    private static final String CUSTOMER = "web-app";
    private static final int LIMIT = 64 << 20;
    private static Platform platform;
    private static JsonNode made;
    private static byte[] web;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
        made = platform.json(platform.post(CUSTOMER, "", Pictures.jpeg(1600, 1200)));
        web = platform.object("archive/" + CUSTOMER + "/" + made.get("id").asText() + "/web.jpg");
    }

    @Test
    void answers201WithTheReceiptAndItsPlace() throws Exception {
        HttpResponse<byte[]> response = platform.post(CUSTOMER, "?recipe=web", Pictures.png(400, 300, true));
        assertThat(response.statusCode()).isEqualTo(201);
        JsonNode receipt = platform.json(response);
        assertThat(response.headers().firstValue("Location"))
                .contains("/v1/images/" + receipt.get("id").asText());
        assertThat(receipt.has("cpuMillis"))
                .as("what libvips takes of a CPU nobody can tell")
                .isEqualTo(receipt.get("engine").asText().startsWith("imgscalr"));
        assertThat(receipt.fieldNames())
                .toIterable()
                .filteredOn(field -> !field.equals("cpuMillis"))
                .containsExactly(
                        "id",
                        "customer",
                        "source",
                        "recipe",
                        "engine",
                        "outcome",
                        "reason",
                        "receivedAt",
                        "finishedAt",
                        "retainUntil",
                        "queueMillis",
                        "processMillis",
                        "original",
                        "variants");
        assertThat(receipt.get("recipe").asText()).isEqualTo("web@1");
        assertThat(receipt.get("reason").isNull()).isTrue();
        assertThat(receipt.get("variants").findValuesAsText("format")).containsExactly("png", "png");
        JsonNode read = platform.json(
                platform.get(CUSTOMER, "/v1/images/" + receipt.get("id").asText()));
        assertThat(read).isEqualTo(receipt);
    }

    @Test
    void takesOneFileOfAMultipartBodyAndWhateverTypeIsClaimed() throws Exception {
        byte[] picture = Pictures.jpeg(300, 300);
        String sha = platform.json(platform.post(CUSTOMER, "", picture))
                .at("/variants/0/sha256")
                .asText();
        HttpResponse<byte[]> multipart = platform.post(
                CUSTOMER, "", multipart("file", picture), "Content-Type", "multipart/form-data; boundary=\"b-1\"");
        HttpResponse<byte[]> form =
                platform.post(CUSTOMER, "", picture, "Content-Type", "application/x-www-form-urlencoded");
        HttpResponse<byte[]> lie = platform.post(CUSTOMER, "", picture, "Content-Type", "image/png");
        for (HttpResponse<byte[]> response : List.of(multipart, form, lie)) {
            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(platform.json(response).at("/variants/0/sha256").asText())
                    .isEqualTo(sha);
        }
        byte[] two = join(multipart("file", picture, false), multipart("file", picture));
        assertProblem(
                platform.post(CUSTOMER, "", two, "Content-Type", "multipart/form-data; boundary=b-1"),
                400,
                "malformed-request");
    }

    static Stream<Arguments> refusedPictures() {
        return Stream.of(
                Arguments.of("text named .jpg", Pictures.text(), 415, "unsupported-format"),
                Arguments.of("half a JPEG", Pictures.truncated(Pictures.jpeg(400, 300), 0.5), 422, "broken-image"),
                Arguments.of("a pixel flood", Pictures.jpegClaiming(65_500, 65_500), 422, "too-many-pixels"),
                Arguments.of("a PNG flood", Pictures.pngClaiming(65_500, 65_500), 422, "too-many-pixels"),
                Arguments.of("many frames", Pictures.animatedGif(8, 8, 1_001), 422, "too-many-frames"),
                Arguments.of("many scans", Pictures.jpegWithScans(64, 64, 101), 422, "too-many-scans"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedPictures")
    void aRefusedPictureHasAReceiptAndLiesInQuarantine(String what, byte[] body, int status, String code)
            throws Exception {
        HttpResponse<byte[]> response = platform.post(CUSTOMER, "", body);
        JsonNode problem = assertProblem(response, status, code);
        String id = problem.get("imageId").asText();
        JsonNode receipt = platform.json(platform.get(CUSTOMER, "/v1/images/" + id));
        assertThat(receipt.get("outcome").asText()).isEqualTo("rejected");
        assertThat(receipt.get("reason").asText()).isEqualTo(code);
        assertThat(receipt.at("/original/sha256").asText()).isEqualTo(Hashes.sha256(body));
        assertThat(platform.object("quarantine/" + CUSTOMER + "/" + id)).isEqualTo(body);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedPictures")
    void aRefusalIsRepeatedWordForWord(String what, byte[] body, int status, String code) throws Exception {
        String key = UUID.randomUUID().toString();
        assertRepeated(body, key);
        assertProblem(platform.post(CUSTOMER, "", body, "Idempotency-Key", key), status, code);
    }

    @Test
    void aReceiptIsRepeatedWordForWord() throws Exception {
        assertRepeated(Pictures.jpeg(120, 90), UUID.randomUUID().toString());
    }

    private static boolean isOfTheRequest(String header) {
        return header.equals("date") || header.equals("x-request-id") || header.startsWith("ratelimit");
    }

    /** The first answer again: status, headers but for those of each request, and body. */
    private static void assertRepeated(byte[] body, String key) throws Exception {
        HttpResponse<byte[]> first = platform.post(CUSTOMER, "", body, "Idempotency-Key", key);
        HttpResponse<byte[]> again = platform.post(CUSTOMER, "", body, "Idempotency-Key", key);
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.body()).asString().isEqualTo(new String(first.body(), StandardCharsets.UTF_8));
        Map<String, List<String>> headers = new HashMap<>(again.headers().map());
        assertThat(headers.remove("idempotent-replayed")).containsExactly("true");
        headers.keySet().removeIf(HttpDoorIT::isOfTheRequest);
        Map<String, List<String>> expected = new HashMap<>(first.headers().map());
        expected.keySet().removeIf(HttpDoorIT::isOfTheRequest);
        assertThat(headers).isEqualTo(expected);
    }

    @Test
    void aRefusedRequestStoresNothing() throws Exception {
        String customer = "refused-requests";
        byte[] picture = Pictures.jpeg(50, 50);
        assertProblem(platform.post(customer, "", new byte[0]), 400, "malformed-request");
        assertProblem(platform.post(customer, "?recipe=nope", picture), 400, "unknown-recipe");
        assertProblem(platform.post(customer, "", picture, "Idempotency-Key", "a b"), 400, "malformed-request");
        assertProblem(platform.post(customer, "", new byte[LIMIT + 1]), 413, "too-many-bytes");
        HttpRequest.Builder chunked = platform.request("/v1/images")
                .header("Authorization", "Bearer " + platform.key(customer))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Zeros(LIMIT + 1)));
        assertProblem(platform.send(chunked), 413, "too-many-bytes");
        assertThat(platform.receipts(customer)).isEmpty();
    }

    @Test
    void whoHasNoKeyOrAWrongOneGets401() throws Exception {
        HttpRequest.BodyPublisher picture = HttpRequest.BodyPublishers.ofByteArray(Pictures.jpeg(50, 50));
        assertProblem(platform.send(platform.request("/v1/images").POST(picture)), 401, "no-credential");
        String wrong = "dk_00000000_" + "0".repeat(32);
        for (String credential : List.of("Bearer " + wrong, "Bearer x", "Basic eDp4", "Bearer " + wrong + "0")) {
            assertProblem(
                    platform.send(platform.request("/v1/images", "Authorization", credential)
                            .POST(picture)),
                    401,
                    "bad-credential");
        }
        String changed = platform.key(CUSTOMER).substring(0, 43) + "!";
        assertProblem(
                platform.send(platform.request(
                        "/v1/images/" + made.get("id").asText(), "Authorization", "Bearer " + changed)),
                401,
                "bad-credential");
    }

    @Test
    void aKeyThatTheCommandMadeWorksAtOnce() throws Exception {
        String key = platform.command("key", "brand-new").strip();
        HttpRequest.Builder request = platform.request("/v1/images", "Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Pictures.jpeg(60, 60)));
        assertThat(platform.send(request).statusCode()).isEqualTo(201);
        String topic = platform.topic("darkroom.customers").stream()
                .filter(record -> record.value() != null) // others have erased customers
                .map(r -> new String(r.value(), StandardCharsets.UTF_8))
                .reduce("", String::concat);
        assertThat(topic).contains(key.substring(3, 11)).doesNotContain(key.substring(12));
    }

    @Test
    void somebodyElsesImageIsAsMissingAsNone() throws Exception {
        String id = made.get("id").asText();
        for (String tail : List.of("", "/web", "/nope")) {
            HttpResponse<byte[]> foreign = platform.get("stranger", "/v1/images/" + id + tail);
            HttpResponse<byte[]> missing = platform.get("stranger", "/v1/images/" + UUID.randomUUID() + tail);
            JsonNode problem = assertProblem(foreign, 404, "not-found");
            assertThat(problem.get("detail"))
                    .isEqualTo(assertProblem(missing, 404, "not-found").get("detail"));
        }
        for (String path :
                List.of("/v1/images/..%2f..%2freceipt", "/v1/images/" + id + "/web.jpg", "/v1/images/x;y=1")) {
            assertThat(platform.get(CUSTOMER, path).statusCode()).as(path).isBetween(400, 404);
        }
    }

    @Test
    void aHeaderIsNoQueryParameterAndAQueryParameterNoHeader() throws Exception {
        String key = platform.key(CUSTOMER);
        String id = made.get("id").asText();
        assertProblem(
                platform.send(platform.request("/v1/images/" + id + "?Authorization=Bearer%20" + key)),
                401,
                "no-credential");
        HttpRequest.Builder cut = platform.request("/v1/images?Content-Length=3", "recipe", "nope")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(Pictures.jpeg(70, 70))));
        assertThat(platform.send(cut).statusCode()).isEqualTo(201);
        assertThat(platform.get(CUSTOMER, "/v1/usage", "From", "me@example.com").statusCode())
                .isEqualTo(200);
    }

    @Test
    void otherMethodsAndPathsAreProblemsToo() throws Exception {
        HttpRequest.Builder put = platform.request("/v1/images").PUT(HttpRequest.BodyPublishers.ofString("a=%"));
        assertProblem(platform.send(put), 405, "method-not-allowed");
        assertProblem(platform.send(platform.request("/nothing/here")), 404, "not-found");
        HttpRequest.Builder delete = platform.request("/openapi.yaml").DELETE();
        assertProblem(platform.send(delete), 405, "method-not-allowed");
        RawHttp.Answer trace =
                RawHttp.breakOff(port(), bytes("TRACE /v1/images HTTP/1.1\r\nHost: x\r\nCookie: secret\r\n\r\n"));
        assertProblem(trace, 405, "method-not-allowed");
        assertThat(trace.body()).doesNotContain("secret");
    }

    @Test
    void theSameKeyWithAnotherBodyIs422AndWhileInWork409() throws Exception {
        byte[] large = Pictures.jpeg(4000, 3000);
        List<CompletableFuture<HttpResponse<byte[]>>> race = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            race.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return platform.post(CUSTOMER, "", large, "Idempotency-Key", "race");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        List<HttpResponse<byte[]>> answers =
                race.stream().map(CompletableFuture::join).toList();
        assertThat(answers)
                .extracting(HttpResponse::statusCode)
                .contains(201)
                .containsAnyOf(409)
                .doesNotContain(500);
        HttpResponse<byte[]> other = platform.post(CUSTOMER, "", Pictures.jpeg(90, 90), "Idempotency-Key", "race");
        assertProblem(other, 422, "idempotency-key-reused");
    }

    @Test
    void aVariantIsServedFromTheArchiveWithItsExpiry() throws Exception {
        String href = made.at("/variants/0/href").asText();
        HttpResponse<byte[]> whole = platform.get(CUSTOMER, href);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(web);
        assertThat(Hashes.sha256(whole.body()))
                .isEqualTo(made.at("/variants/0/sha256").asText());
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(whole.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(whole.headers().firstValue("Cache-Control").orElseThrow()).contains("private");
        assertThat(whole.headers().firstValue("Expires").orElseThrow()).endsWith("GMT");
        assertThat(whole.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(whole.headers().firstValue("Authorization")).isEmpty();

        HttpResponse<byte[]> known = platform.get(CUSTOMER, href, "If-None-Match", "\"x\", " + etag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();

        HttpResponse<byte[]> part = platform.get(CUSTOMER, href, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(web, 10, 20));
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 10-19/" + web.length);
        HttpResponse<byte[]> tail = platform.get(CUSTOMER, href, "Range", "bytes=-5", "If-Range", etag);
        assertThat(tail.body()).isEqualTo(java.util.Arrays.copyOfRange(web, web.length - 5, web.length));
        assertThat(platform.get(CUSTOMER, href, "Range", "bytes=5-", "If-Range", "\"old\"")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> beyond = platform.get(CUSTOMER, href, "Range", "bytes=" + web.length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + web.length);

        HttpRequest.Builder head = platform.request(href, "Authorization", "Bearer " + platform.key(CUSTOMER))
                .method("HEAD", HttpRequest.BodyPublishers.noBody());
        HttpResponse<byte[]> answer = platform.send(head);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(web.length);
        assertThat(answer.body()).isEmpty();
    }

    /** The app's own credential may do that, and so may whoever gets hold of it; the version that counts is locked. */
    @Test
    void aVariantThatIsHiddenIsStillServed() throws Exception {
        String customer = "hidden";
        JsonNode receipt = platform.json(platform.post(customer, "", Pictures.jpeg(400, 300)));
        String id = receipt.get("id").asText();
        String href = "/v1/images/" + id + "/web";
        byte[] web = platform.get(customer, href).body();
        String key = "archive/" + customer + "/" + id + "/web.jpg";

        platform.s3.deleteObject(r -> r.bucket(Platform.ARCHIVE).key(key));
        assertThat(platform.get(customer, href).body()).isEqualTo(web);
        platform.s3.putObject(r -> r.bucket(Platform.ARCHIVE).key(key), RequestBody.fromBytes(new byte[web.length]));
        assertThat(platform.get(customer, href).body()).isEqualTo(web);
        assertThat(platform.get(customer, href, "Range", "bytes=3-5").body())
                .isEqualTo(java.util.Arrays.copyOfRange(web, 3, 6));
    }

    @Test
    void aRecipeThatKeepsTheOriginalArchivesItAndHandsItOutAsAnAttachment() throws Exception {
        String customer = "printer";
        byte[] picture = Pictures.jpeg(300, 200);
        JsonNode receipt = platform.json(platform.post(customer, "?recipe=print", picture));
        String href = receipt.at("/original/href").asText();
        assertThat(href).isEqualTo("/v1/images/" + receipt.get("id").asText() + "/original");

        HttpResponse<byte[]> original = platform.get(customer, href);
        assertThat(original.body()).isEqualTo(picture);
        assertThat(original.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(original.headers().firstValue("Content-Disposition")).contains("attachment");
        assertThat(platform.get("printers-rival", href).statusCode()).isEqualTo(404);

        String key = "archive/" + customer + "/" + receipt.get("id").asText() + "/original.jpg";
        var stored = platform.admin.headObject(r -> r.bucket(Platform.ARCHIVE).key(key));
        assertThat(stored.objectLockRetainUntilDate())
                .isEqualTo(Instant.parse(receipt.get("retainUntil").asText()));
        var tags = platform.admin
                .getObjectTagging(r -> r.bucket(Platform.ARCHIVE).key(key))
                .tagSet();
        assertThat(tags).anyMatch(tag -> tag.key().equals("kind") && tag.value().equals("original"));
        assertThat(made.at("/original/href").isMissingNode())
                .as("web keeps none")
                .isTrue();
    }

    @Test
    void aVariantThatIsGoneBeforeItsTimeIsOurFaultAndNotExpired() throws Exception {
        String id = UUID.randomUUID().toString();
        platform.admin.putObject(
                r -> r.bucket(Platform.ARCHIVE).key("archive/" + CUSTOMER + "/" + id + "/receipt.json"),
                RequestBody.fromString(made.toString().replace(made.get("id").asText(), id)));
        HttpResponse<byte[]> answer = platform.get(CUSTOMER, "/v1/images/" + id + "/web");
        assertProblem(answer, 500, "processing-failed");
        assertThat(platform.json(answer).get("instance").asText()).isEqualTo("/v1/images/" + id + "/web");
        HttpRequest.Builder head = platform.request(
                        "/v1/images/" + id + "/web", "Authorization", "Bearer " + platform.key(CUSTOMER))
                .method("HEAD", HttpRequest.BodyPublishers.noBody());
        assertThat(platform.send(head).statusCode()).isEqualTo(500);
    }

    @Test
    void keysThatAreMadeAtOnceAreAllValid() throws Exception {
        String customer = "keys-at-once";
        ExecutorService people = Executors.newFixedThreadPool(4);
        try {
            List<Future<String>> keys = people.invokeAll(Collections.nCopies(8, () -> platform.newKey(customer)));
            for (Future<String> key : keys) {
                HttpRequest.Builder request = platform.request("/v1/usage", "Authorization", "Bearer " + key.get());
                await().untilAsserted(() ->
                        assertThat(platform.send(request).statusCode()).isEqualTo(200));
            }
        } finally {
            people.shutdown();
        }
    }

    @Test
    void afterTheRetentionAVariantIs410() throws Exception {
        String id = UUID.randomUUID().toString();
        String receipt = made.toString()
                .replace(made.get("id").asText(), id)
                .replace(made.get("retainUntil").asText(), "2026-01-01T00:00:00Z");
        platform.admin.putObject(
                r -> r.bucket(Platform.ARCHIVE).key("archive/" + CUSTOMER + "/" + id + "/receipt.json"),
                RequestBody.fromString(receipt));
        assertProblem(platform.get(CUSTOMER, "/v1/images/" + id + "/web"), 410, "expired");
        assertThat(platform.get(CUSTOMER, "/v1/images/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void asksForABodyOnlyWhenItMayCome() throws Exception {
        String key = "Authorization: Bearer " + platform.key(CUSTOMER) + "\r\n";
        assertThat(RawHttp.everything(port(), bytes(head("Content-Length: " + (LIMIT + 1L), key))))
                .startsWith("HTTP/1.1 413");
        assertThat(RawHttp.everything(port(), bytes(head("Content-Length: 1000", ""))))
                .startsWith("HTTP/1.1 401");
        byte[] picture = Pictures.jpeg(80, 80);
        assertThat(RawHttp.everything(port(), bytes(head("Content-Length: " + picture.length, key)), picture))
                .startsWith("HTTP/1.1 100")
                .contains("HTTP/1.1 201");
    }

    static Stream<Arguments> brokenBodies() {
        byte[] picture = Pictures.jpeg(400, 400);
        byte[] half = Pictures.truncated(picture, 0.5);
        byte[] chunk = join(bytes(Integer.toHexString(picture.length) + "\r\n"), half);
        String type = "Content-Type: multipart/form-data; boundary=b-1\r\n";
        byte[] form = Pictures.truncated(multipart("file", picture), 0.5);
        return Stream.of(
                Arguments.of("half of what was declared", "Content-Length: " + picture.length + "\r\n", half),
                Arguments.of("nothing of what was declared", "Content-Length: 7\r\n", new byte[0]),
                Arguments.of("half a chunk", "Transfer-Encoding: chunked\r\n", chunk),
                Arguments.of("a chunk without an end", "Transfer-Encoding: chunked\r\n", bytes("3\r\nabc\r\n")),
                Arguments.of("a chunk without a size", "Transfer-Encoding: chunked\r\n", bytes("size?\r\nabc")),
                Arguments.of("half a form", type + "Content-Length: " + form.length * 2 + "\r\n", form),
                Arguments.of("a form without an end", type + "Content-Length: " + form.length + "\r\n", form));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    void aBodyThatBreaksOffIsNoImage(String what, String header, byte[] body) throws Exception {
        String customer = "half-way";
        String key = "Authorization: Bearer " + platform.key(customer) + "\r\n";
        Set<Path> before = temporaryFiles();
        for (int i = 0; i < 10; i++) {
            RawHttp.Answer answer = RawHttp.breakOff(
                    port(), bytes("POST /v1/images HTTP/1.1\r\nHost: x\r\n" + key + header + "\r\n"), body);
            JsonNode problem = assertProblem(answer, 400, "malformed-request");
            assertThat(problem.get("instance").asText()).isEqualTo("/v1/images");
        }
        assertThat(platform.receipts(customer)).isEmpty();
        assertThat(temporaryFiles()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/images/a%2fb HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v1/images/a%00b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v1/images/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v1/images/a HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
                "GARBAGE\r\n\r\n"
            })
    void whatTomcatCannotReadIsAProblemToo(String request) throws Exception {
        RawHttp.Answer answer = RawHttp.breakOff(port(), bytes(request));
        assertProblem(answer, 400, "malformed-request");
        assertThat(answer.toString()).doesNotContainIgnoringCase("tomcat", "exception", "spring", "camel");
    }

    static Stream<Arguments> hostileUploads() {
        String many = "x=1&".repeat(1_001) + "recipe=nope";
        return Stream.of(
                Arguments.of("an undecodable recipe", "?recipe=%zz", "", 400, "malformed-request"),
                Arguments.of("a recipe behind a thousand others", "?" + many, "", 400, "unknown-recipe"),
                Arguments.of("two recipes", "?recipe=web&recipe=web", "", 400, "malformed-request"),
                Arguments.of("two keys", "", "Idempotency-Key: a\r\nIdempotency-Key: a\r\n", 400, "malformed-request"),
                Arguments.of(
                        "a key with a control character", "", "Idempotency-Key: a\u0001\r\n", 400, "malformed-request"),
                Arguments.of("two lengths", "", "Content-Length: 3\r\n", 400, "malformed-request"),
                Arguments.of("another expectation", "", "Expect: money\r\n", 417, "malformed-request"),
                Arguments.of("an endless boundary", "", form("b".repeat(9_000)), 400, "malformed-request"),
                Arguments.of(
                        "a form without boundary",
                        "",
                        "Content-Type: multipart/form-data\r\n",
                        400,
                        "malformed-request"));
    }

    private static String form(String boundary) {
        return "Content-Type: multipart/form-data; boundary=" + boundary + "\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileUploads")
    void aHostileUploadIsRefusedAndStoresNothing(String what, String query, String header, int status, String code)
            throws Exception {
        String customer = "hostile";
        byte[] picture = Pictures.jpeg(50, 50);
        String head =
                "POST /v1/images" + query + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + platform.key(customer)
                        + "\r\nContent-Length: " + picture.length + "\r\nConnection: close\r\n" + header + "\r\n";
        assertProblem(RawHttp.fallSilent(port(), bytes(head), picture), status, code);
        assertThat(platform.receipts(customer)).isEmpty();
    }

    @Test
    void withoutALengthNoBodyIsLookedFor() throws Exception {
        String head =
                "POST /v1/images HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + platform.key(CUSTOMER) + "\r\n\r\n";
        assertProblem(RawHttp.breakOff(port(), bytes(head)), 411, "length-required");
    }

    /** A proxy in front may go by the length: what it takes for the next request must not be one here. */
    @Test
    void chunksCountWhereThereIsALengthTooAndNothingFollows() throws Exception {
        byte[] picture = Pictures.jpeg(50, 50);
        String head = "POST /v1/images HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + platform.key(CUSTOMER)
                + "\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(picture.length)
                + "\r\n";
        byte[] hidden = bytes("\r\n0\r\n\r\nGET /v1/usage HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(RawHttp.everything(port(), bytes(head), picture, hidden))
                .startsWith("HTTP/1.1 201")
                .containsOnlyOnce("HTTP/1.1")
                .contains("Connection: close");
    }

    @Test
    void whatFollowsARefusedUploadIsAnsweredForItself() throws Exception {
        byte[] body = new byte[1_000];
        String upload = "POST /v1/images HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
        byte[] next = bytes("GET /v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        String all = RawHttp.everything(port(), bytes(upload), body, next);
        assertThat(all).startsWith("HTTP/1.1 401").contains("HTTP/1.1 404").contains("\"instance\":\"/v1/nothing\"");
    }

    @Test
    void moreHeadersThanAllowedAreAProblem() throws Exception {
        String much = "GET /v1/images/a HTTP/1.1\r\nHost: x\r\nMuch: " + "y".repeat(20_000) + "\r\n\r\n";
        assertProblem(RawHttp.breakOff(port(), bytes(much)), 400, "malformed-request");
    }

    @Test
    void whileAllMemoryIsHeldAnUploadIsToldToComeAgainAndThenItIsFree() throws Exception {
        byte[] declared = bytes("POST /v1/images HTTP/1.1\r\nHost: x\r\nContent-Length: " + LIMIT
                + "\r\nAuthorization: Bearer " + platform.key(CUSTOMER) + "\r\n\r\nslowly");
        byte[] picture = Pictures.jpeg(60, 60);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) { // twice the memory that there is for originals
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
                slow.add(socket);
                socket.getOutputStream().write(declared);
            }
            HttpResponse<byte[]> busy = await().atMost(Duration.ofSeconds(40))
                    .until(() -> platform.post(CUSTOMER, "", picture), answer -> answer.statusCode() != 201);
            assertProblem(busy, 503, "busy");
            assertThat(busy.headers().firstValue("Retry-After")).isPresent();
        } finally {
            for (Socket socket : slow) {
                socket.setSoLinger(true, 0); // hangs up in the middle
                socket.close();
            }
        }
        assertThat(platform.post(CUSTOMER, "", picture).statusCode()).isEqualTo(201);
    }

    private static String head(String length, String credential) {
        return "POST /v1/images HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n" + length + "\r\n" + credential
                + "\r\n";
    }

    private static int port() {
        return URI.create(platform.app().baseUrl()).getPort();
    }

    /** Whatever an upload would have been spooled to. */
    private static Set<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.walk(platform.app().temporary())) {
            return files.filter(Files::isRegularFile).collect(Collectors.toSet());
        }
    }

    private static JsonNode assertProblem(RawHttp.Answer answer, int status, String code) throws Exception {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
        return assertProblem(platform.json.readTree(answer.body()), status, code);
    }

    private static JsonNode assertProblem(HttpResponse<byte[]> response, int status, String code) throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(response.headers().map().keySet())
                .extracting(name -> name.toLowerCase(Locale.ROOT))
                .doesNotContain("authorization", "idempotency-key", "user-agent", "cookie");
        return assertProblem(platform.json(response), status, code);
    }

    private static JsonNode assertProblem(JsonNode problem, int status, String code) {
        assertThat(problem.fieldNames()).toIterable().contains("type", "title", "status", "detail", "instance", "code");
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        return problem;
    }

    private static byte[] multipart(String name, byte[] content) {
        return multipart(name, content, true);
    }

    private static byte[] multipart(String name, byte[] content, boolean last) {
        byte[] head = ("--b-1\r\nContent-Disposition: form-data; name=\"" + name
                        + "\"; filename=\"../../etc/x.jpg\"\r\nContent-Type: text/plain\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return join(head, content, (last ? "\r\n--b-1--\r\n" : "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** So many zeros, without their memory. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            java.util.Arrays.fill(target, offset, offset + n, (byte) 0);
            left -= n;
            return n;
        }
    }
}
