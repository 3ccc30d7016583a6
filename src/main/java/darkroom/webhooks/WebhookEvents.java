package darkroom.webhooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.Erasures;
import darkroom.model.Receipt;
import darkroom.model.Webhook;
import darkroom.model.Webhooks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/**
 * The steps of the route {@code queue-webhooks}: which receipts are told to whom; and, for it and {@code webhook-log}, what a
 * poll is. Thread-safe; a batch belongs to the thread that polled it.
 */
public final class WebhookEvents {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookEvents.class);

    private final Events events;
    private final Webhooks webhooks;
    private final Erasures erasures;
    private final Duration oldest;
    private final int messageBytes;
    private final Clock clock;

    /**
     * @param oldest receipts that were finished longer ago are announced for the rows, not for customers
     * @param messageBytes the most that the queue takes
     */
    public WebhookEvents(
            ObjectMapper json, Webhooks webhooks, Erasures erasures, Duration oldest, int messageBytes, Clock clock) {
        this.events = new Events(json);
        this.webhooks = webhooks;
        this.erasures = erasures;
        this.oldest = oldest;
        this.messageBytes = messageBytes;
        this.clock = clock;
    }

    /**
     * A receipt as a message of the queue; empty where nobody is to be told. What is no receipt is the tally writer's matter.
     *
     * @throws RuntimeException where it cannot be told yet who has a webhook
     */
    public String read(@Body byte[] value, @Headers Map<String, Object> headers) {
        String customer = text(headers.get("ce_customer"));
        if (value == null || (customer != null && webhooks.of(customer).isEmpty())) {
            return ""; // most of them, without a look into it
        }
        Receipt receipt;
        try {
            receipt = events.receipt(value);
        } catch (IOException malformed) {
            return "";
        }
        Instant now = clock.instant();
        Optional<Webhook> webhook = webhooks.of(receipt.customer());
        if (webhook.isEmpty()
                || !webhook.get().wants(receipt)
                || receipt.finishedAt().isBefore(now.minus(oldest))
                || erasures.cover(receipt.customer(), receipt.receivedAt())) {
            return "";
        }
        return message(receipt, value, now);
    }

    private String message(Receipt receipt, byte[] value, Instant now) {
        try {
            String message = events.message(receipt, value, now);
            if (message.getBytes(StandardCharsets.UTF_8).length <= messageBytes) {
                return message;
            }
            LOG.error("The receipt of {} is too long for a message of the queue; no webhook tells of it", receipt.id());
        } catch (IOException e) {
            LOG.error("The receipt of {} cannot be told by a webhook", receipt.id(), e);
        }
        return "";
    }

    private static String text(Object header) {
        return header instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) header;
    }

    /** Camel's aggregation: the batch so far (null at first) and what the next record came to. */
    public PollBatch collect(
            PollBatch batch, Map<String, Object> batchHeaders, String next, Map<String, Object> nextHeaders) {
        PollBatch whole = batch == null ? new PollBatch(messageBytes) : batch;
        String partition = nextHeaders.get(KafkaConstants.TOPIC) + "/" + nextHeaders.get(KafkaConstants.PARTITION);
        whole.add(
                next == null ? "" : next, partition, (KafkaManualCommit) nextHeaders.get(KafkaConstants.MANUAL_COMMIT));
        return whole;
    }

    /** An offset of the batch, by which its consumer is found. */
    public KafkaManualCommit offset(@Variable("batch") PollBatch batch) {
        return batch.offsets().iterator().next();
    }

    /** @throws IllegalStateException where the queue has not taken all of them: they are all sent again */
    public void queued(@Body SendMessageBatchResponse answer) {
        if (answer.hasFailed() && !answer.failed().isEmpty()) {
            throw new IllegalStateException(answer.failed().size() + " webhooks were not queued: "
                    + answer.failed().get(0).code());
        }
    }

    /**
     * Commits the newest offset of every partition.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker is away or the group is being rebalanced: try again
     */
    public void commit(@Variable("batch") PollBatch batch) {
        batch.offsets().forEach(KafkaManualCommit::commit);
    }
}
