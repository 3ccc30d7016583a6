package darkroom;

import java.util.function.LongSupplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** About how many messages of a queue wait and are not in work. Thread-safe. */
final class QueueDepth implements LongSupplier {
    private final SqsClient sqs;
    private final String queue;

    QueueDepth(SqsClient sqs, String queue) {
        this.sqs = sqs;
        this.queue = queue;
    }

    /** @throws SdkException where the queue does not answer */
    @Override
    public long getAsLong() {
        String url = sqs.getQueueUrl(r -> r.queueName(queue)).queueUrl();
        QueueAttributeName waiting = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        return Long.parseLong(sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(waiting))
                .attributes()
                .get(waiting));
    }
}
