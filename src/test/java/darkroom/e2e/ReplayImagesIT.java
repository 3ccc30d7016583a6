package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.chaos.proxy.HttpProxy;
import darkroom.chaos.proxy.Verdict;
import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** Time travel: what a recipe kept the originals of is made again by another. */
class ReplayImagesIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void imagesAreMadeAgainOnceHoweverOftenAndCountAsVariantsAlone() throws Exception {
        String customer = "time-traveller";
        String from = Instant.now().minusSeconds(60).toString();
        String one = platform.json(platform.post(customer, "?recipe=print", Pictures.jpeg(300, 200)))
                .get("id")
                .asText();
        platform.record(customer, "kept", Pictures.jpeg(310, 200), "ce_recipe", "print");
        String two = ImageIds.kafkaId(customer, "kept").toString();
        platform.post(customer, "", Pictures.jpeg(320, 200));
        awaitImages(customer, "3");
        Map<String, JsonNode> before = platform.receipts(customer);

        Platform.Ended dry = replay("--from", from, "--customer", customer, "--to-recipe", "avatar", "--dry-run");
        assertThat(dry.out())
                .as(dry.err())
                .contains(one, two, "2 would be made again by avatar@", "no original kept: 1");
        assertThat(platform.receipts(customer)).hasSize(3);

        String[] words = {"--from", from, "--customer", customer, "--to-recipe", "avatar"};
        CompletableFuture<Platform.Ended> other = CompletableFuture.supplyAsync(() -> replay(words));
        assertThat(replay(words).exit()).as("one of two at once").isZero();
        assertThat(other.get().exit()).as("and the other").isZero();

        Map<String, JsonNode> after = platform.receipts(customer);
        assertThat(after).hasSize(5).containsAllEntriesOf(before);
        for (String id : List.of(one, two)) {
            JsonNode made = after.get(ImageIds.replay(customer, UUID.fromString(id), recipe(after, id))
                    .toString());
            assertThat(made.get("replayOf").asText()).isEqualTo(id);
            assertThat(made.get("receivedAt")).isEqualTo(before.get(id).get("receivedAt"));
            assertThat(made.get("source")).isEqualTo(before.get(id).get("source"));
            assertThat(made.get("outcome").asText()).isEqualTo("ok");
            assertThat(platform.get(customer, made.at("/variants/0/href").asText())
                            .statusCode())
                    .isEqualTo(200);
        }
        Platform.Ended again = replay(words);
        assertThat(again.out())
                .as(again.err())
                .contains("0 ok, 0 rejected, 0 failed, 2 done before, 0 by avatar@")
                .contains("no original kept: 1");
        assertThat(platform.receipts(customer)).isEqualTo(after);

        int variants =
                after.values().stream().mapToInt(r -> r.get("variants").size()).sum();
        awaitNumbers(customer, "3\t" + variants + "\t2");
        assertThat(usage(customer, "images")).isEqualTo(3);
        assertThat(usage(customer, "variants")).isEqualTo(variants);
        assertThat(reconcile(customer).exit()).isZero();

        platform.sql("DELETE FROM darkroom.image_tallies WHERE customer_id = '" + customer + "'");
        assertThat(reconcile(customer).exit()).as("rows are missing").isEqualTo(1);
        platform.ended(Map.of(), "replay", "receipts", "--from", from, "--customer", customer);
        awaitNumbers(customer, "3\t" + variants + "\t2");
    }

    @Test
    void whoIsKilledInTheMiddleOfAnImageIsGoneOnWithAndMakesNothingTwice(@TempDir Path folder) throws Exception {
        String customer = "travels-on";
        String from = Instant.now().minusSeconds(60).toString();
        for (int i = 0; i < 3; i++) {
            platform.post(customer, "?recipe=print", Pictures.jpeg(330 + i, 200));
        }
        awaitImages(customer, "3");
        Map<String, JsonNode> before = platform.receipts(customer);
        List<String> ids = before.keySet().stream().sorted().toList();
        String[] words = {"--from", from, "--customer", customer, "--to-recipe", "avatar"};
        List<String> command = new ArrayList<>(List.of("replay", "images"));
        command.addAll(List.of(words));
        Path told = folder.resolve("told");
        CountDownLatch dead = new CountDownLatch(1);
        try (HttpProxy s3 = new HttpProxy("s3-proxy", platform.stack.s3Endpoint())) {
            AtomicInteger done = new AtomicInteger();
            Verdict hold = Verdict.then(() -> await().atMost(SOON).until(() -> dead.getCount() == 0));
            s3.rule(request -> {
                if (!request.puts("/" + Platform.ARCHIVE + "/archive/" + customer + "/")) {
                    return Verdict.PASS;
                }
                boolean sealed = request.target().endsWith("/receipt.json");
                return done.get() == 0 && (!sealed || done.incrementAndGet() > 0) ? Verdict.PASS : hold;
            });
            Process replay = platform.begun(
                    told, Map.of("DARKROOM_S3_ENDPOINT", s3.uri().toString()), command.toArray(String[]::new));
            try {
                await("one is done, and of the next one a variant is stored")
                        .atMost(SOON)
                        .until(() -> Files.readString(told).contains(" up to ") && s3.judged() > 0);
            } finally {
                replay.destroyForcibly().waitFor();
                dead.countDown();
            }
        }
        assertThat(platform.receipts(customer)).hasSize(4);
        String place = Files.readString(told).strip().replaceFirst("(?s).* up to ", "");
        assertThat(place).isEqualTo(customer + "/" + ids.get(0));

        Platform.Ended on = replay("--from", from, "--customer", customer, "--to-recipe", "avatar", "--resume", place);

        assertThat(on.out()).as(on.err()).contains("2 ok, 0 rejected, 0 failed, 0 done before");
        Map<String, JsonNode> after = platform.receipts(customer);
        assertThat(after).hasSize(6).containsAllEntriesOf(before);
        assertThat(after.values().stream()
                        .map(r -> r.path("replayOf").asText(""))
                        .filter(of -> !of.isEmpty()))
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(platform.admin
                        .listObjectVersions(r -> r.bucket(Platform.ARCHIVE).prefix("archive/" + customer + "/"))
                        .versions())
                .extracting(ObjectVersion::key)
                .as("nothing is there twice")
                .doesNotHaveDuplicates();
        int variants =
                after.values().stream().mapToInt(r -> r.get("variants").size()).sum();
        awaitNumbers(customer, "3\t" + variants + "\t3");
    }

    @Test
    void saysWhatIsWrongWithARecipeOrAPeriod() throws Exception {
        assertThat(replay("--from", "2026-01-01", "--to-recipe", "avatr").err())
                .contains("'avatr' is no recipe. Did you mean 'avatar'?");
        assertThat(replay("--from", "2026-01-01", "--to-recipe", "web@99").err())
                .contains("the recipe web is of version 1 here, not 99");
        Platform.Ended swapped = replay("--from", "2026-02-01", "--to", "2026-01-01", "--to-recipe", "web");
        assertThat(swapped.err()).contains("--from=2026-02-01T00:00:00Z is not before --to=2026-01-01T00:00:00Z");
        assertThat(swapped.exit()).isEqualTo(2);
        Platform.Ended empty = replay("--from", "2020-01-01", "--to", "2020-01-02", "--to-recipe", "web");
        assertThat(empty.out()).contains("The period holds no image that is done.");
        assertThat(empty.exit()).isZero();
    }

    /** Of the replay of an image. */
    private static String recipe(Map<String, JsonNode> receipts, String of) {
        return receipts.values().stream()
                .filter(r -> r.path("replayOf").asText().equals(of))
                .findFirst()
                .orElseThrow()
                .get("recipe")
                .asText();
    }

    private static Platform.Ended replay(String... flags) {
        List<String> words = new ArrayList<>(List.of("replay", "images"));
        words.addAll(List.of(flags));
        try {
            return platform.ended(Map.of(), words.toArray(String[]::new));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Platform.Ended reconcile(String customer) throws Exception {
        return platform.ended(Map.of("DARKROOM_RECONCILE_SETTLE_SECONDS", "0"), "reconcile", "--customer", customer);
    }

    private static long usage(String customer, String field) throws Exception {
        long sum = 0;
        for (JsonNode line : platform.json(platform.get(customer, "/v1/usage")).get("usage")) {
            sum += line.get(field).asLong();
        }
        return sum;
    }

    private static void awaitImages(String customer, String images) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(platform.sql(
                        "SELECT sum(images) FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "'"))
                .isEqualTo(images));
    }

    /** Images, variants, and images that are replays. */
    private static void awaitNumbers(String customer, String expected) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(platform.sql(
                        "SELECT sum(images), countIf(variant != ''), uniqExactIf(image_id, notEmpty(replay_of))"
                                + " FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "'"))
                .isEqualTo(expected));
    }
}
