package darkroom;

import java.util.List;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/**
 * Whether it makes sense to fetch messages: not while what they need is away, for each would only be handed back and then
 * be invisible to all. Thread-safe.
 */
final class PollGate extends DefaultPollingConsumerPollStrategy {
    private final List<Breaker> needed;

    PollGate(List<Breaker> needed) {
        this.needed = List.copyOf(needed);
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        return needed.stream().noneMatch(Breaker::refuses);
    }
}
