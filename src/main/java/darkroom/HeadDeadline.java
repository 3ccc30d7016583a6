package darkroom;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1, with a time by which the head of a request must be whole. Tomcat's own begins again with each piece, so that
 * a byte now and then held a connection for ever. Whose head is late loses the connection, as who falls silent does.
 *
 * <p>A connection has a processor that is in nobody's hands while its request is asynchronous, or while the rest of a head is
 * waited for; every second all are looked at. Thread-safe; made by Tomcat, by the name of the class.
 */
public final class HeadDeadline extends Http11NioProtocol {
    /** Of the clock that Tomcat begins a request by. */
    private static final long NOT_BEGUN = -1;

    private volatile long mostNanos = Long.MAX_VALUE;
    private volatile long everyMillis = 1_000;
    private ScheduledFuture<?> looking;

    /** @param most for a whole head; is looked at as often, or every second where that is shorter */
    void setMost(Duration most) {
        mostNanos = most.toNanos();
        everyMillis = Math.max(1, Math.min(1_000, most.toMillis()));
    }

    @Override
    public void start() throws Exception {
        super.start();
        looking = getUtilityExecutor()
                .scheduleWithFixedDelay(this::closeLate, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (looking != null) {
            looking.cancel(false);
        }
        super.stop();
    }

    private void closeLate() {
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            if (connection.getCurrentProcessor() instanceof Processor processor
                    && isLate(processor)
                    && connection.getCurrentProcessor() == processor) { // else the rest has just come
                connection.close();
            }
        }
    }

    private boolean isLate(Processor processor) {
        if (processor.isAsync() || processor.isUpgrade()) {
            return false;
        }
        long begun = processor.getRequest().getStartTimeNanos();
        return begun != NOT_BEGUN && System.nanoTime() - begun > mostNanos;
    }
}
