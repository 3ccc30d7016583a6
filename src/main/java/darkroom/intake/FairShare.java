package darkroom.intake;

import darkroom.model.IntakeImage;
import imaging.BusyException;
import imaging.FairSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * How many of one customer's uploads are in work at once while others' images come, too. Where the cores are busy, whatever
 * is in work stands in the operating system's queue, which knows no customers: thirty images of one make thirty parts of
 * whatever another's waits for, at each of its steps. So as many are let in as leave the cores a little idle, and the others
 * wait here, by customer. One who is alone has all; where the cores are idle, as with a store that is far away, everybody
 * has.
 *
 * <p>What Kafka and the inbox bring, parked uploads among it, waits for nobody here: of those there are as many at once as
 * there are consumers, and a record that waits keeps those behind it waiting, whoever's they are.
 *
 * <p>The number grows by one and shrinks by halves, as the window of TCP does (Jacobson and Karels, Congestion Avoidance and
 * Control, 1988); what it goes by is the load of the cores instead of losses. Thread-safe.
 */
public final class FairShare implements AutoCloseable {
    private static final long SAMPLE_MILLIS = 200;
    private static final double WEIGHT = 0.3;
    private static final double ROOM = 0.1;

    /** Whoever else asks for the load shortens what one sample is of; of two in a row one is whole. */
    private static final int BUSY_SAMPLES = 2;

    private static final String HELD = "darkroom.share";

    /**
     * @param least of a customer at once, however busy the cores are
     * @param most that the number grows to
     * @param busy the part of the cores, 1 = all, above which it shrinks; it grows where a tenth less is used. 1 = no bound
     * @param remember how long a customer is taken to be there after its last image
     * @param counts how long an image in work counts: one that takes longer must not stop its customer's others
     * @param patience how long an image waits
     */
    public record Bounds(int least, int most, double busy, Duration remember, Duration counts, Duration patience) {}

    private final Bounds bounds;
    private final DoubleSupplier load;
    private final LongSupplier nanoTime;
    private final FairSemaphore inWork = new FairSemaphore(Integer.MAX_VALUE, Integer.MAX_VALUE);
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(FairShare::thread);

    private final Map<String, Customer> there = new HashMap<>();

    /** Those that count, the oldest first. */
    private final Set<Place> counted = new LinkedHashSet<>();

    private int share;
    private double smooth;
    private int busySamples;

    private static final class Customer {
        private int images;
        private long last;
    }

    /** @param load part of the cores in use since it was asked before, 1 = all; negative or NaN where that is not known */
    public FairShare(Bounds bounds, DoubleSupplier load, LongSupplier nanoTime) {
        this.bounds = bounds;
        this.load = load;
        this.nanoTime = nanoTime;
        this.share = bounds.least();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "fair-share");
        thread.setDaemon(true);
        return thread;
    }

    /** Looks at the load from now on, until it is closed; before, the number is the least. */
    public void start() {
        // it ends when closed
        Future<?> unused =
                sampler.scheduleWithFixedDelay(this::sample, SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }

    /**
     * The image is in work until {@link #leave}, or until the exchange is over.
     *
     * @param turn whether it waits for that; null = it does not
     * @throws BusyException where that was not in time, or the thread was interrupted (which it then still is)
     */
    public void take(@Body IntakeImage image, @Variable("turn") Boolean turn, Exchange exchange) {
        Place place = new Place(image.customer());
        UntilDone.hold(HELD, place::leave, exchange);
        if (Boolean.TRUE.equals(turn)) {
            place.count();
        }
    }

    /** The image of this exchange is no longer in work. */
    public void leave(Exchange exchange) {
        UntilDone.giveBack(HELD, exchange);
    }

    /** An image in work, or before it. */
    final class Place {
        private final String customer;
        private long since;
        private boolean isLeft;

        Place(String customer) {
            this.customer = customer;
            come(customer);
        }

        /** Waits for its turn. */
        void count() {
            inWork.acquire(
                    customer,
                    1,
                    bounds.patience(),
                    "a turn",
                    () ->
                            "The cores are busy, and others' images come, too: of one customer's only some are in work at once,"
                                    + " and no turn came within "
                                    + bounds.patience().toMillis() + " ms. Come again.");
            counted(this);
        }

        /** Once; then nothing. */
        void leave() {
            left(this);
        }
    }

    private synchronized void come(String customer) {
        there.computeIfAbsent(customer, name -> new Customer()).images++;
        bound();
    }

    private synchronized void counted(Place place) {
        if (place.isLeft) {
            inWork.release(place.customer, 1);
            return;
        }
        place.since = nanoTime.getAsLong();
        counted.add(place);
    }

    private synchronized void left(Place place) {
        countsNoMore(place);
        if (!place.isLeft) {
            place.isLeft = true;
            Customer customer = there.get(place.customer);
            customer.images--;
            customer.last = nanoTime.getAsLong();
        }
    }

    private void countsNoMore(Place place) {
        if (counted.remove(place)) {
            inWork.release(place.customer, 1);
        }
    }

    /** Looks at the load since the last time, and at who is there. */
    void sample() {
        if (isAnybodyThere()) {
            look(loadNow()); // which takes a millisecond: nobody waits for it
        }
    }

    private synchronized boolean isAnybodyThere() {
        return !there.isEmpty();
    }

    private synchronized void look(double part) {
        long now = nanoTime.getAsLong();
        for (Place place : new ArrayList<>(counted)) {
            if (now - place.since <= bounds.counts().toNanos()) {
                break;
            }
            countsNoMore(place);
        }
        there.values()
                .removeIf(customer -> customer.images == 0
                        && now - customer.last > bounds.remember().toNanos());
        adapt(part);
        bound();
    }

    private double loadNow() {
        try {
            double part = load.getAsDouble();
            return part >= 0 ? part : 0; // neither is what is not known, nor NaN
        } catch (RuntimeException e) {
            return 0; // else this was the last look
        }
    }

    private void bound() {
        inWork.setMostALine(there.size() > 1 && bounds.busy() < 1 ? share : Integer.MAX_VALUE);
    }

    private void adapt(double now) {
        smooth += WEIGHT * (now - smooth);
        busySamples = now > bounds.busy() ? busySamples + 1 : 0;
        if (busySamples >= BUSY_SAMPLES) {
            share = Math.max(bounds.least(), share / 2);
        } else if (busySamples == 0 && smooth < bounds.busy() - ROOM) {
            share = Math.min(bounds.most(), share + 1);
        }
    }
}
