package darkroom.intake;

import darkroom.model.BadRequestException;
import darkroom.model.ErasedException;
import darkroom.model.Erasures;
import darkroom.model.IntakeImage;
import darkroom.request.Shown;
import imaging.Recipes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** Reads a record of {@code darkroom.images}, and commits it. Runs on the consumer's own thread; thread-safe. */
public final class KafkaDoor {
    /** The end of a transaction takes an offset too. A wider gap says that another reader was there in between. */
    private static final int NEXT = 2;

    private static final Set<String> MEANT = Set.of("ce_id", "ce_customer", "ce_recipe");

    private final Recipes recipes;
    private final Predicate<String> knownCustomer;
    private final Erasures erasures;
    private final TopicIds topicIds;
    private final Places places;
    private final long valueBytes;
    private final Instant started;
    private final Map<String, Long> lastOffsets = new ConcurrentHashMap<>();

    /**
     * @param places of records that come back from the dead letters
     * @param valueBytes the most a value may have; one more is refused with a receipt
     * @param clock tells when this process began
     */
    public KafkaDoor(
            Recipes recipes,
            Predicate<String> knownCustomer,
            Erasures erasures,
            TopicIds topicIds,
            Places places,
            long valueBytes,
            Clock clock) {
        this.recipes = recipes;
        this.knownCustomer = knownCustomer;
        this.erasures = erasures;
        this.topicIds = topicIds;
        this.places = places;
        this.valueBytes = valueBytes;
        this.started = clock.instant();
    }

    /**
     * Whether somebody may have begun on a record before; to be asked once for each, in their order. Records are worked
     * on one after the other, each committed before the next: whoever ended in the middle left one record that a
     * partition's next reader reads first.
     */
    public Seen seen(
            @Header(KafkaConstants.TOPIC) String topic,
            @Header(KafkaConstants.PARTITION) int partition,
            @Header(KafkaConstants.OFFSET) long offset,
            @Header(KafkaConstants.TIMESTAMP) long timestamp) {
        Long last = lastOffsets.put(topic + '/' + partition, offset);
        if (last != null && offset > last && offset <= last + NEXT) {
            return Seen.never;
        }
        boolean again = last != null && offset <= last;
        return again || Instant.ofEpochMilli(timestamp).isBefore(started) ? Seen.before : Seen.perhaps;
    }

    /**
     * The image of a record. Headers in: ce_id, ce_customer, ce_recipe, each once at most, and darkroom_place of a record
     * without ce_id that was a dead letter; topic, partition, offset and timestamp are the consumer's own.
     *
     * @param all headers of the record, as it came
     * @throws BadRequestException empty, no-customer, unknown-customer, unknown-recipe or malformed-header: for the dead
     *     letters
     * @throws ErasedException of a customer who was erased: it is dropped
     */
    public IntakeImage accept(
            @Body byte[] value,
            @Header("ce_id") byte[] ceId,
            @Header("ce_customer") byte[] ceCustomer,
            @Header("ce_recipe") byte[] ceRecipe,
            @Header(Places.HEADER) byte[] place,
            @Header(KafkaConstants.HEADERS) Iterable<org.apache.kafka.common.header.Header> all,
            @Header(KafkaConstants.TOPIC) String topic,
            @Header(KafkaConstants.PARTITION) int partition,
            @Header(KafkaConstants.OFFSET) long offset,
            @Header(KafkaConstants.TIMESTAMP) long timestamp) {
        checkOnce(all);
        String customer = text("ce_customer", ceCustomer);
        if (customer.isEmpty()) {
            throw new BadRequestException(
                    "no-customer", 400, "The record has no header ce_customer. Send the customer's id in it.");
        }
        boolean known = knownCustomer.test(customer);
        boolean erased = known
                ? erasures.cover(customer, Instant.ofEpochMilli(timestamp))
                : erasures.until(customer).isPresent();
        if (erased) {
            throw new ErasedException(customer);
        }
        if (!known) {
            throw new BadRequestException(
                    "unknown-customer",
                    400,
                    "ce_customer '" + Shown.text(customer) + "' is nobody. Make it known with ./darkroom key.");
        }
        String recipe = RecipeNames.check(recipes, "The header ce_recipe", text("ce_recipe", ceRecipe));
        String identity = text("ce_id", ceId);
        if (value == null || value.length == 0) {
            throw new BadRequestException("empty", 400, "The record has no value. Send the bytes of one image.");
        }
        UUID id = id(customer, identity, text(Places.HEADER, place), value, topic, partition, offset);
        String refusal = value.length > valueBytes ? "too-many-bytes" : null;
        return new IntakeImage(
                id, false, customer, "kafka", recipe, Instant.ofEpochMilli(timestamp), value.length, value, refusal);
    }

    /** Kafka lets a name come twice, and whichever of the two counted would be a guess at who is meant. */
    private static void checkOnce(Iterable<org.apache.kafka.common.header.Header> all) {
        Set<String> seen = new HashSet<>();
        for (org.apache.kafka.common.header.Header header : all) {
            String name = header.key().toLowerCase(Locale.ROOT); // as headers are read
            if (MEANT.contains(name) && !seen.add(name)) {
                throw new BadRequestException(
                        "malformed-header", 400, "The header " + name + " is there twice. Send it once.");
            }
        }
    }

    private UUID id(
            String customer, String identity, String place, byte[] value, String topic, int partition, long offset) {
        if (!identity.isEmpty()) {
            return ImageIds.kafkaId(customer, identity);
        }
        return place.isEmpty()
                ? ImageIds.kafkaPlace(customer, topicIds.of(topic, partition, offset), partition, offset)
                : places.id(customer, place, value);
    }

    /**
     * What a record without a ce_id takes along into the dead letters, so that it is the same image when it is sent again;
     * null for one that has a ce_id, or has been there before.
     */
    public String place(
            @Body byte[] value,
            @Header("ce_id") byte[] ceId,
            @Header(Places.HEADER) byte[] place,
            @Header(KafkaConstants.TOPIC) String topic,
            @Header(KafkaConstants.PARTITION) int partition,
            @Header(KafkaConstants.OFFSET) long offset) {
        boolean named = ceId != null && ceId.length > 0;
        return named || place != null || value == null || value.length == 0
                ? null
                : places.seal(topicIds.of(topic, partition, offset), partition, offset, value);
    }

    /** A header's text, empty where there is none. Bytes that are none would all become the same identity. */
    private static String text(String header, byte[] value) {
        if (value == null) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException(
                    "malformed-header",
                    400,
                    "The header " + header + " holds bytes that are no UTF-8 (" + value.length
                            + " of them). Send it as text.");
        }
    }

    /** Last of all: the record is done, or lies in the dead letters. */
    public void commit(@Variable("offset") KafkaManualCommit offset) {
        offset.commit();
    }
}
