package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.devservices.AppProcess;
import darkroom.intake.ImageIds;
import darkroom.model.Hashes;
import imaging.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The app is killed with SIGKILL while it stands still at a chosen point of a route, and started again. The point is a
 * step that waits, put into a copy of the routes: the app itself knows nothing of it.
 */
@EnabledIfSystemProperty(named = "darkroom.long", matches = "true", disabledReason = "ChaosIT kills there, too: --long")
class KillIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int IMAGES = 12;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @AfterAll
    static void theOthersNeedAnAppAgain() throws Exception {
        if (!platform.app().isAlive()) {
            platform.startApp(Map.of());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "variants-stored, archive.camel.yaml, seal",
        "receipt-stored,  process.camel.yaml, process-tell",
        "announced,       from-kafka.camel.yaml, kafka-commit",
    })
    void nothingIsLostAndNothingIsThereTwice(String point, String file, String step, @TempDir Path routes)
            throws Exception {
        String customer = "killed-" + point;
        platform.key(customer);
        platform.app().stop();
        copyWithAWaitBefore(file, step, routes);
        AppProcess app = platform.startApp(Map.of("DARKROOM_ROUTES", "file:" + routes + "/*.camel.yaml"));
        List<byte[]> pictures = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < IMAGES; i++) {
            pictures.add(Pictures.jpeg(120 + i, 90));
            platform.record(customer, "k" + i, pictures.get(i));
            ids.add(ImageIds.kafkaId(customer, "k" + i).toString());
        }
        String key = customer + "/web/large.jpg";
        String version = platform.drop(key, pictures.get(0));
        platform.announce(Platform.notice(key, version));
        ids.add(ImageIds.s3Version(customer, Platform.INBOX, key, version).toString());
        await("work stands still at the point")
                .atMost(SOON)
                .until(() -> variants(customer) > 0
                        && (point.equals("variants-stored")
                                || !platform.receipts(customer).isEmpty()));
        if (point.equals("variants-stored")) {
            assertThat(platform.receipts(customer)).isEmpty();
        }

        app.kill9();
        platform.startApp(Map.of());

        await().atMost(SOON).until(() -> platform.receipts(customer).keySet().equals(ids));
        await().atMost(SOON).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        await().atMost(SOON).until(() -> platform.inboxVersions(key) == 0);
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                        platform.sql("SELECT sum(images), count(), uniqExact(tally_id) FROM darkroom.bi_tallies"
                                + " WHERE customer_id = '" + customer + "'"))
                .isEqualTo(ids.size() + "\t" + 2 * ids.size() + "\t" + 2 * ids.size()));
        for (Map.Entry<String, JsonNode> receipt : platform.receipts(customer).entrySet()) {
            for (JsonNode variant : receipt.getValue().get("variants")) {
                byte[] stored = platform.object("archive/" + customer + "/" + receipt.getKey() + "/"
                        + variant.get("name").asText() + ".jpg");
                assertThat(Hashes.sha256(stored))
                        .isEqualTo(variant.get("sha256").asText());
            }
        }
        assertThat(variants(customer))
                .as("no version of a variant is there twice")
                .isEqualTo(2L * ids.size());
    }

    /** Versions of variants in the archive, so that one that was written twice shows. */
    private static long variants(String customer) {
        return platform
                .admin
                .listObjectVersions(r -> r.bucket(Platform.ARCHIVE).prefix("archive/" + customer + "/"))
                .versions()
                .stream()
                .filter(v -> v.key().endsWith(".jpg"))
                .count();
    }

    private static void copyWithAWaitBefore(String file, String step, Path target) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("routes"))) {
            for (Path route : all.toList()) {
                Files.copy(route, target.resolve(route.getFileName()));
            }
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(target.resolve(file)));
        int id = lines.indexOf(lines.stream()
                .filter(line -> line.strip().equals("id: " + step))
                .findFirst()
                .orElseThrow());
        String indent = lines.get(id - 1).replaceFirst("-.*", "");
        lines.add(id - 1, indent + "- delay: {id: stand-still, expression: {constant: {expression: \"600000\"}}}");
        Files.write(target.resolve(file), lines);
    }
}
