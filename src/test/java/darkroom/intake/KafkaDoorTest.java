package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.BadRequestException;
import darkroom.model.Erasures;
import darkroom.model.IntakeImage;
import imaging.Recipes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaDoorTest {
    private static final Instant SENT = Instant.parse("2026-11-20T10:15:30.123Z");
    private static final Instant STARTED = SENT.minusSeconds(60);
    private static final byte[] BYTES = {1, 2, 3};
    private static final Headers ONCE = new RecordHeaders().add("ce_id", BYTES).add("ce_customer", BYTES);

    private final List<String> asked = new ArrayList<>();
    private String topicId = "topic-1";
    private final TopicIds topicIds = new TopicIds(topic -> {
        asked.add(topic);
        return topicId;
    });
    private byte[] place;
    private final KafkaDoor door = new KafkaDoor(
            Recipes.load(Path.of("processors/recipes")),
            "demo"::equals,
            Erasures.NONE,
            topicIds,
            new Places("secret"),
            10,
            Clock.fixed(STARTED, ZoneOffset.UTC));

    @Test
    void aRecordBecomesAnImageThatIsDatedByTheBroker() {
        IntakeImage image = accept(BYTES, "order-1", "demo", "web");
        assertThat(image.source()).isEqualTo("kafka");
        assertThat(image.customer()).isEqualTo("demo");
        assertThat(image.recipe()).isEqualTo("web");
        assertThat(image.receivedAt()).isEqualTo(SENT);
        assertThat(image.bytes()).isSameAs(BYTES);
        assertThat(image.fresh()).isFalse();
        assertThat(image.refusal()).isNull();
    }

    @Test
    void aRecordThatNamesItselfKeepsItsIdWhereverItLies() {
        IntakeImage here = accept(BYTES, "order-1", "demo", null, "images", 0, 1, SENT.toEpochMilli());
        IntakeImage there = accept(BYTES, "order-1", "demo", null, "images", 5, 77, SENT.toEpochMilli());
        assertThat(here.id()).isEqualTo(there.id()).isEqualTo(ImageIds.kafkaId("demo", "order-1"));
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @NullAndEmptySource
    void aRecordThatDoesNotIsNamedByItsPlace(String ceId) {
        IntakeImage image = accept(BYTES, ceId, "demo", null, "images", 3, 17, SENT.toEpochMilli());
        assertThat(image.id()).isEqualTo(ImageIds.kafkaPlace("demo", "topic-1", 3, 17));
    }

    @Test
    void theBrokerIsNotAskedForEachRecord() {
        for (int offset = 0; offset < 100; offset++) {
            accept(BYTES, null, "demo", null, "images", 0, offset, SENT.toEpochMilli());
        }
        assertThat(asked).containsExactly("images");
    }

    @Test
    void aTopicThatIsMadeAnewGivesItsRecordsOtherIds() {
        IntakeImage before = accept(BYTES, null, "demo", null, "images", 0, 0, SENT.toEpochMilli());
        topicId = "topic-2";
        IntakeImage after = accept(BYTES, null, "demo", null, "images", 0, 0, SENT.toEpochMilli());
        assertThat(after.id()).isNotEqualTo(before.id()).isEqualTo(ImageIds.kafkaPlace("demo", "topic-2", 0, 0));
    }

    @Test
    void aRecordThatIsReadAgainHasTheSameId() {
        IntakeImage first = accept(BYTES, null, "demo", null, "images", 0, 5, SENT.toEpochMilli());
        IntakeImage again = accept(BYTES, null, "demo", null, "images", 0, 5, SENT.toEpochMilli());
        assertThat(again.id()).isEqualTo(first.id());
    }

    @Test
    void theNextRecordWasNeverBegunOn() {
        seen(0, 5, SENT);
        assertThat(seen(0, 6, SENT)).isEqualTo(Seen.never);
        assertThat(seen(0, 8, SENT)).as("behind the end of a transaction").isEqualTo(Seen.never);
    }

    @Test
    void theFirstOfAPartitionMayHaveBeen() {
        assertThat(seen(0, 5, SENT)).isEqualTo(Seen.perhaps);
        assertThat(seen(1, 6, SENT)).isEqualTo(Seen.perhaps);
        assertThat(seen(2, 7, STARTED.minusMillis(1))).isEqualTo(Seen.before);
    }

    @Test
    void oneThatIsReadAgainWas() {
        seen(0, 5, SENT);
        assertThat(seen(0, 5, SENT)).isEqualTo(Seen.before);
        assertThat(seen(0, 3, SENT)).isEqualTo(Seen.before);
        assertThat(seen(0, 4, SENT)).isEqualTo(Seen.never);
    }

    @Test
    void oneBehindAGapThatAnotherReaderMayHaveLeftMayHaveBeen() {
        seen(0, 5, SENT);
        assertThat(seen(0, 9, SENT)).isEqualTo(Seen.perhaps);
    }

    private Seen seen(int partition, long offset, Instant sent) {
        return door.seen("images", partition, offset, sent.toEpochMilli());
    }

    @Test
    void exactlyTheLimitPasses() {
        assertThat(accept(new byte[10], "a", "demo", null).refusal()).isNull();
    }

    @Test
    void oneByteMoreIsARefusalAndNoException() {
        IntakeImage image = accept(new byte[11], "a", "demo", null);
        assertThat(image.refusal()).isEqualTo("too-many-bytes");
        assertThat(image.size()).isEqualTo(11);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void aMissingRecipeIsTheDefault(String recipe) {
        assertThat(accept(BYTES, "a", "demo", recipe).recipe()).isEqualTo("web");
    }

    @ParameterizedTest
    @NullAndEmptySource
    void withoutACustomerItIsNobodys(String customer) {
        refused("no-customer", BYTES, customer, "web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"somebody", "../x", "DEMO", "demo "})
    void whoIsNotKnownIsNoCustomer(String customer) {
        refused("unknown-customer", BYTES, customer, "web");
    }

    @Test
    void whatThereIsNoRecipeForIsRefused() {
        refused("unknown-recipe", BYTES, "demo", "nope");
    }

    /** Read with a replacement character for each of them, they would all be the same identity. */
    @Test
    void bytesThatAreNoTextAreNoIdentity() {
        byte[] none = {(byte) 0xff, (byte) 0xfe};
        byte[] demo = bytes("demo");
        assertThatThrownBy(() -> door.accept(BYTES, none, demo, null, null, ONCE, "images", 0, 0, 0))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("malformed-header"))
                .hasMessageContaining("ce_id");
        assertThatThrownBy(() -> door.accept(BYTES, demo, none, null, null, ONCE, "images", 0, 0, 0))
                .hasMessageContaining("ce_customer");
        assertThatThrownBy(() -> door.accept(BYTES, demo, demo, none, null, ONCE, "images", 0, 0, 0))
                .hasMessageContaining("ce_recipe");
    }

    @ParameterizedTest
    @CsvSource({"ce_id, ce_id", "ce_customer, ce_customer", "ce_recipe, ce_recipe", "ce_id, CE_Id"})
    void aHeaderThatComesTwiceSaysNothing(String first, String second) {
        byte[] demo = bytes("demo");
        Headers twice =
                new RecordHeaders().add("ce_time", demo).add(first, demo).add(second, demo);
        assertThatThrownBy(() -> door.accept(BYTES, demo, demo, null, null, twice, "images", 0, 0, 0))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("malformed-header"))
                .hasMessage("The header " + first + " is there twice. Send it once.");
        Headers others = new RecordHeaders().add("ce_time", demo).add("ce_time", demo);
        assertThat(door.accept(BYTES, demo, demo, null, null, others, "images", 0, 0, 0)
                        .customer())
                .isEqualTo("demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\u0000b", "\n", "../x", "\ud83d\udcf7"})
    void anyTextIsAnIdentity(String ceId) {
        assertThat(accept(BYTES, ceId, "demo", null).id()).isEqualTo(ImageIds.kafkaId("demo", ceId));
    }

    @Test
    void aRecordWithoutAValueIsEmpty() {
        refused("empty", null, "demo", "web");
        refused("empty", new byte[0], "demo", "web");
    }

    @Test
    void aDeadLetterThatComesBackIsTheImageOfItsFirstPlace() {
        place = bytes(door.place(BYTES, null, null, "images", 3, 17));
        assertThat(accept(BYTES, null, "demo", null, "images", 5, 99, SENT.toEpochMilli())
                        .id())
                .isEqualTo(ImageIds.kafkaPlace("demo", "topic-1", 3, 17));
        assertThat(door.place(BYTES, null, place, "images", 5, 99))
                .as("it keeps the first one")
                .isNull();
        assertThat(door.place(BYTES, bytes("order-1"), null, "images", 5, 99)).isNull();
    }

    @Test
    void nobodyElseClaimsAPlace() {
        String genuine = door.place(BYTES, null, null, "images", 3, 17);
        for (String forged : List.of(
                "x",
                "topic-1/3/17",
                "topic-1/3/17/" + "A".repeat(43),
                genuine.replace("/17/", "/18/"),
                new Places("other").seal("topic-1", 3, 17, BYTES))) {
            place = bytes(forged);
            refusedPlace(BYTES);
        }
        place = bytes(genuine);
        refusedPlace(new byte[] {9});
        assertThat(accept(BYTES, "order-1", "demo", null).id())
                .as("a ce_id counts more")
                .isEqualTo(ImageIds.kafkaId("demo", "order-1"));
    }

    private void refusedPlace(byte[] value) {
        assertThatThrownBy(() -> accept(value, null, "demo", "web"))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("malformed-header"));
    }

    private void refused(String code, byte[] value, String customer, String recipe) {
        assertThatThrownBy(() -> accept(value, "order-1", customer, recipe))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private IntakeImage accept(byte[] value, String ceId, String customer, String recipe) {
        return accept(value, ceId, customer, recipe, "images", 0, 0, SENT.toEpochMilli());
    }

    private IntakeImage accept(
            byte[] value,
            String ceId,
            String customer,
            String recipe,
            String topic,
            int partition,
            long offset,
            long timestamp) {
        return door.accept(
                value, bytes(ceId), bytes(customer), bytes(recipe), place, ONCE, topic, partition, offset, timestamp);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
