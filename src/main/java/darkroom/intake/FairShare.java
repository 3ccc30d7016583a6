package darkroom.intake;

import darkroom.model.IntakeImage;
import imaging.BusyException;
import imaging.FairSemaphore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/**
 * How many images of one customer are in work at once while others' come, too. Where the cores are busy, whatever is in work
 * stands in the operating system's queue, which knows no customers: thirty images of one make thirty parts of whatever
 * another's waits for, at each of its steps. So as many are let in as leave the cores a little idle, and the others wait
 * here, by customer. One who is alone has all; where the cores are idle, as with a store that is far away, everybody has.
 *
 * <p>The number grows by one and shrinks by halves, as the window of TCP does (Jacobson and Karels, Congestion Avoidance and
 * Control, 1988); what it goes by is the load of the cores instead of losses. Thread-safe.
 */
public final class FairShare {
    private static final long SAMPLE_NANOS = Duration.ofMillis(200).toNanos();
    private static final double WEIGHT = 0.3;
    private static final double ROOM = 0.1;
    private static final String HELD = "darkroom.share";

    /**
     * @param least of a customer at once, however busy the cores are
     * @param most that the number grows to
     * @param busy the part of the cores, 1 = all, above which it shrinks; it grows where a tenth less is used
     * @param remember how long a customer is taken to be there after its last image
     * @param patience how long an image waits
     */
    public record Bounds(int least, int most, double busy, Duration remember, Duration patience) {}

    private final Bounds bounds;
    private final DoubleSupplier load;
    private final LongSupplier nanoTime;
    private final FairSemaphore inWork = new FairSemaphore(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** By customer, when its last image came or was done. */
    private final Map<String, Long> there = new HashMap<>();

    private int share;
    private double smooth;
    private long sampled;

    /** @param load part of the cores in use since it was asked before, 1 = all; negative where that is not known */
    public FairShare(Bounds bounds, DoubleSupplier load, LongSupplier nanoTime) {
        this.bounds = bounds;
        this.load = load;
        this.nanoTime = nanoTime;
        this.share = bounds.least();
        this.sampled = nanoTime.getAsLong();
    }

    /**
     * Waits until one more image of the customer may be in work, which it is until the exchange is over. What the exchange
     * had for an earlier try is given back first.
     *
     * @throws BusyException where that was not in time, or the thread was interrupted (which it then still is)
     */
    public void take(@Body IntakeImage image, Exchange exchange) {
        UntilDone.giveBack(HELD, exchange);
        UntilDone.hold(HELD, place(image.customer())::leave, exchange);
    }

    Place place(String customer) {
        seen(customer);
        inWork.acquire(
                customer,
                1,
                bounds.patience(),
                "a turn",
                () ->
                        "The cores are busy, and others' images come, too: of one customer's only some are in work at once, and no"
                                + " turn came within " + bounds.patience().toMillis() + " ms. Come again.");
        return new Place(customer);
    }

    /** An image in work. */
    final class Place {
        private final String customer;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(String customer) {
            this.customer = customer;
        }

        /** Once; then nothing. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                seen(customer);
                inWork.release(customer, 1);
            }
        }
    }

    private synchronized void seen(String customer) {
        long now = nanoTime.getAsLong();
        there.put(customer, now);
        if (now - sampled >= SAMPLE_NANOS) {
            sampled = now;
            there.values().removeIf(last -> now - last > bounds.remember().toNanos());
            adapt(load.getAsDouble());
        }
        inWork.setMostALine(there.size() > 1 ? share : Integer.MAX_VALUE);
    }

    private void adapt(double sample) {
        double now = sample >= 0 ? sample : 0; // neither is what is not known, nor NaN
        smooth += WEIGHT * (now - smooth);
        if (now > bounds.busy()) {
            share = Math.max(bounds.least(), share / 2);
        } else if (smooth < bounds.busy() - ROOM) {
            share = Math.min(bounds.most(), share + 1);
        }
    }
}
