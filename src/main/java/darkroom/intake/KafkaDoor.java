package darkroom.intake;

import darkroom.model.BadRequestException;
import darkroom.model.IntakeImage;
import imaging.Recipes;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** Reads a record of {@code darkroom.images}, and commits it. Runs on the consumer's own thread; thread-safe. */
public final class KafkaDoor {
    private final Recipes recipes;
    private final Predicate<String> knownCustomer;
    private final TopicIds topicIds;
    private final long valueBytes;

    /** @param valueBytes the most a value may have; one more is refused with a receipt */
    public KafkaDoor(Recipes recipes, Predicate<String> knownCustomer, TopicIds topicIds, long valueBytes) {
        this.recipes = recipes;
        this.knownCustomer = knownCustomer;
        this.topicIds = topicIds;
        this.valueBytes = valueBytes;
    }

    /**
     * The image of a record. Headers in: ce_id, ce_customer, ce_recipe; topic, partition, offset and timestamp are the
     * consumer's own.
     *
     * @throws BadRequestException empty, no-customer, unknown-customer or unknown-recipe: for the dead letters
     */
    public IntakeImage accept(
            @Body byte[] value,
            @Header("ce_id") String ceId,
            @Header("ce_customer") String customer,
            @Header("ce_recipe") String recipeName,
            @Header(KafkaConstants.TOPIC) String topic,
            @Header(KafkaConstants.PARTITION) int partition,
            @Header(KafkaConstants.OFFSET) long offset,
            @Header(KafkaConstants.TIMESTAMP) long timestamp) {
        if (customer == null || customer.isEmpty()) {
            throw new BadRequestException(
                    "no-customer", 400, "The record has no header ce_customer. Send the customer's id in it.");
        }
        if (!knownCustomer.test(customer)) {
            throw new BadRequestException(
                    "unknown-customer",
                    400,
                    "ce_customer '" + Shown.text(customer) + "' is nobody. Make it known with ./darkroom key.");
        }
        String recipe = RecipeNames.check(recipes, "The header ce_recipe", recipeName);
        if (value == null || value.length == 0) {
            throw new BadRequestException("empty", 400, "The record has no value. Send the bytes of one image.");
        }
        UUID id = ceId != null && !ceId.isEmpty()
                ? ImageIds.kafkaId(customer, ceId)
                : ImageIds.kafkaPlace(customer, topicIds.of(topic, partition, offset), partition, offset);
        String refusal = value.length > valueBytes ? "too-many-bytes" : null;
        return new IntakeImage(
                id, false, customer, "kafka", recipe, Instant.ofEpochMilli(timestamp), value.length, value, refusal);
    }

    /** Last of all: the record is done, or lies in the dead letters. */
    public void commit(@Variable("offset") KafkaManualCommit offset) {
        offset.commit();
    }
}
