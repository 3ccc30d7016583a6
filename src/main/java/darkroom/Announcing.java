package darkroom;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** The {@link Breaker} around the announcement of receipts, as steps of the route {@code publish}. Thread-safe. */
public final class Announcing {
    private final Breaker breaker;

    Announcing(Breaker breaker) {
        this.breaker = breaker;
    }

    /** @throws TimeoutException at once, where another caller is to find out whether Kafka is back */
    public void begin() {
        if (!breaker.admits()) {
            throw new TimeoutException(breaker.refusal());
        }
    }

    public void done() {
        breaker.answered();
    }

    /** @throws Exception what it was given */
    public void failed(Exception why) throws Exception {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                breaker.failed(cause);
                break;
            }
        }
        throw why;
    }
}
