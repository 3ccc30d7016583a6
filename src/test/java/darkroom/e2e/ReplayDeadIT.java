package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.devservices.JarCommand;
import imaging.Pictures;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Dead letters of each door: looked at, and sent back once their cause is mended. */
class ReplayDeadIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void recordsComeBackWithTheIdentityThatTheyHadOnceAndBrokenOnesAreSkipped() throws Exception {
        String customer = "late-customer";
        byte[] picture = Pictures.jpeg(100, 80);
        String from = Instant.now().minusSeconds(5).toString();
        platform.record(customer, "dead-named", picture);
        platform.record(customer, null, picture);
        platform.record(customer, "dead-empty", new byte[0]);
        ProducerRecord<String, byte[]> strange = new ProducerRecord<>("darkroom.images.dead", new byte[] {1, 2});
        platform.send(strange);
        await().atMost(SOON)
                .until(
                        () -> dead("--door", "kafka", "--from", from).out(),
                        out -> out.lines().count() >= 5);

        Platform.Ended list = dead("--door", "kafka", "--from", from);
        assertThat(list.out())
                .contains("unknown-customer")
                .contains("skipped: empty: there is no image in it")
                .contains("skipped: no darkroom_reason: Darkroom did not write it");
        assertThat(dead("--door", "kafka", "--customer", customer).out()).endsWith("3 dead letters, 2 to send\n");
        String id = list.out()
                .lines()
                .filter(line -> line.contains(" due"))
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
        assertThat(dead("--door", "kafka", "--show", id).out())
                .contains("darkroom_reason: unknown-customer")
                .contains("ff d8 ff");

        assertThat(platform.ended(Map.of(), "replay").out())
                .as("without a word more")
                .containsPattern("kafka +unknown-customer +[1-9]")
                .containsPattern("sqs +")
                .containsPattern("receipts +");

        platform.key(customer);
        assertThat(dead("--door", "kafka", "--customer", customer, "--send", "--dry-run")
                        .out())
                .contains("2 would be sent, 1 skipped");
        assertThat(platform.receipts(customer)).isEmpty();
        Platform.Ended sent = dead("--door", "kafka", "--customer", customer, "--send");
        assertThat(sent.out()).contains(" bytes  sent").doesNotContain(" due");
        assertThat(sent.err()).containsPattern("\\d+ of \\d+ \\(");
        assertThat(sent.out()).contains("2 sent, 1 skipped");
        assertThat(sent.exit()).isEqualTo(1);
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 2);
        Map<String, JsonNode> receipts = platform.receipts(customer);

        assertThat(dead("--door", "kafka", "--customer", customer, "--send").out())
                .as("what was sent is remembered")
                .contains("0 sent, 1 skipped");
        resendAll(customer);
        await().atMost(SOON).until(() -> platform.drained("darkroom-images", "darkroom.images"));
        assertThat(platform.receipts(customer)).as("and would change nothing").isEqualTo(receipts);
    }

    @Test
    void ofAPeriodNothingIsSentThatIsAsLateAsItsEnd() throws Exception {
        String customer = "late-by-parts";
        List<String> times = new ArrayList<>();
        for (String one : List.of("first", "second")) {
            platform.record(customer, one, Pictures.jpeg(104, 80));
            await().atMost(SOON).until(() -> letters(customer, "due").size() > times.size());
            times.add(letters(customer, "due").get(times.size()));
        }
        platform.key(customer);
        String to = times.get(1);

        assertThat(dead("--door", "kafka", "--customer", customer, "--to", to).out())
                .endsWith("1 dead letters, 1 to send\n");
        Platform.Ended sent = dead("--door", "kafka", "--customer", customer, "--to", to, "--send");
        assertThat(sent.out()).as(sent.err()).contains("1 sent, 0 skipped").doesNotContain(to);
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 1);
        assertThat(letters(customer, "due")).as("the other waits").containsExactly(to);
        assertThat(dead("--door", "kafka", "--customer", customer, "--from", times.get(0), "--to", to, "--send")
                        .out())
                .as("and is sent by no period that ends before it")
                .contains("0 sent, 0 skipped");

        assertThat(dead("--door", "kafka", "--customer", customer, "--from", to, "--send")
                        .out())
                .contains("1 sent, 0 skipped");
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 2);
        assertThat(letters(customer, "sent")).containsExactlyElementsOf(times);
    }

    /** When those of a customer were written that are in a state, the first one first. */
    private static List<String> letters(String customer, String state) throws Exception {
        return dead("--door", "kafka", "--customer", customer)
                .out()
                .lines()
                .filter(line -> line.endsWith(" " + state))
                .map(line -> Instant.parse(line.split(" {2,}")[3]))
                .sorted()
                .map(Instant::toString)
                .toList();
    }

    /** As a replay would that has forgotten. */
    private static void resendAll(String customer) throws Exception {
        for (var letter : platform.topic("darkroom.images.dead")) {
            if (customer.equals(Platform.header(letter, "ce_customer"))
                    && "unknown-customer".equals(Platform.header(letter, "darkroom_reason"))) {
                ProducerRecord<String, byte[]> again = new ProducerRecord<>("darkroom.images", letter.value());
                letter.headers().forEach(header -> again.headers().add(header));
                platform.send(again);
            }
        }
    }

    @Test
    void aSecondReplayOfATopicIsRefused() throws Exception {
        try (KafkaConsumer<byte[], byte[]> other = new KafkaConsumer<>(
                Map.of("bootstrap.servers", platform.stack.kafkaBrokers(), "group.id", "darkroom.images.dead.replay"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            other.subscribe(List.of("darkroom.images.dead"));
            await().atMost(SOON).until(() -> {
                other.poll(Duration.ofMillis(200));
                return !other.assignment().isEmpty();
            });

            Platform.Ended refused = dead("--door", "kafka", "--send");

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("another replay sends from darkroom.images.dead just now");
        }
    }

    @Test
    void aNoticeIsSentBackAndItsObjectBecomesAnImage() throws Exception {
        String customer = "late-sender";
        platform.drop(customer + "/web/one.jpg", Pictures.jpeg(100, 80));
        platform.announce("rubbish for the list");
        await().atMost(SOON)
                .until(
                        () -> dead("--door", "sqs").out(),
                        out -> out.contains("malformed-notice") && out.contains(customer));

        assertThat(dead("--door", "sqs", "--reason", "malformed-notice").out())
                .as("what would only come back")
                .contains("skipped: broken: The message is no S3 notice")
                .doesNotContain(" due")
                .contains(" dead letters, 0 to send");

        platform.key(customer);
        var other = CompletableFuture.supplyAsync(() -> sendOf(customer));
        Platform.Ended one = sendOf(customer);
        assertThat(one.exit()).as("two at once share them").isZero();
        assertThat(one.out()).doesNotContain(" due");
        assertThat(other.get().exit()).isZero();
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 1);
        Platform.Ended none = dead("--door", "sqs", "--customer", customer);
        assertThat(none.out()).endsWith("0 dead letters, 0 to send\n");
        assertThat(none.err())
                .as("which that of others is not")
                .containsPattern("[1-9][0-9]* more lie there, of another customer");
        Platform.Ended broken = dead("--door", "sqs", "--reason", "malformed-notice", "--send");
        assertThat(broken.exit()).isOne();
        assertThat(broken.out()).contains("0 sent, ").contains("skipped: broken");
        assertThat(dead("--door", "sqs").out())
                .as("the others are still there, for whoever looks next")
                .contains("malformed-notice");
    }

    @Test
    void whoIsStoppedShowsTheLettersOfTheInboxToOthersAgain() throws Exception {
        String queue = platform.queue("darkroom-inbox-dead");
        for (int i = 0; i < 12; i++) { // more than one request gets
            String notice = "no notice " + i;
            platform.sqs.sendMessage(r -> r.queueUrl(queue)
                    .messageBody(notice)
                    .messageAttributes(Map.of(
                            "darkroom_reason",
                            MessageAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue("stopped-looking")
                                    .build())));
        }
        Process list = JarCommand.builder(
                        platform.stack.environment(),
                        List.of("replay", "dead", "--door", "sqs", "--reason", "stopped-looking"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = list.inputReader()) {
            assertThat(out.readLine()).contains("stopped-looking");
            assertThat(hidden(queue)).as("it looks at some").isPositive();
            list.destroy();
            assertThat(list.onExit().get(30, TimeUnit.SECONDS).exitValue()).isNotZero();
        } finally {
            list.destroyForcibly();
        }
        assertThat(hidden(queue))
                .as("by themselves they would be shown after a minute")
                .isZero();
        Platform.Ended all = dead("--door", "sqs", "--reason", "stopped-looking");
        assertThat(all.out()).contains("12 dead letters, 0 to send");
        assertThat(all.err()).doesNotContain("hidden");
    }

    @Test
    void whatSomebodyElseLooksAtIsToldOf() throws Exception {
        String queue = platform.queue("darkroom-inbox-dead");
        platform.sqs.sendMessage(r -> r.queueUrl(queue).messageBody("for somebody else"));
        List<Message> taken = await().atMost(SOON)
                .until(
                        () -> platform.sqs
                                .receiveMessage(r -> r.queueUrl(queue).visibilityTimeout(60))
                                .messages(),
                        messages -> !messages.isEmpty());

        assertThat(dead("--door", "sqs", "--reason", "none-has-it").err())
                .contains("About 1 more are hidden: another replay looks at them");

        platform.sqs.changeMessageVisibility(r ->
                r.queueUrl(queue).receiptHandle(taken.get(0).receiptHandle()).visibilityTimeout(0));
    }

    private static int hidden(String queue) {
        return Integer.parseInt(platform.sqs
                .getQueueAttributes(r ->
                        r.queueUrl(queue).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    @Test
    void aReceiptIsSentBackAndBecomesRows() throws Exception {
        String customer = "late-receipt";
        String id = platform.json(platform.post(customer, "", Pictures.jpeg(100, 80)))
                .get("id")
                .asText();
        byte[] receipt = platform.object("archive/" + customer + "/" + id + "/receipt.json");
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>("darkroom.receipts.dead", id, receipt);
        letter.headers()
                .add("ce_customer", customer.getBytes(StandardCharsets.UTF_8))
                .add("darkroom_reason", "insert-refused".getBytes(StandardCharsets.UTF_8));
        platform.send(letter);
        ProducerRecord<String, byte[]> rubbish = new ProducerRecord<>("darkroom.receipts.dead", id, new byte[] {7});
        rubbish.headers()
                .add("ce_customer", customer.getBytes(StandardCharsets.UTF_8))
                .add("darkroom_reason", "malformed-receipt".getBytes(StandardCharsets.UTF_8));
        platform.send(rubbish);
        awaitImages(customer);
        platform.sql("DELETE FROM darkroom.image_tallies WHERE customer_id = '" + customer + "'");

        Platform.Ended sent = dead("--door", "receipts", "--customer", customer, "--send");

        assertThat(sent.out()).contains("1 sent, 1 skipped").contains("skipped: no receipt");
        awaitImages(customer);
    }

    private static Platform.Ended dead(String... flags) throws Exception {
        List<String> words = new ArrayList<>(List.of("replay", "dead"));
        words.addAll(List.of(flags));
        return platform.ended(Map.of(), words.toArray(String[]::new));
    }

    private static Platform.Ended sendOf(String customer) {
        try {
            return dead("--door", "sqs", "--customer", customer, "--send");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitImages(String customer) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(platform.sql(
                        "SELECT sum(images) FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "'"))
                .isEqualTo("1"));
    }
}
