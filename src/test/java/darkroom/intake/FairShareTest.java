package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.intake.FairShare.Bounds;
import darkroom.model.IntakeImage;
import imaging.BusyException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairShareTest {
    private static final int LEAST = 2;
    private static final int MOST = 12;
    private static final Duration SAMPLE = Duration.ofMillis(200);

    private final CamelContext camel = new DefaultCamelContext();
    private long now;
    private double load = 0.5;
    private FairShare share = bounded(0.9, Duration.ZERO);

    @AfterEach
    void end() throws Exception {
        share.close();
        camel.close();
    }

    private FairShare bounded(double busy, Duration patience) {
        return new FairShare(
                new Bounds(LEAST, MOST, busy, Duration.ofSeconds(10), Duration.ofSeconds(2), patience),
                () -> load,
                () -> now);
    }

    private static IntakeImage image(String customer) {
        return new IntakeImage(new UUID(0, 1), true, customer, "http", "web", Instant.EPOCH, 0, new byte[0], null);
    }

    /** By a consumer of Kafka or the inbox, which has no turn. */
    private Exchange consume(String customer) {
        return take(customer, null);
    }

    private Exchange take(String customer, Boolean turn) {
        Exchange exchange = new DefaultExchange(camel);
        try {
            share.take(image(customer), turn, exchange);
        } catch (BusyException busy) {
            share.leave(exchange); // as the route does
            throw busy;
        }
        return exchange;
    }

    private Exchange upload(String customer) {
        return take(customer, true);
    }

    private void uploadAndGo(String customer) {
        share.leave(upload(customer));
    }

    private static void isOver(Exchange exchange) {
        exchange.getExchangeExtension().handoverCompletions().forEach(then -> then.onFailure(exchange));
    }

    /** As many uploads of one customer as are let in, then none of them is. */
    private int fits(String customer) {
        Deque<Exchange> uploads = new ArrayDeque<>();
        try {
            while (uploads.size() < 1000) {
                uploads.add(upload(customer));
            }
        } catch (BusyException full) {
            // as many as fit
        }
        uploads.forEach(share::leave);
        return uploads.size();
    }

    private void passes(Duration time) {
        now += time.toNanos();
        share.sample();
    }

    /** Samples, one after the other, while another customer is there. */
    private void loadIs(double part, int samples) {
        load = part;
        for (int i = 0; i < samples; i++) {
            uploadAndGo("quiet");
            passes(SAMPLE);
        }
    }

    @Test
    void whoIsAloneHasAllHoweverBusyTheCoresAre() {
        load = 1;
        passes(Duration.ofSeconds(1));
        assertThat(fits("noisy")).isEqualTo(1000);
    }

    @Test
    void besideAnotherOneBeginsWithTheLeast() {
        uploadAndGo("quiet");
        assertThat(fits("noisy")).isEqualTo(LEAST);
        assertThat(fits("quiet")).isEqualTo(LEAST);
    }

    @Test
    void whereTheCoresAreIdleTheShareGrowsByOneUpToTheMost() {
        uploadAndGo("noisy");
        loadIs(0.5, 3);
        assertThat(fits("noisy")).isEqualTo(LEAST + 3);
        loadIs(0.5, 100);
        assertThat(fits("noisy")).isEqualTo(MOST);
    }

    @Test
    void whereTheyAreBusyItHalvesDownToTheLeast() {
        uploadAndGo("noisy");
        loadIs(0.5, 100);
        loadIs(0.95, 2);
        assertThat(fits("noisy")).isEqualTo(MOST / 2);
        loadIs(0.95, 9);
        assertThat(fits("noisy")).isEqualTo(LEAST);
    }

    @Test
    void oneBusySampleAloneHalvesNothing() {
        uploadAndGo("noisy");
        loadIs(0.5, 100);
        for (int i = 0; i < 10; i++) {
            loadIs(1, 1);
            loadIs(0.5, 3);
        }
        assertThat(fits("noisy")).isEqualTo(MOST);
    }

    @Test
    void betweenTheTwoItStays() {
        uploadAndGo("noisy");
        loadIs(0.5, 4);
        int before = fits("noisy");
        loadIs(0.85, 10); // idle samples before may let it grow once or twice
        int settled = fits("noisy");
        loadIs(0.85, 50);
        assertThat(settled).isGreaterThanOrEqualTo(before);
        assertThat(fits("noisy")).isEqualTo(settled);
    }

    @Test
    void aLoadThatIsNotKnownBoundsNobodyForLong() {
        uploadAndGo("noisy");
        loadIs(-1, 100);
        assertThat(fits("noisy")).isEqualTo(MOST);
        loadIs(1, 20);
        loadIs(Double.NaN, 100);
        assertThat(fits("noisy")).isEqualTo(MOST);
    }

    @Test
    void allOfTheCoresIsNoBound() {
        share.close();
        share = bounded(1, Duration.ZERO);
        uploadAndGo("noisy");
        loadIs(1, 20);
        assertThat(fits("noisy")).isEqualTo(1000);
    }

    @Test
    void whoWasThereLatelyIsThereStillAndThenIsNot() {
        uploadAndGo("quiet");
        passes(Duration.ofSeconds(10));
        assertThat(fits("noisy")).isLessThan(MOST);
        passes(Duration.ofMillis(1));
        assertThat(fits("noisy")).isEqualTo(1000);
    }

    @Test
    void whoseImageTakesLongIsThereAsLong() {
        Exchange animation = consume("quiet");
        passes(Duration.ofMinutes(1));
        assertThat(fits("noisy")).isLessThan(MOST);
        share.leave(animation);
        passes(Duration.ofSeconds(11));
        assertThat(fits("noisy")).isEqualTo(1000);
    }

    @Test
    void anImageInWorkForLongStopsNoOthersOfItsCustomer() {
        uploadAndGo("quiet");
        load = 1;
        Exchange animation = upload("noisy");
        upload("noisy");
        assertThatThrownBy(() -> upload("noisy")).isInstanceOf(BusyException.class);
        passes(Duration.ofSeconds(2));
        assertThatThrownBy(() -> upload("noisy")).isInstanceOf(BusyException.class);
        passes(Duration.ofMillis(1));
        assertThat(fits("noisy")).isEqualTo(LEAST);
        share.leave(animation); // has counted already
        assertThat(fits("noisy")).isEqualTo(LEAST);
    }

    @Test
    void whatKafkaAndTheInboxBringWaitsForNobody() {
        uploadAndGo("quiet");
        fits("noisy");
        upload("noisy");
        upload("noisy");
        assertThatThrownBy(() -> upload("noisy")).isInstanceOf(BusyException.class);
        for (int i = 0; i < 20; i++) {
            consume("noisy");
        }
    }

    @Test
    void whatIsInWorkWhenAnotherComesGoesOnAndNothingIsAdded() {
        Deque<Exchange> noisy = new ArrayDeque<>();
        for (int i = 0; i < 20; i++) {
            noisy.add(upload("noisy"));
        }
        uploadAndGo("quiet");
        for (int i = 0; i < 20 - LEAST; i++) {
            assertThatThrownBy(() -> upload("noisy"))
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("one customer's only some");
            share.leave(noisy.remove());
        }
        assertThatThrownBy(() -> upload("noisy")).isInstanceOf(BusyException.class);
        share.leave(noisy.remove());
        noisy.add(upload("noisy"));
        assertThat(noisy).hasSize(LEAST);
    }

    @Test
    void aPlaceIsLeftOnceByTheRouteOrWhenTheExchangeIsOver() {
        uploadAndGo("quiet");
        Exchange one = upload("noisy");
        upload("noisy");
        share.leave(one);
        share.leave(one);
        isOver(one);
        Exchange dropped = upload("noisy");
        assertThatThrownBy(() -> upload("noisy")).isInstanceOf(BusyException.class);
        isOver(dropped);
        upload("noisy");
        assertThatThrownBy(() -> upload("noisy")).isInstanceOf(BusyException.class);
    }

    @Test
    void whoTriesAgainHasOnePlaceAndOneThingToDoInTheEnd() {
        uploadAndGo("quiet");
        Exchange again = upload("noisy");
        for (int i = 0; i < 5; i++) {
            share.take(image("noisy"), true, again);
        }
        assertThat(again.getExchangeExtension().handoverCompletions()).hasSize(1);
        assertThat(fits("noisy")).isEqualTo(LEAST - 1);
    }

    /** Nobody comes and nobody leaves: the other one's ten seconds are over, and who waits goes on. */
    @Test
    void whoWaitsIsLetInWhenTheOtherIsNoLongerThere() throws Exception {
        share.close();
        share = bounded(0.9, Duration.ofMinutes(1));
        load = 1;
        uploadAndGo("quiet");
        upload("noisy");
        upload("noisy");
        CompletableFuture<Exchange> waits = CompletableFuture.supplyAsync(() -> upload("noisy"));
        assertStillWaits(waits);
        passes(Duration.ofSeconds(1));
        assertStillWaits(waits);
        passes(Duration.ofSeconds(10));
        assertThat(waits.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    private static void assertStillWaits(CompletableFuture<Exchange> waits)
            throws ExecutionException, InterruptedException {
        try {
            throw new AssertionError("let in: " + waits.get(100, TimeUnit.MILLISECONDS));
        } catch (TimeoutException waiting) {
            // as it should
        }
    }

    @Test
    void aLoadThatThrowsStopsNeitherTheWorkNorTheNextLook() {
        share.close();
        int[] asked = {0};
        share = new FairShare(
                new Bounds(LEAST, MOST, 0.9, Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO),
                () -> {
                    asked[0]++;
                    throw new IllegalStateException("no load here");
                },
                System::nanoTime);
        share.start();
        uploadAndGo("quiet");
        await().until(() -> asked[0] > 2);
        await().untilAsserted(() -> assertThat(fits("noisy")).isGreaterThan(LEAST));
    }
}
