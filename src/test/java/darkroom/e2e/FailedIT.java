package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.intake.ImageIds;
import imaging.Pictures;
import imaging.step.StepPackage;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work on one image fails for a reason of ours: a deadline that no work can keep, or code of a company that is wrong. */
class FailedIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Platform platform;
    private static boolean sound;

    /** With {@link HostileSteps}, and a recipe for each: {@code throwing}, {@code hanging}, {@code nothing}. */
    @TempDir
    private static Path company;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.engines();
        Path services = Files.createDirectories(company.resolve("META-INF/services"));
        Files.writeString(services.resolve(StepPackage.class.getName()), HostileSteps.class.getName());
        Path recipes = Files.createDirectories(company.resolve("recipes"));
        Files.copy(Path.of("processors/recipes/web.yaml"), recipes.resolve("web.yaml"));
        for (String name : HostileSteps.NAMES) {
            Files.writeString(
                    recipes.resolve(name + ".yaml"),
                    "version: 1\nsteps: [orient]\nvariants: {one: {fit: 99x99, format: png, steps: [hostile-" + name
                            + "]}}\n");
        }
    }

    /** One start for both tests. */
    private static void soundApp() throws Exception {
        if (!sound) {
            platform.stopApp();
            platform.startApp(
                    Map.of(
                            "DARKROOM_LIMITS_IMAGE_MILLIS",
                            "5000",
                            "DARKROOM_RECIPES",
                            company.resolve("recipes").toString()),
                    List.of(Path.of("target/test-classes"), company));
            sound = true;
        }
    }

    @Test
    void aFailedImageIsKeptAndCountedApartAndMayTurnIntoOkUnderItsOwnId() throws Exception {
        String customer = "unlucky";
        byte[] picture = Pictures.jpeg(2000, 1500);
        platform.stopApp();
        sound = false;
        platform.startApp(Map.of("DARKROOM_LIMITS_IMAGE_MILLIS", "1"));

        HttpResponse<byte[]> response = platform.post(customer, "", picture, "Idempotency-Key", "again");
        platform.record(customer, "over-kafka", picture);

        assertThat(response.statusCode()).isEqualTo(500);
        JsonNode problem = platform.json(response);
        assertThat(problem.get("code").asText()).isEqualTo("processing-failed");
        String id = problem.get("imageId").asText();
        assertThat(id).isEqualTo(ImageIds.httpKey(customer, "again").toString());
        assertThat(platform.exists(Platform.ARCHIVE, "archive/" + customer + "/" + id + "/failed-1.json"))
                .isTrue();
        assertThat(platform.exists(Platform.ARCHIVE, "archive/" + customer + "/" + id + "/receipt.json"))
                .isFalse();
        assertThat(platform.object("quarantine/" + customer + "/" + id)).isEqualTo(picture);
        JsonNode failure = platform.json(platform.get(customer, "/v1/images/" + id));
        assertThat(failure.get("outcome").asText()).isEqualTo("failed");
        await("the next image goes on, its offset too")
                .atMost(SOON)
                .until(() -> platform.drained("darkroom-images", "darkroom.images"));
        awaitRows(customer, "failed\t2");

        soundApp();
        HttpResponse<byte[]> again = platform.post(customer, "", picture, "Idempotency-Key", "again");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(platform.json(again).get("id").asText()).isEqualTo(id);
        assertThat(platform.json(again).get("receivedAt")).isEqualTo(failure.get("receivedAt"));
        awaitRows(customer, "failed\t1\nok\t1");
    }

    @Test
    void aCompanysStepThatThrowsHangsOrReturnsNothingFailsItsImageByItsNameAndTheNextGoesOn() throws Exception {
        String customer = "hostile-steps";
        byte[] picture = Pictures.jpeg(300, 200);
        soundApp();

        for (String name : HostileSteps.NAMES) {
            HttpResponse<byte[]> response = platform.post(customer, "?recipe=" + name, picture);
            assertThat(response.statusCode()).as(name).isEqualTo(500);
            JsonNode problem = platform.json(response);
            assertThat(problem.get("code").asText()).isEqualTo("processing-failed");
            assertThat(problem.get("detail").asText())
                    .startsWith("The step 'hostile-" + name + "' ")
                    .doesNotContain("secret");
            String id = problem.get("imageId").asText();
            String failure = "archive/" + customer + "/" + id + "/failed-1.json";
            assertThat(platform.admin
                            .headObject(r -> r.bucket(Platform.ARCHIVE).key(failure))
                            .metadata()
                            .get("detail"))
                    .contains("hostile-" + name);
            assertThat(platform.post(customer, "", picture).statusCode())
                    .as("the next image")
                    .isEqualTo(201);
        }

        platform.post(customer, "?recipe=hanging", picture);
        long begun = System.nanoTime();
        JsonNode refused = platform.json(platform.post(customer, "?recipe=hanging", picture));
        assertThat(refused.get("detail").asText()).contains("'hostile-hanging' is not run: 2 of its threads are stuck");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        platform.record(customer, "over-kafka-too", picture, "ce_recipe", "hanging");
        await("the next record goes on")
                .atMost(SOON)
                .until(() -> platform.drained("darkroom-images", "darkroom.images"));
        awaitRows(customer, "failed\t6\nok\t3");
    }

    private static void awaitRows(String customer, String expected) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                        platform.sql("SELECT outcome, sum(images) FROM darkroom.bi_tallies WHERE customer_id = '"
                                + customer + "' GROUP BY outcome ORDER BY outcome"))
                .isEqualTo(expected));
    }
}
