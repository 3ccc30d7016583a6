package darkroom.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.Erasures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** What a queue does that is long, slow or away; a real one is asked by {@code ReplayDeadIT}. */
class DeadQueueTest {
    private final Queue queue = new Queue();
    private final DeadQueue dead =
            new DeadQueue(queue, "dead", "inbox", message -> "demo", message -> null, Erasures.NONE);

    /** Messages come again, in front, as if their time had come, as often as a test says. */
    private static final class Queue implements SqsClient {
        private final Deque<Message> shown = new ArrayDeque<>();
        private final List<String> shownAgain = new ArrayList<>();
        private List<Message> again = List.of();
        private int backAfter = Integer.MAX_VALUE;
        private int received;
        private boolean away;
        private boolean expired;

        Queue() {
            IntStream.range(0, 50).forEach(i -> shown.add(message(i, "first")));
        }

        static Message message(int id, String handle) {
            return Message.builder()
                    .messageId("m" + id)
                    .receiptHandle(handle + id)
                    .body("{}")
                    .attributesWithStrings(Map.of("SentTimestamp", "0"))
                    .build();
        }

        @Override
        public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
            return GetQueueUrlResponse.builder().queueUrl(request.queueName()).build();
        }

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            if (away) {
                throw SdkClientException.create("away");
            }
            if (++received == backAfter) {
                again.forEach(shown::addFirst);
            }
            List<Message> some = new ArrayList<>();
            while (some.size() < request.maxNumberOfMessages() && !shown.isEmpty()) {
                some.add(shown.poll());
            }
            return ReceiveMessageResponse.builder().messages(some).build();
        }

        @Override
        public ChangeMessageVisibilityResponse changeMessageVisibility(ChangeMessageVisibilityRequest request) {
            if (away) {
                throw SdkClientException.create("away");
            }
            if (expired) {
                throw MessageNotInflightException.builder().message("expired").build();
            }
            shownAgain.add(request.receiptHandle());
            return ChangeMessageVisibilityResponse.builder().build();
        }

        @Override
        public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
            return DeleteMessageResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }

    private List<String> listed() {
        List<String> ids = new ArrayList<>();
        dead.list(letter -> ids.add(letter.id()));
        return ids;
    }

    @Test
    void allAreListedThoughTheFirstComeAgainBeforeTheLastWereRead() {
        queue.again =
                IntStream.range(0, 20).mapToObj(i -> Queue.message(i, "second")).toList();
        queue.backAfter = 3;

        assertThat(listed()).hasSize(50).doesNotHaveDuplicates();
        assertThat(queue.shownAgain)
                .as("by their newest handles")
                .hasSize(50)
                .contains("second0")
                .doesNotContain("first0");
    }

    @Test
    void whatIsNotHiddenAnyMoreNeedsNotBeShownAgain() {
        queue.expired = true;
        assertThat(listed()).hasSize(50);
    }

    @Test
    void aQueueThatGoesAwayInTheMiddleIsToldOf() {
        assertThatThrownBy(() -> dead.list(letter -> queue.away = true)).hasMessage("away");
    }
}
