package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.intake.DeadLetters;
import darkroom.intake.Inbox;
import darkroom.intake.Notices;
import darkroom.intake.Originals;
import darkroom.intake.SqsDoor;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import imaging.BusyException;
import imaging.MemoryBudget;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class FromSqsRouteTest extends RouteTest {
    private static final String CAT = "demo/web/cat.jpg";
    private static final String UPLOAD = "demo/-/upload-00000000-0000-4000-8000-000000000001";
    private static final String DOG = "demo/web/dog.jpg";
    private static final byte[] BYTES = {1, 2, 3};

    private final MemoryBudget memory = new MemoryBudget(1 << 20, Duration.ofMillis(50)); // for one at a time
    private final SqsDoor door = new SqsDoor(
            new Notices(new ObjectMapper()),
            new Inbox(s3, INBOX, false),
            recipes,
            KNOWN::contains,
            ERASURES,
            10,
            new Originals(memory, 10));
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private Outcome outcome = Outcome.ok;

    FromSqsRouteTest() {
        super(
                List.of("from-sqs", "arrival", "arrived", "dead-arrival", "dead-notice", "errors"),
                List.of("process", "announce"),
                "from-sqs");
    }

    @Override
    Map<String, Object> beans() {
        return Map.of("sqsDoor", door, "deadLetters", new DeadLetters(262_144, meters));
    }

    @BeforeEach
    void twoPicturesLieInTheInbox() {
        s3.put(INBOX, CAT, "v1", BYTES);
        s3.put(INBOX, DOG, "v1", BYTES);
        neighbour("process").whenAnyExchangeReceived(e -> {
            s3.calls().add("processed");
            e.getMessage().setBody(Samples.receipt("sqs", outcome, null));
        });
        neighbour("announce").whenAnyExchangeReceived(e -> s3.calls().add("announced"));
    }

    @Test
    void anObjectIsLookedUpFetchedProcessedAndThenCleared() {
        Exchange exchange = receive(notice(CAT));
        assertThat(exchange.getException()).isNull();
        IntakeImage image = only(neighbour("process")).getMessage().getBody(IntakeImage.class);
        assertThat(only(neighbour("process")).getVariable("turn"))
                .as("a consumer waits for nobody's turn")
                .isNull();
        assertThat(image.bytes()).isEqualTo(BYTES);
        assertThat(image.fresh()).isTrue();
        assertThat(image.receivedAt()).hasToString("2026-11-20T10:15:30Z");
        String receipt = "GET " + ARCHIVE + "/archive/demo/" + image.id() + "/receipt.json";
        assertThat(s3.calls())
                .containsExactly(
                        receipt,
                        "HEAD " + INBOX + "/" + CAT,
                        "GET " + INBOX + "/" + CAT,
                        "processed",
                        "DELETE " + INBOX + "/" + CAT);
        assertThat(s3.keys(INBOX)).containsExactly(DOG);
    }

    @Test
    void whatHasAReceiptIsNeverFetchedButAnnouncedAndCleared() throws IOException {
        UUID id = stored(CAT);
        receive(notice(CAT));
        assertThat(s3.calls())
                .containsExactly(
                        "GET " + ARCHIVE + "/archive/demo/" + id + "/receipt.json",
                        "announced",
                        "DELETE " + INBOX + "/" + CAT);
        assertThat(neighbour("process").getReceivedCounter()).isZero();
        assertThat(only(neighbour("announce")).getMessage().getBody()).isInstanceOf(Receipt.class);
    }

    @Test
    void anOriginalThatIsGoneWithAReceiptIsDone() throws IOException {
        stored("demo/web/gone.jpg");
        Exchange exchange = receive(notice("demo/web/gone.jpg"));
        assertThat(exchange.getException()).isNull();
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(neighbour("announce").getReceivedCounter()).isEqualTo(1);
    }

    /** Found so: each sweep of a process that a picture ended had announced it once more. */
    @Test
    void aVersionThatHasFailedIsNotTriedAgainBecauseItsMessageComesAgain() throws IOException {
        UUID id = door.identify(door.read(notice(CAT)).get(0)).id();
        Receipt failure = Samples.receipt("sqs", Outcome.failed, "processing-failed");
        s3.put(ARCHIVE, "archive/demo/" + id + "/failed-1.json", "v1", Samples.json(failure));
        template.send("direct:door", e -> {
            e.getMessage()
                    .setHeader(
                            "CamelAwsSqsAttributes", Map.of(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2"));
            e.getMessage().setBody(notice(CAT));
        });
        assertThat(neighbour("process").getReceivedCounter()).isZero();
        assertThat(only(neighbour("announce")).getMessage().getBody()).isEqualTo(failure);
        assertThat(s3.keys(INBOX)).containsExactly(DOG);

        receive(notice(DOG));
        assertThat(s3.calls())
                .filteredOn(call -> call.startsWith("LIST"))
                .as("only of what came back")
                .hasSize(1);
    }

    /** Found by killing replicas: of two that had the same notice, the slower one buried an image that was done. */
    @ParameterizedTest
    @ValueSource(strings = {"receipt.json", "failed-1.json"})
    void oneThatAnotherReplicaFinishesBetweenLookUpAndFetchIsDone(String record) throws IOException {
        UUID id = door.identify(door.read(notice(CAT)).get(0)).id();
        s3.before("HEAD " + INBOX + "/" + CAT, () -> {
            s3.put(
                    ARCHIVE,
                    "archive/demo/" + id + "/" + record,
                    "v1",
                    Samples.json(Samples.receipt("sqs", outcome, null)));
            s3.remove(INBOX, CAT);
        });

        Exchange exchange = receive(notice(CAT));

        assertThat(exchange.getException()).isNull();
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(neighbour("process").getReceivedCounter()).isZero();
        assertThat(only(neighbour("announce")).getMessage().getBody()).isInstanceOf(Receipt.class);
    }

    @Test
    void oneThatIsGoneWithoutIsADeadLetter() {
        receive(notice("demo/web/gone.jpg"));
        assertThat(only(dead()).getMessage().getHeader("darkroom_reason")).isEqualTo("no-such-object");
    }

    /** Else a message about many would wait for memory that it holds itself. */
    @Test
    void eachObjectGivesItsMemoryBackBeforeTheNextIsFetched() {
        assertThat(receive(notice(CAT, DOG)).getException()).isNull();
        assertThat(neighbour("process").getReceivedCounter()).isEqualTo(2);
        memory.reserve(1 << 20);
    }

    @Test
    void oneThatFailsGivesItsMemoryBackToo() {
        neighbour("process").whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("anything");
        });
        assertThat(receive(notice(CAT)).getException()).isNotNull();
        memory.reserve(1 << 20);
    }

    @Test
    void withoutMemoryNothingIsFetchedAndTheMessageComesBack() {
        memory.reserve(1 << 20);
        assertThat(receive(notice(CAT)).getException()).hasRootCauseInstanceOf(BusyException.class);
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(s3.keys(INBOX)).contains(CAT);
        assertThat(s3.calls()).doesNotContain("GET " + INBOX + "/" + CAT);
    }

    @Test
    void oneThatIsTooLargeIsNeverRead() {
        s3.put(INBOX, CAT, "v1", new byte[11]);
        receive(notice(CAT));
        IntakeImage image = only(neighbour("process")).getMessage().getBody(IntakeImage.class);
        assertThat(image.refusal()).isEqualTo("too-many-bytes");
        assertThat(image.size()).isEqualTo(11);
        assertThat(s3.calls()).doesNotContain("GET " + INBOX + "/" + CAT);
    }

    @Test
    void ofTwoObjectsTheGoodOneIsDoneAndTheBadOneIsDeadAlone() {
        s3.put(INBOX, "nobody/web/x.jpg", "v1", BYTES);
        for (String message : List.of(notice(CAT, "nobody/web/x.jpg"), notice("nobody/web/x.jpg", DOG))) {
            assertThat(receive(message).getException()).isNull();
        }
        assertThat(neighbour("process").getReceivedCounter()).isEqualTo(2);
        assertThat(s3.keys(INBOX)).containsExactly("nobody/web/x.jpg");
        assertThat(s3.get(INBOX, "nobody/web/x.jpg").tag().value()).isEqualTo("dead");
        assertThat(dead().getReceivedCounter()).isEqualTo(2);
        for (Exchange letter : dead().getExchanges()) {
            assertThat(letter.getMessage().getHeader("darkroom_reason")).isEqualTo("unknown-customer");
            assertThat(letter.getMessage().getHeader("darkroom_detail"))
                    .asString()
                    .contains("'nobody'");
            assertThat(door.read(letter.getMessage().getBody(String.class)))
                    .extracting("key")
                    .containsExactly("nobody/web/x.jpg");
        }
    }

    @Test
    void aMessageOfOneBadObjectIsDeadAsItCame() {
        String message = notice("demo/nope/x.jpg") + " ";
        receive(message);
        assertThat(only(dead()).getMessage().getBody()).isEqualTo(message);
        assertThat(only(dead()).getMessage().getHeader("darkroom_reason")).isEqualTo("unknown-recipe");
        assertThat(meters.get("darkroom.dead.letters")
                        .tag("door", "sqs")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{}", "{\"Records\":[{}]}"})
    void whatIsNoNoticeIsDeadAsItCame(String message) {
        Exchange exchange = receive(message);
        assertThat(exchange.getException()).isNull();
        assertThat(only(dead()).getMessage().getBody()).isEqualTo(message);
        assertThat(only(dead()).getMessage().getHeader("darkroom_reason")).isEqualTo("malformed-notice");
    }

    /** With the reason it would be more than a queue takes, and come back for ever. */
    @Test
    void aMessageThatLeavesNoRoomForTheReasonIsCut() {
        String message = "\u00fc".repeat(131_072);
        receive(message);
        Exchange letter = only(dead());
        String cut = letter.getMessage().getBody(String.class);
        assertThat(message).startsWith(cut);
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSize(262_144 - 4_096);
        assertThat(letter.getMessage().getHeader("darkroom_detail")).asString().contains("262144 bytes");
    }

    @Test
    void aTestEventIsNothing() {
        assertThat(receive("{\"Event\":\"s3:TestEvent\"}").getException()).isNull();
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(s3.calls()).isEmpty();
    }

    @Test
    void aNoticeWithoutAVersionIsOfTheNewest() {
        receive(notice(CAT).replace(",\"versionId\":\"v1\"", ""));
        assertThat(neighbour("process").getReceivedCounter()).isEqualTo(1);
        assertThat(s3.keys(INBOX)).containsExactly(DOG);
    }

    /** It went with all the others, and its key is not to be kept in a dead letter. */
    @Test
    void aNoticeWithoutAVersionOfWhatAnErasureTookIsDropped() {
        Exchange exchange = receive(notice("back/web/cat.jpg").replace(",\"versionId\":\"v1\"", ""));
        assertThat(exchange.getException()).isNull();
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(neighbour("process").getReceivedCounter()).isZero();
        assertThat(s3.keys(INBOX)).contains(DOG);
    }

    @Test
    void whatIsOfAnErasedCustomerLeavesTheInboxAndNothingOfItIsKept() {
        s3.put(INBOX, "gone/web/x.jpg", "v1", BYTES);
        s3.put(INBOX, "back/web/x.jpg", "v1", BYTES);

        Exchange exchange = receive(notice("gone/web/x.jpg", CAT, "back/web/x.jpg", "back/web/long-gone.jpg"));

        assertThat(exchange.getException()).isNull();
        assertThat(s3.keys(INBOX)).containsExactly(DOG);
        assertThat(only(neighbour("process"))
                        .getMessage()
                        .getBody(IntakeImage.class)
                        .customer())
                .as("the others go on")
                .isEqualTo("demo");
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(dropped.notices).isEqualTo(3);
    }

    /** Before work, what is begun on is said so: whoever takes it back looks for that. */
    @Test
    void anUploadIsMarkedAsBegunBeforeItIsLookedAt() {
        s3.put(INBOX, UPLOAD, "v1", BYTES);
        assertThat(receive(notice(UPLOAD)).getException()).isNull();
        assertThat(s3.calls())
                .containsSubsequence(
                        "TAG " + INBOX + "/" + UPLOAD,
                        "HEAD " + INBOX + "/" + UPLOAD,
                        "GET " + INBOX + "/" + UPLOAD,
                        "processed",
                        "DELETE " + INBOX + "/" + UPLOAD);
    }

    /** Found so: it was a dead letter, which every replay brought back. */
    @Test
    void whatWasTakenBackIsNoDeadLetterAndIsNotWorkedOn() {
        s3.put(INBOX, UPLOAD, "v1", BYTES);
        s3.deleteObject(r -> r.bucket(INBOX).key(UPLOAD));
        String another = UPLOAD.replace('0', '1');
        s3.deleteObject(r -> r.bucket(INBOX).key(another));

        Exchange exchange = receive(notice(UPLOAD, another));

        assertThat(exchange.getException()).isNull();
        assertThat(neighbour("process").getReceivedCounter()).isZero();
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(s3.keys(INBOX)).as("also where the app died in between").containsExactly(CAT, DOG);
        assertThat(dropped.notices).as("of erased customers").isZero();
    }

    /** Found so: of both at once the worker buried what nobody had taken back in the end. */
    @Test
    void whereWhoTakesItBackSeesThatItIsTooLateTheWorkGoesOn() {
        s3.put(INBOX, UPLOAD, "v1", BYTES);
        s3.deleteObject(r -> r.bucket(INBOX).key(UPLOAD));
        s3.before(
                "LIST " + INBOX + "/" + UPLOAD,
                () -> s3.before(
                        "HEAD " + INBOX + "/" + UPLOAD,
                        () -> s3.deleteObject(r -> r.bucket(INBOX).key(UPLOAD).versionId("marker"))));
        receive(notice(UPLOAD));
        assertThat(neighbour("process").getReceivedCounter()).isEqualTo(1);
        assertThat(dead().getReceivedCounter()).isZero();
    }

    /** A client may send once more what it took back. */
    @Test
    void aNewerVersionOverAMarkerIsAnImage() {
        s3.deleteObject(r -> r.bucket(INBOX).key(UPLOAD));
        s3.putObject(r -> r.bucket(INBOX).key(UPLOAD), RequestBody.fromBytes(BYTES));
        receive(notice(UPLOAD));
        assertThat(neighbour("process").getReceivedCounter()).isEqualTo(1);
    }

    /** Of what was taken back and then sent again the first notice may come last. */
    @Test
    void aVersionThatWasTakenBackBeforeItWasSentAgainIsNoDeadLetter() {
        s3.deleteObject(r -> r.bucket(INBOX).key(UPLOAD));
        s3.put(INBOX, UPLOAD, "v2", BYTES); // over the marker
        receive(notice(UPLOAD));
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(s3.keys(INBOX)).contains(UPLOAD);
    }

    @Test
    void anUploadThatIsGoneWithoutAMarkerIsADeadLetter() {
        receive(notice(UPLOAD));
        assertThat(only(dead()).getMessage().getHeader("darkroom_reason")).isEqualTo("no-such-object");
    }

    @Test
    void aVersionThatIsNotThereIsNotReplacedByAnother() {
        receive(notice(CAT).replace("v1", "v0"));
        assertThat(only(dead()).getMessage().getHeader("darkroom_reason")).isEqualTo("no-such-object");
        assertThat(s3.keys(INBOX)).contains(CAT);
    }

    @Test
    void anOutageIsWaitedForSomeTriesAndThenLeavesTheMessageAndTheObjects() {
        neighbour("process").whenAnyExchangeReceived(e -> {
            throw MemoryS3.refusal(503);
        });
        Exchange exchange = receive(notice(CAT, DOG));
        assertThat(exchange.getException()).hasMessageContaining("status 503");
        assertThat(neighbour("process").getReceivedCounter())
                .as("once, and five times again; never the other object")
                .isEqualTo(6);
        assertThat(s3.keys(INBOX)).containsExactly(CAT, DOG);
        assertThat(dead().getReceivedCounter()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 503})
    void whatWorksAtTheThirdTryIsDoneWithoutLeavingItsMessage(int status) {
        AtomicInteger tries = new AtomicInteger();
        neighbour("process").whenAnyExchangeReceived(e -> {
            if (tries.incrementAndGet() < 3) {
                throw MemoryS3.refusal(status);
            }
            e.getMessage().setBody(Samples.receipt("sqs", Outcome.ok, null));
        });
        assertThat(receive(notice(CAT)).getException()).isNull();
        assertThat(tries).hasValue(3);
        assertThat(s3.keys(INBOX)).containsExactly(DOG);
        assertThat(dead().getReceivedCounter()).isZero();
    }

    @Test
    void aLetterThatCannotBeWrittenLeavesTheMessage() {
        dead().whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("no queue");
        });
        assertThat(receive("no JSON").getException()).hasMessageContaining("no queue");
        assertThat(receive(notice("nobody/web/x.jpg")).getException()).hasMessageContaining("no queue");
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void whateverBecameOfItTheVersionLeavesTheInbox(Outcome became) {
        outcome = became;
        receive(notice(CAT));
        assertThat(s3.keys(INBOX)).containsExactly(DOG);
    }

    @Test
    void noHeaderOfASenderGetsBehindTheDoorAndTheReceiptHandleStaysForTheDelete() {
        Exchange exchange = template.send("direct:door", e -> {
            e.getMessage().setHeaders(new HashMap<>(Samples.EVIL));
            e.getMessage().setHeader("CamelAwsSqsReceiptHandle", "handle");
            e.getMessage().setBody(notice(CAT));
        });
        assertThat(only(neighbour("process")).getMessage().getHeaders()).isEmpty();
        assertThat(exchange.getMessage().getHeader("CamelAwsSqsReceiptHandle")).isEqualTo("handle");
    }

    /** Its receipt, as an earlier attempt left it. */
    private UUID stored(String key) throws IOException {
        UUID id = door.identify(door.read(notice(key)).get(0)).id();
        Receipt receipt = Samples.receipt("sqs", Outcome.ok, null);
        s3.put(ARCHIVE, "archive/demo/" + id + "/receipt.json", "v1", Samples.json(receipt));
        return id;
    }

    private MockEndpoint dead() {
        return sqs.at("darkroom-inbox-dead");
    }

    private Exchange receive(String message) {
        return template.send("direct:door", e -> e.getMessage().setBody(message));
    }

    private static String notice(String... keys) {
        return Arrays.stream(keys)
                .map(key -> """
                {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"darkroom-inbox"},"object":{"key":"%s","versionId":"v1"}}}""".formatted(key))
                .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
    }
}
