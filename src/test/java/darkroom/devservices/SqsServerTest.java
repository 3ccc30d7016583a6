package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class SqsServerTest {
    private final Stack stack = Stack.shared();
    private final SqsClient sqs = SqsClient.builder()
            .endpointOverride(stack.sqsEndpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("darkroom", "darkroom-dev")))
            .build();

    @BeforeEach
    void makeAQueue() {
        sqs.createQueue(queue -> queue.queueName("kill-test"));
    }

    @AfterEach
    void removeTheQueue() {
        sqs.deleteQueue(queue -> queue.queueUrl(url("kill-test")));
        sqs.close();
    }

    @Test
    void theInboxHidesAMessageForThirtySecondsAndNeverMovesItByItself() {
        Map<QueueAttributeName, String> inbox = attributes("darkroom-inbox");

        assertThat(inbox).containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
        assertThat(inbox).doesNotContainKey(QueueAttributeName.REDRIVE_POLICY);
        assertThat(attributes("darkroom-inbox-dead")).isNotEmpty();
    }

    @Test
    void aKillLosesNoMessageAndBringsNoneBackThatWasDeleted() {
        for (int i = 0; i < 100; i++) {
            String body = "message " + i;
            sqs.sendMessage(message -> message.queueUrl(url("kill-test")).messageBody(body));
        }
        Set<String> deleted = new HashSet<>();
        for (Message message : receive()) {
            sqs.deleteMessage(delete -> delete.queueUrl(url("kill-test")).receiptHandle(message.receiptHandle()));
            deleted.add(message.body());
        }
        assertThat(deleted).hasSize(10);

        stack.kill("sqs");
        stack.restart("sqs");

        Set<String> left = new HashSet<>();
        for (List<Message> some = receive(); !some.isEmpty(); some = receive()) {
            some.forEach(message -> left.add(message.body()));
        }
        assertThat(left).hasSize(90).doesNotContainAnyElementsOf(deleted);
        assertThat(attributes("darkroom-inbox")).doesNotContainKey(QueueAttributeName.REDRIVE_POLICY);
    }

    private List<Message> receive() {
        return sqs.receiveMessage(receive -> receive.queueUrl(url("kill-test")).maxNumberOfMessages(10))
                .messages();
    }

    private Map<QueueAttributeName, String> attributes(String queue) {
        return sqs.getQueueAttributes(get -> get.queueUrl(url(queue)).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private String url(String queue) {
        return sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }
}
