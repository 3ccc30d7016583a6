package darkroom.webhooks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** What one poll has come to, and the newest offset of every partition it came from. One thread: the consumer's. */
public final class PollBatch {
    /** The most messages that a request to the queue may have. */
    private static final int MESSAGES = 10;

    private final int requestBytes;
    private final List<String> texts = new ArrayList<>();
    private final Map<String, KafkaManualCommit> offsets = new HashMap<>();

    /** @param requestBytes the most that a request to the queue may have */
    PollBatch(int requestBytes) {
        this.requestBytes = requestBytes;
    }

    /** @param text empty where the record came to nothing */
    void add(String text, String partition, KafkaManualCommit offset) {
        if (!text.isEmpty()) {
            texts.add(text);
        }
        offsets.put(partition, offset);
    }

    /** In the order they came. */
    public List<String> getTexts() {
        return List.copyOf(texts);
    }

    /** The same, as many together as one request to the queue takes. */
    public List<List<String>> getRequests() {
        List<List<String>> requests = new ArrayList<>();
        List<String> open = new ArrayList<>();
        long bytes = 0;
        for (String text : texts) {
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (!open.isEmpty() && (open.size() == MESSAGES || bytes + length > requestBytes)) {
                requests.add(open);
                open = new ArrayList<>();
                bytes = 0;
            }
            open.add(text);
            bytes += length;
        }
        if (!open.isEmpty()) {
            requests.add(open);
        }
        return requests;
    }

    Collection<KafkaManualCommit> offsets() {
        return offsets.values();
    }
}
