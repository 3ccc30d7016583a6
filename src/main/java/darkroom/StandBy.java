package darkroom;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * What is done between two tries of a step with a record of Kafka, in place of a sleep ({@code onRedeliveryRef}): the wait
 * grows from try to try, and the consumer stays in its group meanwhile. Variable in: {@code offset}. It ends early when the
 * app stops. Thread-safe.
 */
final class StandBy implements Processor {
    /** Between two looks whether the app stops; no rebalance waits longer than this for a replica that stands by. */
    private static final Duration SLICE = Duration.ofMillis(250);

    private final Backoff backoff;

    StandBy(Backoff backoff) {
        this.backoff = backoff;
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getVariable("offset") instanceof GroupOffset offset) {
            int failures = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class);
            long until = System.nanoTime() + backoff.after(failures).toNanos();
            boolean goOn = true;
            for (long left = until - System.nanoTime(); goOn && left > 0; left = until - System.nanoTime()) {
                goOn = !isStopping(exchange.getContext())
                        && offset.standBy(Duration.ofNanos(Math.min(left, SLICE.toNanos())));
            }
        }
    }

    private static boolean isStopping(CamelContext context) {
        return context.isStopping() || context.isStopped();
    }
}
