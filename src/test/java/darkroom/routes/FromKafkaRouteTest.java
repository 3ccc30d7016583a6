package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.intake.DeadLetters;
import darkroom.intake.ImageIds;
import darkroom.intake.KafkaDoor;
import darkroom.intake.Places;
import darkroom.intake.TopicIds;
import darkroom.model.BadRequestException;
import darkroom.model.IntakeImage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromKafkaRouteTest extends RouteTest {
    private static final byte[] BYTES = {1, 2, 3};
    /** No UTF-8: as text it would come out as something else. */
    private static final byte[] KEY = {(byte) 0xff, 0};

    private final List<String> events = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    FromKafkaRouteTest() {
        super(List.of("from-kafka", "dead-record", "errors"), List.of("process"), "from-kafka");
    }

    @Override
    Map<String, Object> beans() {
        return Map.of(
                "kafkaDoor",
                        new KafkaDoor(
                                recipes,
                                KNOWN::contains,
                                ERASURES,
                                new TopicIds(topic -> "topic-1"),
                                new Places("secret"),
                                10,
                                Clock.systemUTC()),
                "deadLetters", new DeadLetters(262_144, meters));
    }

    @Test
    void aRecordIsProcessedAndThenCommitted() {
        neighbour("process").whenAnyExchangeReceived(e -> events.add("processed"));
        Exchange exchange = record(BYTES, Map.of("ce_id", "order-1", "ce_customer", "demo"));
        assertThat(exchange.getException()).isNull();
        assertThat(events).containsExactly("processed", "committed");
        IntakeImage image = only(neighbour("process")).getMessage().getBody(IntakeImage.class);
        assertThat(only(neighbour("process")).getVariable("turn"))
                .as("a consumer waits for nobody's turn")
                .isNull();
        assertThat(image.customer()).isEqualTo("demo");
        assertThat(image.bytes()).isEqualTo(BYTES);
    }

    @Test
    void noHeaderOfASenderGetsBehindTheDoor() {
        Map<String, Object> headers = new HashMap<>(Samples.EVIL);
        headers.put("ce_id", "order-1");
        headers.put("ce_customer", "demo");
        record(BYTES, headers);
        assertThat(only(neighbour("process")).getMessage().getHeaders()).isEmpty();
    }

    @Test
    void oneByteTooManyIsARefusalThatTakesTheUsualWay() {
        record(new byte[11], Map.of("ce_id", "order-1", "ce_customer", "demo"));
        assertThat(only(neighbour("process"))
                        .getMessage()
                        .getBody(IntakeImage.class)
                        .refusal())
                .isEqualTo("too-many-bytes");
        assertThat(events).containsExactly("committed");
        assertThat(dead().getReceivedCounter()).isZero();
    }

    @ParameterizedTest
    @CsvSource({",, no-customer", "../x,, unknown-customer", "demo, nope, unknown-recipe"})
    void whatCanNeverWorkGoesToTheDeadLettersAsItCameAndIsCommitted(String customer, String recipe, String reason) {
        dead().whenAnyExchangeReceived(e -> events.add("buried"));
        Map<String, Object> headers = new HashMap<>(Samples.EVIL);
        headers.put("ce_id", "order-1");
        headers.put("ce_customer", customer);
        headers.put("ce_recipe", recipe);
        headers.values().removeIf(v -> v == null);
        Exchange exchange = record(BYTES, headers);
        assertThat(exchange.getException()).isNull();
        assertThat(events).containsExactly("buried", "committed");
        assertThat(neighbour("process").getReceivedCounter()).isZero();
        assertThat(meters.get("darkroom.dead.letters")
                        .tag("door", "kafka")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("darkroom.dead.letters")
                        .tag("door", "sqs")
                        .counter()
                        .count())
                .isZero();

        Exchange letter = only(dead());
        assertThat(letter.getMessage().getBody()).isEqualTo(BYTES);
        assertThat(letter.getMessage().getHeaders())
                .containsEntry("darkroom_reason", reason)
                .containsEntry("darkroom_from", "darkroom.images/3/17")
                .containsEntry("ce_id", "order-1")
                .containsEntry(KafkaConstants.KEY, KEY)
                .doesNotContainKeys(Samples.EVIL.keySet().toArray(String[]::new))
                .doesNotContainKeys(KafkaConstants.MANUAL_COMMIT, KafkaConstants.TOPIC, KafkaConstants.PARTITION);
    }

    /** The door takes them in any case. */
    @Test
    void theHeadersOfADeadLetterHaveTheNamesThatItsReaderKnows() {
        record(BYTES, Map.of("CE_ID", "order-1", "Ce_Customer", "../x"));
        assertThat(List.copyOf(only(dead()).getMessage().getHeaders().keySet()))
                .contains("ce_id", "ce_customer")
                .doesNotContain("CE_ID", "Ce_Customer");
    }

    @Test
    void aRecordWithoutAnIdTakesItsPlaceAlongAndIsTheSameImageWhenItIsSentAgain() {
        record(BYTES, Map.of("ce_customer", "nobody"));
        Object place = only(dead()).getMessage().getHeader("darkroom_place");
        assertThat((String) place).startsWith("topic-1/3/17/");

        byte[] header = ((String) place).getBytes(StandardCharsets.UTF_8);
        record(BYTES, Map.of("ce_customer", "demo", "darkroom_place", header));
        assertThat(only(neighbour("process"))
                        .getMessage()
                        .getBody(IntakeImage.class)
                        .id())
                .isEqualTo(ImageIds.kafkaPlace("demo", "topic-1", 3, 17));

        record(BYTES, Map.of("ce_customer", "nobody", "darkroom_place", header));
        assertThat(dead().getExchanges().get(1).getMessage().getHeader("darkroom_place"))
                .as("still the first place")
                .isEqualTo(header);
    }

    @Test
    void aRecordOfAnErasedCustomerIsCommittedAndNothingOfItIsKept() {
        record(BYTES, Map.of("ce_id", "order-1", "ce_customer", "gone"));
        record(BYTES, Map.of("ce_id", "order-1", "ce_customer", "back"));
        record(new byte[0], Map.of("ce_customer", "gone", "ce_recipe", "none"));

        assertThat(events).containsExactly("committed", "committed", "committed");
        assertThat(neighbour("process").getReceivedCounter()).isZero();
        assertThat(dead().getReceivedCounter()).isZero();
        assertThat(dropped.records).isEqualTo(3);
    }

    @Test
    void whoHasComeBackIsACustomerForWhatIsNew() {
        record(BYTES, Map.of("ce_id", "order-1", "ce_customer", "back"), Samples.RECEIVED.toEpochMilli() + 1);
        assertThat(only(neighbour("process"))
                        .getMessage()
                        .getBody(IntakeImage.class)
                        .customer())
                .isEqualTo("back");

        record(BYTES, Map.of("ce_id", "order-1", "ce_customer", "gone"), Samples.RECEIVED.toEpochMilli() + 1);
        assertThat(dropped.records).as("who has not, is none").isOne();
    }

    @Test
    void anEmptyRecordIsDeadToo() {
        record(new byte[0], Map.of("ce_customer", "demo"));
        assertThat(only(dead()).getMessage().getHeader("darkroom_reason")).isEqualTo("empty");
        record(null, Map.of("ce_customer", "demo"));
        assertThat(dead().getReceivedCounter()).isEqualTo(2);
        assertThat(events).containsExactly("committed", "committed");
    }

    /** Behind the scrub nothing of it is left in the message; the letter is the record as it came all the same. */
    @Test
    void aRecordThatIsRefusedLateIsDeadAsItCameToo() {
        neighbour("process").whenAnyExchangeReceived(e -> {
            throw new BadRequestException("unknown-recipe", 400, "It was there a moment ago.");
        });
        record(BYTES, Map.of("ce_id", "order-1", "ce_customer", "demo"));
        assertThat(only(dead()).getMessage().getBody()).isEqualTo(BYTES);
        assertThat(only(dead()).getMessage().getHeaders())
                .containsEntry("darkroom_from", "darkroom.images/3/17")
                .containsEntry("ce_customer", "demo");
        assertThat(events).containsExactly("committed");
    }

    @Test
    void aLetterThatCannotBeWrittenIsNotCommitted() {
        dead().whenAnyExchangeReceived(e -> {
            throw new TimeoutException("no broker");
        });
        assertThat(record(BYTES, Map.of()).getException()).isInstanceOf(TimeoutException.class);
        assertThat(events).isEmpty();
    }

    /** 403: rights were taken away, and are given back. */
    @ParameterizedTest
    @ValueSource(ints = {403, 503})
    void anythingElseIsTriedAgainWhereItIsForAsLongAsItLasts(int status) {
        AtomicInteger tries = new AtomicInteger();
        neighbour("process").whenAnyExchangeReceived(e -> {
            if (tries.incrementAndGet() <= 50) {
                throw MemoryS3.refusal(status);
            }
            events.add("processed");
        });
        assertThat(record(BYTES, Map.of("ce_id", "order-1", "ce_customer", "demo"))
                        .getException())
                .isNull();
        assertThat(events).containsExactly("processed", "committed");
        assertThat(dead().getReceivedCounter()).isZero();
    }

    @Test
    void whatWaitsWhenTheAppStopsIsLeftUncommitted() {
        neighbour("process").whenAnyExchangeReceived(e -> {
            if (neighbour("process").getReceivedCounter() == 3) {
                var unused = CompletableFuture.runAsync(context::stop);
            }
            throw MemoryS3.refusal(503);
        });
        Exchange exchange = record(BYTES, Map.of("ce_id", "order-1", "ce_customer", "demo"));
        assertThat(exchange.getException()).isNotNull();
        assertThat(events).isEmpty();
    }

    @Test
    void theProducerOfDeadLettersWritesBytesAsTheyAre() throws IOException {
        List<Endpoint> producers = RouteFile.folder(Path.of("routes")).stream()
                .filter(file -> file.stem().startsWith("dead-rec"))
                .flatMap(file -> Endpoint.of(file.tree()).stream())
                .filter(endpoint -> endpoint.component().equals("kafka"))
                .toList();
        assertThat(producers).hasSize(2).allSatisfy(producer -> assertThat(producer.parameters())
                .containsEntry("keySerializer", ByteArraySerializer.class.getName())
                .containsEntry("valueSerializer", ByteArraySerializer.class.getName()));
    }

    private MockEndpoint dead() {
        return kafka.at("darkroom.images.dead");
    }

    private Exchange record(byte[] value, Map<String, Object> headers) {
        return record(value, headers, Samples.RECEIVED.toEpochMilli());
    }

    private Exchange record(byte[] value, Map<String, Object> headers, long timestamp) {
        return template.send("direct:door", e -> {
            e.getMessage().setBody(value);
            headers.forEach(e.getMessage()::setHeader);
            e.getMessage().setHeader(KafkaConstants.HEADERS, new RecordHeaders());
            e.getMessage().setHeader(KafkaConstants.KEY, KEY);
            e.getMessage().setHeader(KafkaConstants.TOPIC, "darkroom.images");
            e.getMessage().setHeader(KafkaConstants.PARTITION, 3);
            e.getMessage().setHeader(KafkaConstants.OFFSET, 17L);
            e.getMessage().setHeader(KafkaConstants.TIMESTAMP, timestamp);
            e.getMessage().setHeader(KafkaConstants.MANUAL_COMMIT, (KafkaManualCommit) () -> events.add("committed"));
        });
    }
}
