package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.model.Hashes;
import imaging.Pictures;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Images that are accepted now and done later: by {@code Prefer: respond-async}, and by a presigned request to S3. */
class LaterIT {
    private static final String ASYNC = "respond-async";
    private static final Duration SOON = Duration.ofSeconds(40);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void whatIsAcceptedSurvivesTheDeathOfTheAppAtOnce() throws Exception {
        String customer = "later-killed";
        byte[] picture = Pictures.jpeg(640, 480);
        HttpResponse<byte[]> accepted = platform.post(customer, "?recipe=avatar", picture, "Prefer", ASYNC);
        platform.app().kill9();
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.headers().firstValue("Preference-Applied")).hasValue(ASYNC);
        JsonNode waiting = platform.json(accepted);
        assertThat(waiting.get("status").asText()).isEqualTo("waiting");
        assertThat(waiting.get("recipe").asText()).isEqualTo("avatar");
        assertThat(waiting.get("bytes").asInt()).isEqualTo(picture.length);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo("/v1/images/" + waiting.get("id").asText());

        platform.startApp(Map.of());

        JsonNode receipt = receipt(customer, location);
        assertThat(receipt.get("outcome").asText()).isEqualTo("ok");
        assertThat(receipt.get("source").asText()).isEqualTo("http");
        assertThat(receipt.get("receivedAt")).isEqualTo(waiting.get("receivedAt"));
        assertThat(receipt.at("/original/sha256").asText()).isEqualTo(Hashes.sha256(picture));
        await().atMost(SOON).until(() -> platform.inboxVersions(customer + "/") == 0);
        assertThat(Instant.parse(receipt.get("receivedAt").asText()))
                .isBefore(Instant.parse(receipt.get("finishedAt").asText()));
    }

    @Test
    void whoWaitsGetsTheReceiptInOneAnswer() throws Exception {
        String customer = "later-waits";
        HttpResponse<byte[]> accepted = platform.post(customer, "", Pictures.jpeg(300, 200), "Prefer", ASYNC);
        HttpResponse<byte[]> done =
                platform.get(customer, accepted.headers().firstValue("Location").orElseThrow(), "Prefer", "wait=30");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(platform.json(done).get("outcome").asText()).isEqualTo("ok");
        assertThat(platform.get(customer, "/v1/images/" + UUID.randomUUID(), "Prefer", "wait=30")
                        .statusCode())
                .isEqualTo(404);
        assertThat(platform.get(
                                "later-other",
                                "/v1/images/" + platform.json(done).get("id").asText(),
                                "Prefer",
                                "wait=30")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRefusedPictureIsToldByItsReceipt() throws Exception {
        String customer = "later-refused";
        HttpResponse<byte[]> accepted = platform.post(customer, "", Pictures.text(), "Prefer", ASYNC);
        assertThat(accepted.statusCode()).isEqualTo(202);
        JsonNode receipt =
                receipt(customer, accepted.headers().firstValue("Location").orElseThrow());
        assertThat(receipt.get("outcome").asText()).isEqualTo("rejected");
        assertThat(receipt.get("reason").asText()).isEqualTo("unsupported-format");
    }

    @Test
    void oneIdempotencyKeyIsOneImageWhicheverAnswerIsPreferred() throws Exception {
        String customer = "later-key";
        byte[] picture = Pictures.jpeg(400, 300);
        HttpResponse<byte[]> first =
                platform.post(customer, "", picture, "Prefer", ASYNC, "Idempotency-Key", "order-1");
        HttpResponse<byte[]> again =
                platform.post(customer, "", picture, "Prefer", ASYNC, "Idempotency-Key", "order-1");
        String location = first.headers().firstValue("Location").orElseThrow();
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.statusCode()).isIn(201, 202); // by then it may be done
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(again.headers().firstValue("Location")).hasValue(location);

        HttpResponse<byte[]> other =
                platform.post(customer, "", Pictures.jpeg(40, 30), "Prefer", ASYNC, "Idempotency-Key", "order-1");
        assertThat(platform.json(other).get("code").asText()).isEqualTo("idempotency-key-reused");
        HttpResponse<byte[]> recipe =
                platform.post(customer, "?recipe=avatar", picture, "Prefer", ASYNC, "Idempotency-Key", "order-1");
        assertThat(platform.json(recipe).get("code").asText()).isEqualTo("idempotency-key-reused");

        receipt(customer, location);
        HttpResponse<byte[]> now = platform.post(customer, "", picture, "Idempotency-Key", "order-1");
        assertThat(now.statusCode()).isEqualTo(201);
        assertThat(now.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(now.headers().firstValue("Location")).hasValue(location);
        assertThat(platform.receipts(customer)).hasSize(1);
    }

    @Test
    void aPresignedRequestTakesExactlyWhatWasAskedFor() throws Exception {
        String customer = "later-presigned";
        byte[] picture = Pictures.jpeg(800, 600);
        JsonNode offer = offer(
                customer,
                201,
                "{\"bytes\": " + picture.length + ", \"recipe\": \"preview\", \"contentType\": \"image/jpeg\"}");
        assertThat(offer.get("method").asText()).isEqualTo("PUT");
        assertThat(Instant.parse(offer.get("expiresAt").asText())).isAfter(Instant.now());
        assertThat(send(offer, Arrays.copyOf(picture, picture.length - 1), "image/jpeg"))
                .isEqualTo(403);
        assertThat(send(offer, picture, "image/png")).isEqualTo(403);
        assertThat(platform.inboxVersions(customer + "/")).isZero();

        assertThat(send(offer, picture, "image/jpeg")).isEqualTo(200);

        JsonNode receipt = receipt(customer, offer.get("href").asText());
        assertThat(receipt.get("id")).isEqualTo(offer.get("imageId"));
        assertThat(receipt.get("source").asText()).isEqualTo("sqs");
        assertThat(receipt.get("recipe").asText()).startsWith("preview@");
        assertThat(receipt.at("/original/sha256").asText()).isEqualTo(Hashes.sha256(picture));
    }

    @Test
    void aLargeImageIsSentInParts() throws Exception {
        String customer = "later-parts";
        byte[] picture = noise();
        JsonNode offer = offer(customer, 201, "{\"bytes\": " + picture.length + "}");
        assertThat(offer.has("url")).isFalse();
        assertThat(offer.get("parts")).hasSizeGreaterThan(1);
        String complete = offer.get("complete").asText();
        int from = 0;
        for (JsonNode part : offer.get("parts")) {
            if (from > 0) {
                assertThat(platform.json(post(customer, complete, ""))
                                .get("detail")
                                .asText())
                        .contains("are there, in the parts [1");
            }
            int size = part.get("bytes").asInt();
            assertThat(send(part, Arrays.copyOfRange(picture, from, from + size), null))
                    .isEqualTo(200);
            from += size;
        }
        assertThat(from).isEqualTo(picture.length);
        assertThat(post("later-other", complete, "").statusCode()).isEqualTo(404);

        HttpResponse<byte[]> completed = post(customer, complete, "");

        assertThat(completed.statusCode()).isIn(200, 202);
        JsonNode receipt = receipt(customer, offer.get("href").asText());
        assertThat(receipt.at("/original/sha256").asText()).isEqualTo(Hashes.sha256(picture));
        assertThat(post(customer, complete, "").statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyOfAnotherPictureGivesNoPlaceAndWhatIsSentNonethelessIsADeadLetter() throws Exception {
        String customer = "later-reused";
        byte[] first = Pictures.jpeg(200, 100);
        byte[] second = Pictures.jpeg(210, 100);
        JsonNode offer = offer(customer, 201, "{\"bytes\": " + second.length + "}", "Idempotency-Key", "k");
        JsonNode receipt = platform.json(platform.post(customer, "", first, "Idempotency-Key", "k"));
        assertThat(receipt.get("id")).isEqualTo(offer.get("imageId"));

        for (String other : List.of(
                "{\"bytes\": " + second.length + "}",
                "{\"bytes\": " + first.length + ", \"recipe\": \"avatar\"}",
                "{\"bytes\": " + first.length + ", \"sha256\": \"" + Hashes.sha256(second) + "\"}")) {
            assertThat(offer(customer, 422, other, "Idempotency-Key", "k")
                            .get("code")
                            .asText())
                    .as(other)
                    .isEqualTo("idempotency-key-reused");
        }
        assertThat(offer(customer, 201, "{\"bytes\": " + first.length + "}", "Idempotency-Key", "k")
                        .get("imageId"))
                .as("the same picture")
                .isEqualTo(receipt.get("id"));

        assertThat(send(offer, second, null)).isEqualTo(200);
        post(customer, offer.get("complete").asText(), "");
        await("named, and kept").atMost(SOON).untilAsserted(() -> assertThat(
                        platform.ended(Map.of(), "replay", "dead", "--door", "sqs", "--customer", customer)
                                .out())
                .contains("idempotency-key-reused"));
        assertThat(platform.inboxVersions(customer + "/")).isOne();
        assertThat(receipt(customer, offer.get("href").asText())
                        .at("/original/sha256")
                        .asText())
                .isEqualTo(Hashes.sha256(first));
    }

    @Test
    void whatIsSentInOneIsWorkedOnAtOnceWhereItsSenderSaysSo() throws Exception {
        String customer = "later-said";
        byte[] picture = Pictures.jpeg(220, 100);
        JsonNode offer = offer(customer, 201, "{\"bytes\": " + picture.length + ", \"recipe\": \"avatar\"}");
        String complete = offer.get("complete").asText();
        assertThat(post(customer, complete, "").statusCode())
                .as("nothing is there")
                .isEqualTo(404);
        assertThat(send(offer, picture, null)).isEqualTo(200);
        HttpResponse<byte[]> another = post("later-other", complete, "");
        assertThat(another.statusCode()).isEqualTo(404);
        assertThat(platform.json(another).get("detail").asText()).contains("no such upload");
        assertThat(post(customer, complete, "").statusCode()).isIn(200, 202);
        assertThat(receipt(customer, offer.get("href").asText()).get("recipe").asText())
                .startsWith("avatar@");
    }

    @Test
    void whatIsTooLargeOrUnknownIsRefusedBeforeItIsSent() throws Exception {
        String customer = "later-bad";
        assertThat(offer(customer, 413, "{\"bytes\": 268435457}").get("code").asText())
                .isEqualTo("too-many-bytes");
        assertThat(offer(customer, 400, "{\"bytes\": 1, \"recipe\": \"wep\"}")
                        .get("detail")
                        .asText())
                .contains("'wep'", "web");
        assertThat(offer(customer, 400, "{\"bytes\": \"many\"}").get("detail").asText())
                .contains("The field bytes has \"many\"");
        assertThat(offer(customer, 413, "{\"recipe\": \"" + "x".repeat(17_000) + "\"}")
                        .get("code")
                        .asText())
                .isEqualTo("too-many-bytes");
    }

    @Test
    void whatIsKeptIsLockedAndWhatWasRefusedCanGo() throws Exception {
        String customer = "later-delete";
        JsonNode kept = platform.json(platform.post(customer, "", Pictures.jpeg(100, 100)));
        HttpResponse<byte[]> locked = delete(customer, id(kept));
        assertThat(locked.statusCode()).isEqualTo(409);
        assertThat(platform.json(locked).get("code").asText()).isEqualTo("locked");
        assertThat(platform.json(locked).get("detail").asText())
                .contains(kept.get("retainUntil").asText());

        String refused = platform.json(platform.post(customer, "", Pictures.text()))
                .get("imageId")
                .asText();
        String quarantine = "quarantine/" + customer + "/" + refused;
        await().atMost(SOON).until(() -> platform.exists(Platform.ARCHIVE, quarantine));
        assertThat(delete("later-other", refused).statusCode()).isEqualTo(404);
        assertThat(platform.exists(Platform.ARCHIVE, quarantine)).isTrue();
        assertThat(delete(customer, refused).statusCode()).isEqualTo(204);
        assertThat(platform.exists(Platform.ARCHIVE, quarantine)).isFalse();
        assertThat(platform.get(customer, "/v1/images/" + refused).statusCode()).isEqualTo(200);
        assertThat(delete(customer, UUID.randomUUID().toString()).statusCode()).isEqualTo(404);
    }

    /** Found so: its notices were dead letters, which every replay brought back. */
    @Test
    void whatIsTakenBackIsGoneAndItsNoticesAreNoDeadLetters() throws Exception {
        String customer = "later-taken-back";
        byte[] picture = Pictures.jpeg(90, 60);
        JsonNode offer = offer(customer, 201, "{\"bytes\": " + picture.length + "}");
        assertThat(send(offer, picture, null)).isEqualTo(200); // and nobody says so: it waits for the sweep
        String image = offer.get("imageId").asText();
        String key = customer + "/-/upload-" + image;
        String version = platform.version(key);
        assertThat(delete("later-other", image).statusCode()).isEqualTo(404);

        assertThat(delete(customer, image).statusCode()).isEqualTo(204);

        assertThat(delete(customer, image).statusCode()).isEqualTo(404);
        assertThat(platform.get(customer, "/v1/images/" + image).statusCode()).isEqualTo(404);
        platform.announce(Platform.notice(key, version));
        platform.announce(Platform.notice(key, null));
        await().atMost(SOON).until(platform::hasNoNotices);
        assertThat(platform.allDeadNotices())
                .noneMatch(message -> message.body().contains(image));

        assertThat(send(offer, picture, null)).as("sent once more after all").isEqualTo(200);
        post(customer, offer.get("complete").asText(), "");
        assertThat(receipt(customer, "/v1/images/" + image).get("outcome").asText())
                .isEqualTo("ok");
    }

    /** While they are worked on: whatever was said is so. */
    @Test
    void aDeleteTakesBackOrSaysThatItIsTooLate() throws Exception {
        String customer = "later-too-late";
        byte[] picture = Pictures.jpeg(300, 200);
        Map<String, HttpResponse<byte[]>> said = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            String image = platform.json(platform.post(customer, "", picture, "Prefer", ASYNC))
                    .get("id")
                    .asText();
            said.put(image, delete(customer, image));
        }
        await().atMost(SOON).until(platform::hasNoNotices);
        await().atMost(SOON).until(() -> platform.inboxVersions(customer + "/") == 0);
        Set<String> images = platform.receipts(customer).keySet();
        for (Map.Entry<String, HttpResponse<byte[]>> answer : said.entrySet()) {
            int status = answer.getValue().statusCode();
            assertThat(status).isIn(204, 409);
            assertThat(images.contains(answer.getKey()))
                    .as(answer.getKey() + " was answered " + status)
                    .isEqualTo(status == 409);
            if (status == 409) {
                assertThat(platform.json(answer.getValue()).get("code").asText())
                        .isIn("in-progress", "locked");
            }
        }
        assertThat(platform.allDeadNotices())
                .noneMatch(message -> message.body().contains(customer));
    }

    private static String id(JsonNode receipt) {
        return receipt.get("id").asText();
    }

    /** More than one part, which no encoder makes smaller. */
    private static byte[] noise() {
        byte[] png = Pictures.png(64, 64, false);
        byte[] random = new byte[6 << 20];
        new java.util.Random(1).nextBytes(random);
        return Pictures.withChunk(png, "ruNd", random);
    }

    private static JsonNode receipt(String customer, String location) throws Exception {
        return await().atMost(SOON)
                .until(
                        () -> {
                            HttpResponse<byte[]> answer = platform.get(customer, location, "Prefer", "wait=5");
                            assertThat(answer.statusCode()).isIn(200, 202, 404); // 404: S3 has it, the key not yet
                            return answer.statusCode() == 200 ? platform.json(answer) : null;
                        },
                        found -> found != null);
    }

    private static JsonNode offer(String customer, int status, String body, String... headers) throws Exception {
        HttpResponse<byte[]> answer = post(customer, "/v1/uploads", body, headers);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return platform.json(answer);
    }

    private static HttpResponse<byte[]> post(String customer, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                platform.request(path).header("Authorization", "Bearer " + platform.key(customer));
        return platform.send((headers.length == 0 ? request : request.headers(headers))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<byte[]> delete(String customer, String id) throws Exception {
        return platform.send(platform.request("/v1/images/" + id)
                .header("Authorization", "Bearer " + platform.key(customer))
                .DELETE());
    }

    /** As a client does that knows nothing of S3. */
    private static int send(JsonNode offer, byte[] bytes, String type) throws Exception {
        HttpRequest.Builder put = HttpRequest.newBuilder(
                        URI.create(offer.get("url").asText()))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        offer.get("headers")
                .properties()
                .forEach(h -> put.setHeader(
                        h.getKey(),
                        type != null && h.getKey().equalsIgnoreCase("content-type")
                                ? type
                                : h.getValue().asText()));
        return platform.send(put).statusCode();
    }
}
