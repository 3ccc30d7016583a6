package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ClickHouse loses its rows; the archive has all that they are made of. */
class ReplayReceiptsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void theNumbersAreTheSameAfterwardsTwiceAndWhileImagesComeIn() throws Exception {
        String customer = "rebuilt";
        String from = Instant.now().minusSeconds(60).toString();
        platform.key(customer);
        for (int i = 0; i < 4; i++) {
            assertThat(platform.post(customer, "", Pictures.jpeg(100 + i, 80)).statusCode())
                    .isEqualTo(201);
        }
        platform.post(customer, "", "no picture".getBytes(StandardCharsets.UTF_8));
        platform.drop(customer + "/web/one.jpg", Pictures.jpeg(110, 80));
        failed(customer, "breaks");
        await("four, one refused, one by S3, one failed")
                .atMost(SOON)
                .until(() -> numbers(customer)
                                .lines()
                                .mapToInt(ReplayReceiptsIT::images)
                                .sum()
                        == 7);
        await("nobody announces one of them again")
                .atMost(SOON)
                .until(() -> platform.hasNoNotices() && platform.drained("darkroom-tallies", "darkroom.receipts"));
        String before = numbers(customer);
        String rows = rows(customer);

        platform.sql("DROP TABLE darkroom.image_tallies SYNC");
        assertThat(replay("--from", from, "--customer", customer, "--dry-run"))
                .contains("7 receipts would be announced again");
        assertThat(isThere() ? rows(customer) : "")
                .as("a dry run announces none of them; a sweep may have made the table again for another's")
                .isEmpty();

        assertThat(replay("--from", from)).contains("receipts are announced again");
        awaitNumbers(customer, before);
        assertThat(rows(customer)).isEqualTo(rows);

        List<UUID> live = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            platform.record("live", "while-" + i, Pictures.jpeg(90, 80 + i));
            live.add(ImageIds.kafkaId("live", "while-" + i));
        }
        replay("--from", from);
        await().atMost(SOON).until(() -> platform.receipts("live").size() == live.size());
        await().atMost(SOON).until(() -> platform.drained("darkroom-tallies", "darkroom.receipts"));
        awaitNumbers(customer, before);
        assertThat(rows(customer)).isEqualTo(rows);
    }

    @Test
    void goesOnBehindAnImage() throws Exception {
        String customer = "resumed";
        String from = Instant.now().minusSeconds(60).toString();
        for (int i = 0; i < 3; i++) {
            platform.post(customer, "", Pictures.jpeg(100 + i, 80));
        }
        List<String> ids =
                platform.receipts(customer).keySet().stream().sorted().toList();

        assertThat(replay("--from", from, "--customer", customer, "--resume", customer + "/" + ids.get(0)))
                .contains("2 receipts are announced again");
    }

    @Test
    void saysWhereToGoOnWhenKafkaDoesNotTakeThem() throws Exception {
        String customer = "resumed-later";
        platform.post(customer, "", Pictures.jpeg(100, 80));

        Platform.Ended away = platform.process(
                Map.of("DARKROOM_KAFKA_BROKERS", "127.0.0.1:1"),
                "replay",
                "receipts",
                "--from",
                Instant.now().minusSeconds(60).toString(),
                "--customer",
                customer);

        assertThat(away.exit()).isEqualTo(1);
        assertThat(away.err())
                .contains("Kafka (DARKROOM_KAFKA_BROKERS) does not answer")
                .contains("Stopped before anything was done.");
    }

    /** An image that fails, by the deadline of an app that has no time. */
    private static void failed(String customer, String ceId) throws Exception {
        platform.app().stop();
        platform.startApp(Map.of("DARKROOM_LIMITS_IMAGE_MILLIS", "1"));
        platform.record(customer, ceId, Pictures.jpeg(2000, 1500));
        await().atMost(SOON).until(() -> numbers(customer).contains("failed"));
        platform.app().stop();
        platform.startApp(Map.of());
        platform.key("live");
    }

    private static String replay(String... flags) throws Exception {
        List<String> words = new ArrayList<>(List.of("replay", "receipts"));
        words.addAll(List.of(flags));
        Platform.Ended ended = platform.ended(Map.of(), words.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.out();
    }

    private static boolean isThere() throws Exception {
        return platform.sql("EXISTS TABLE darkroom.image_tallies").strip().equals("1");
    }

    private static int images(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf('\t') + 1));
    }

    private static String numbers(String customer) throws Exception {
        return platform.sql(
                "SELECT source, outcome, reason, sum(bytes_out), count(), sum(images) FROM darkroom.bi_tallies"
                        + " WHERE customer_id = '" + customer + "' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
    }

    /** All that a row holds. */
    private static String rows(String customer) throws Exception {
        return platform.sql(
                "SELECT * FROM darkroom.image_tallies FINAL WHERE customer_id = '" + customer + "' ORDER BY tally_id");
    }

    private static void awaitNumbers(String customer, String expected) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(numbers(customer))
                .isEqualTo(expected));
    }
}
