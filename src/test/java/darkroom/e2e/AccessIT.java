package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.RawHttp;
import darkroom.access.Scope;
import darkroom.model.Hashes;
import imaging.Pictures;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may do what, and how often, against the real app. */
class AccessIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.engines();
        platform.stopApp();
        platform.startApp(Map.of("SPRING_APPLICATION_JSON", """
                {"darkroom": {
                  "downloads": {"redirect": true},
                  "http": {"cors-origins": ["https://app.example.com"]},
                  "quotas": {"look-millis": 300, "customers": {
                  "access-hasty": {"requests-per-second": 1, "burst": 3},
                  "access-linked": {"requests-per-second": 1, "burst": 4},
                  "access-small": {"images-a-month": 2}}}}}"""));
    }

    @Test
    void aCredentialDoesWhatItsScopesSay() throws Exception {
        String customer = "access-scopes";
        String id = platform.json(platform.post(customer, "", Pictures.jpeg(60, 40)))
                .get("id")
                .asText();
        Map<Scope, Set<String>> allowed = new HashMap<>();
        for (Scope scope : Scope.values()) {
            String key = platform.stack.keyring().make(customer, Set.of(scope), null);
            await().atMost(SOON).until(() -> status(key, "GET", "/v1/usage") != 401);
            for (String call : List.of(
                    "POST /v1/images",
                    "POST /v1/uploads",
                    "GET /v1/images/" + id,
                    "HEAD /v1/images/" + id,
                    "GET /v1/images/" + id + "/web",
                    "GET /v1/usage",
                    "DELETE /v1/images/" + id)) {
                String[] words = call.split(" ");
                if (status(key, words[0], words[1]) != 403) {
                    allowed.merge(scope, Set.of(call.replace(id, "ID")), AccessIT::both);
                }
            }
        }
        assertThat(allowed)
                .isEqualTo(Map.of(
                        Scope.upload, Set.of("POST /v1/images", "POST /v1/uploads"),
                        Scope.read, Set.of("GET /v1/images/ID", "HEAD /v1/images/ID", "GET /v1/images/ID/web"),
                        Scope.usage, Set.of("GET /v1/usage"),
                        Scope.admin, Set.of("DELETE /v1/images/ID")));
    }

    private static Set<String> both(Set<String> some, Set<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static int status(String key, String method, String path) throws Exception {
        return platform.send(platform.request(path, "Authorization", "Bearer " + key)
                        .method(method, HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    /** Three customers, each verb, each other's images, and one that there never was: all the same answer. */
    @Test
    void foreignIsMissingForEveryVerb() throws Exception {
        List<String> customers = List.of("access-t1", "access-t2", "access-t3");
        Map<String, String> images = new HashMap<>();
        for (String customer : customers) {
            images.put(
                    customer,
                    platform.json(platform.post(customer, "", Pictures.jpeg(50, 40 + images.size())))
                            .get("id")
                            .asText());
        }
        for (String asking : customers) {
            for (String owner : customers) {
                for (String verb : List.of("GET", "HEAD", "DELETE")) {
                    for (String tail :
                            verb.equals("DELETE") ? List.of("") : List.of("", "/web", "/thumb", "/original")) {
                        HttpResponse<byte[]> answer = ask(asking, verb, images.get(owner) + tail);
                        if (asking.equals(owner)) {
                            continue; // its own: deleted when its turn comes, or locked
                        }
                        String none = UUID.randomUUID().toString();
                        HttpResponse<byte[]> missing = ask(asking, verb, none + tail);
                        String what = asking + " " + verb + " " + owner + tail;
                        assertThat(answer.statusCode()).as(what).isEqualTo(404);
                        assertThat(missing.statusCode()).as(what).isEqualTo(404);
                        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                                .as(what)
                                .isEqualTo(new String(missing.body(), StandardCharsets.UTF_8)
                                        .replace(none, images.get(owner)));
                        assertThat(names(answer)).as(what).isEqualTo(names(missing));
                    }
                }
            }
        }
        for (String customer : customers) {
            assertThat(platform.get(customer, "/v1/images/" + images.get(customer))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static HttpResponse<byte[]> ask(String customer, String verb, String path) throws Exception {
        return platform.send(platform.request("/v1/images/" + path, "Authorization", "Bearer " + platform.key(customer))
                .method(verb, HttpRequest.BodyPublishers.noBody()));
    }

    /** Without what tells when the server ends a connection. */
    private static Set<String> names(HttpResponse<?> answer) {
        Set<String> names = new TreeSet<>(answer.headers().map().keySet());
        names.removeAll(Set.of("connection", "keep-alive"));
        return names;
    }

    @Test
    void whoIsHastyIsToldToComeAgainAndOthersAreNot() throws Exception {
        String path = "/v1/images/" + UUID.randomUUID();
        HttpResponse<byte[]> refused = null;
        for (int i = 0; i < 20 && refused == null; i++) {
            HttpResponse<byte[]> answer = platform.get("access-hasty", path);
            assertThat(answer.headers().firstValue("RateLimit-Policy")).hasValue("\"requests\";q=3;w=3");
            assertThat(answer.headers().firstValue("RateLimit-Limit")).hasValue("3");
            assertThat(answer.headers().firstValue("RateLimit")).isPresent();
            if (answer.statusCode() == 429) {
                refused = answer;
            } else {
                assertThat(answer.statusCode()).isEqualTo(404);
            }
        }
        assertThat(refused).isNotNull();
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.headers().firstValue("RateLimit-Remaining")).hasValue("0");
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = platform.json(refused);
        assertThat(problem.get("code").asText()).isEqualTo("rate-limited");
        assertThat(problem.get("instance").asText()).isEqualTo(path);
        assertThat(platform.get("access-calm", path).statusCode()).isEqualTo(404);
    }

    /** Whoever opens it: a link has no key that could be limited. */
    @Test
    void aSharedLinkHasTheLimitsOfItsCustomerAndTellsNothingOfThem() throws Exception {
        String link = link("access-linked");
        String another = link("access-calm");
        HttpResponse<byte[]> refused = null;
        for (int i = 0; i < 20 && refused == null; i++) {
            HttpResponse<byte[]> answer = platform.send(platform.request(link));
            assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy", "ratelimit-limit");
            refused = answer.statusCode() == 429 ? answer : null;
        }
        assertThat(refused).isNotNull();
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(platform.json(refused).get("code").asText()).isEqualTo("rate-limited");
        assertThat(platform.json(refused).get("detail").asText()).doesNotContainPattern("\\d");
        assertThat(platform.send(platform.request(another)).statusCode()).isLessThan(400);
    }

    private static String link(String customer) throws Exception {
        JsonNode receipt = platform.json(platform.post(customer, "", Pictures.jpeg(90, 70)));
        return platform.json(share(customer, receipt.at("/variants/1/href").asText(), ""))
                .get("url")
                .asText();
    }

    @Test
    void aQuotaThatIsUsedUpRefusesUploadsAndNothingElse() throws Exception {
        String customer = "access-small";
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> made =
                    platform.post(customer, "", Pictures.jpeg(60, 50 + i), "Idempotency-Key", "small-" + i);
            assertThat(made.statusCode()).isEqualTo(201);
            ids.add(platform.json(made).get("id").asText());
        }
        await().atMost(SOON)
                .until(() -> platform.post(customer, "", new byte[0]).statusCode() == 429);
        HttpResponse<byte[]> refused = platform.post(customer, "", Pictures.jpeg(60, 60));
        assertThat(refused.statusCode()).isEqualTo(429);
        JsonNode problem = platform.json(refused);
        assertThat(problem.get("code").asText()).isEqualTo("quota-used-up");
        assertThat(problem.get("detail").asText()).contains("2 of 2 images of this month");
        assertThat(Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isPositive();
        assertThat(platform.get(customer, "/v1/images/" + ids.get(1)).statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> again = platform.post(customer, "", Pictures.jpeg(60, 51), "Idempotency-Key", "small-1");
        assertThat(again.statusCode()).as("an answer that got lost").isEqualTo(201);
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        HttpResponse<byte[]> more = platform.post(customer, "", Pictures.jpeg(60, 60), "Idempotency-Key", "small-2");
        assertThat(platform.json(more).get("code").asText()).isEqualTo("quota-used-up");
        assertThat(more.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aSharedLinkOpensOneVariantWithoutAKeyAndNothingElse() throws Exception {
        String customer = "access-shares";
        JsonNode receipt = platform.json(platform.post(customer, "", Pictures.jpeg(90, 70)));
        String href = receipt.at("/variants/1/href").asText();
        HttpResponse<byte[]> made = share(customer, href, "{\"expiresSeconds\": 60}");
        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode link = platform.json(made);
        assertThat(Instant.parse(link.get("expiresAt").asText()))
                .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(60));
        String url = link.get("url").asText();
        assertThat(made.headers().firstValue("Location")).hasValue(url);
        assertThat(url).startsWith("/v1/shared/").doesNotContain(customer);

        // S3 would tell whose it is, in its URL and in its headers
        HttpResponse<byte[]> opened = platform.send(platform.request(url + "?download=summer.jpg"));
        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(Hashes.sha256(opened.body()))
                .isEqualTo(receipt.at("/variants/1/sha256").asText());
        assertThat(opened.headers().map().toString()).contains("summer.jpg").doesNotContain(customer, "x-amz");
        assertThat(Long.parseLong(opened.headers()
                        .firstValue("Cache-Control")
                        .orElseThrow()
                        .replaceAll("\\D", "")))
                .isLessThanOrEqualTo(60);
        assertThat(opened.headers().firstValue("Expires"))
                .hasValue(DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                        .format(Instant.parse(link.get("expiresAt").asText()).atOffset(ZoneOffset.UTC)));
        assertThat(platform.send(platform.request(url, "Range", "bytes=0-9")).body())
                .hasSize(10);

        char last = url.charAt(url.length() - 1);
        for (String forged : List.of(
                url.substring(0, url.length() - 1) + (last == 'A' ? 'B' : 'A'),
                url.substring(0, 30),
                "/v1/shared/x",
                "/v1/shared/" + customer)) {
            assertThat(platform.send(platform.request(forged)).statusCode())
                    .as(forged)
                    .isEqualTo(404);
        }
        assertThat(share(customer, href, "{}").statusCode())
                .as("as without a body")
                .isEqualTo(201);
        assertThat(share("access-stranger", href, "").statusCode()).isEqualTo(404);
        assertThat(share(customer, href + "x", "").statusCode()).isEqualTo(404);
        for (String wrong : List.of("[]", "no", "{\"expiresSeconds\": 0}", "{\"expiresSeconds\": 99999999}")) {
            assertThat(platform.json(share(customer, href, wrong)).get("detail").asText())
                    .as(wrong)
                    .contains("expiresSeconds");
        }
    }

    @Test
    void whatHasAKeyIsFetchedFromS3Itself() throws Exception {
        JsonNode receipt = platform.json(platform.post("access-shares", "", Pictures.jpeg(80, 70)));
        String href = receipt.at("/variants/1/href").asText();
        HttpResponse<byte[]> elsewhere = platform.get("access-shares", href + "?download=../summer%20%C3%BC.jpg");
        assertThat(elsewhere.statusCode()).isEqualTo(302);
        assertThat(elsewhere.headers().firstValue("Cache-Control")).hasValue("no-store");
        HttpResponse<byte[]> bytes = platform.send(HttpRequest.newBuilder(
                URI.create(elsewhere.headers().firstValue("Location").orElseThrow())));
        assertThat(bytes.statusCode()).isEqualTo(200);
        assertThat(Hashes.sha256(bytes.body()))
                .isEqualTo(receipt.at("/variants/1/sha256").asText());
        assertThat(bytes.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("attachment", "filename*=UTF-8''.._summer%20%C3%BC.jpg");
    }

    private static HttpResponse<byte[]> share(String customer, String href, String body) throws Exception {
        return platform.send(platform.request(href + "/share", "Authorization", "Bearer " + platform.key(customer))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void pagesOfNamedOriginsMayCallAndOthersMayNot() throws Exception {
        for (String origin : List.of("https://app.example.com", "https://evil.example.com")) {
            RawHttp.Answer preflight = RawHttp.breakOff(
                    URI.create(platform.app().baseUrl()).getPort(),
                    ("OPTIONS /v1/images HTTP/1.1\r\nHost: x\r\nOrigin: " + origin
                                    + "\r\nAccess-Control-Request-Method: POST\r\n"
                                    + "Access-Control-Request-Headers: authorization,idempotency-key\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(preflight.status()).isEqualTo(200);
            assertThat(preflight.body()).isEmpty();
            assertThat(preflight.headers().entrySet())
                    .filteredOn(header -> header.getKey().equalsIgnoreCase("Access-Control-Allow-Origin"))
                    .hasSize(origin.contains("evil") ? 0 : 1);
        }
        // the app's own, behind a proxy that ends TLS
        RawHttp.Answer own = RawHttp.breakOff(
                URI.create(platform.app().baseUrl()).getPort(),
                ("GET /v1/recipes HTTP/1.1\r\nHost: d.example.com\r\nOrigin: https://d.example.com\r\nAuthorization: Bearer "
                                + platform.key("access-calm") + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }
}
